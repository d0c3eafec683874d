//! A requirements file, as the user wrote it, with every value checked against its fact.

use std::ops::Range;

use super::{FactId, Value, WorkloadId};

/// One app with its features, in the order of the file.
#[derive(Clone, Default, Debug)]
pub struct Requirements {
    pub name: Option<String>,
    pub description: Option<String>,
    /// What holds for every feature that does not say otherwise.
    pub given: Vec<Given>,
    pub features: Vec<Feature>,
}

/// One thing that must be live.
#[derive(Clone, Debug)]
pub struct Feature {
    pub name: String,
    pub description: Option<String>,
    pub workload: Option<WorkloadId>,
    pub given: Vec<Given>,
    /// Where the feature's name stands in the file.
    pub span: Range<usize>,
}

/// A fact that the user stated.
#[derive(Clone, Debug)]
pub struct Given {
    pub fact: FactId,
    /// Absent: "I don't know".
    pub value: Option<Value>,
    /// Where it stands in the file; empty when it came from the command line.
    pub span: Range<usize>,
}

/// A fact that was set on the command line; it beats the file.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Absent: for every feature.
    pub feature: Option<String>,
    pub fact: FactId,
    pub value: Option<Value>,
}
