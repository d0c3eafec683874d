//! A requirements file that is yet to be filled in.

use super::{FactId, Value, WorkloadId};

/// Every fact once under the app or in each feature, in the order in which they stand in the file.
#[derive(Clone, Debug)]
pub struct Outline {
    /// What surrounds the features: facts that no workload assumes.
    pub app: Vec<Slot>,
    pub features: Vec<FeatureOutline>,
}

/// A feature of which at most the workload is known.
#[derive(Clone, Debug)]
pub struct FeatureOutline {
    pub name: String,
    pub workload: Option<WorkloadId>,
    pub slots: Vec<Slot>,
}

/// Where a fact may be stated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    pub fact: FactId,
    pub shows: Shows,
}

/// What stands in a slot until somebody fills it in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shows {
    /// The workload assumes it.
    Assumed(Value),
    /// The vocabulary takes it to hold.
    Default(Value),
    /// Nothing holds; this is a value that may be stated. Absent: only "unknown" is sure to contradict nothing.
    Example(Option<Value>),
}

impl Shows {
    /// The value that is shown; absent for "unknown".
    pub fn value(self) -> Option<Value> {
        match self {
            Shows::Assumed(value) | Shows::Default(value) => Some(value),
            Shows::Example(value) => value,
        }
    }
}
