//! What is known about one feature.

use super::{FactId, Value, WorkloadId};

/// The facts of one feature, each with where it came from.
///
/// Given beats assumed. A given "unknown" beats assumed too.
#[derive(Clone, Debug)]
pub struct Situation {
    pub workload: Option<WorkloadId>,
    /// One entry for each fact of the vocabulary.
    pub entries: Vec<Entry>,
}

/// What is known of one fact.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What the user said; `Some(None)` is "I don't know".
    pub given: Option<Option<Value>>,
    /// What the workload assumes.
    pub assumed: Option<Value>,
    /// What the vocabulary takes to hold where nothing is said.
    pub default: Option<Value>,
}

/// What counts as one fact in an explanation: something that the user said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Held {
    Workload,
    Fact(FactId),
}

impl Entry {
    /// The value that counts.
    pub fn value(&self) -> Option<Value> {
        self.given.unwrap_or_else(|| self.assumed.or(self.default))
    }
}

impl Situation {
    /// Nothing is known.
    pub fn empty(facts: usize) -> Self {
        Self { workload: None, entries: vec![Entry::default(); facts] }
    }

    pub fn entry(&self, fact: FactId) -> &Entry {
        &self.entries[fact.index()]
    }

    pub fn value(&self, fact: FactId) -> Option<Value> {
        self.entry(fact).value()
    }

    /// What the user said, the workload first.
    pub fn held(&self) -> Vec<Held> {
        let facts = (0..self.entries.len()).filter(|index| self.entries[*index].given.is_some());
        let workload = self.workload.map(|_| Held::Workload);
        workload.into_iter().chain(facts.map(|index| Held::Fact(FactId::at(index)))).collect()
    }
}
