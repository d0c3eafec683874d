//! Conditions: a conjunction of cells, with alternatives.

use serde::Serialize;

use super::{FactId, List, Test, Text};

/// One fact and what is asked of it.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    pub fact: FactId,
    pub test: Test,
    /// The test in the words of the rule file, for reports: `< 1s`.
    pub written: Text,
}

/// Holds when every cell of `all` holds and, where there are alternatives, all cells of one of them.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Condition {
    pub all: List<Cell>,
    pub any: List<List<Cell>>,
}

impl Condition {
    /// Whether it asks nothing.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.any.is_empty()
    }

    /// Every cell, those of the alternatives included.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.all.iter().chain(self.any.iter().flatten())
    }
}
