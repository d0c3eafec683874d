//! How each rule came out, cell by cell.

use super::{FactId, RuleId, Text, Truth, Value};

/// How one rule came out, cell by cell.
#[derive(Clone, Debug)]
pub struct RuleTrace {
    pub rule: RuleId,
    pub when: Truth,
    /// Absent where the rule has no exception.
    pub unless: Option<Truth>,
    pub cells: Vec<CellTrace>,
}

/// One cell with the value that was read.
#[derive(Clone, Debug)]
pub struct CellTrace {
    pub fact: FactId,
    pub written: Text,
    pub value: Option<Value>,
    pub truth: Truth,
    /// The cell is part of `unless`.
    pub exception: bool,
}

impl RuleTrace {
    /// The rule gives its reasons.
    pub fn fires(&self) -> bool {
        self.when == Truth::True && self.unless != Some(Truth::True)
    }

    /// The rule may still fire once more is known.
    pub fn is_undecided(&self) -> bool {
        self.when == Truth::Unknown && self.unless != Some(Truth::True)
    }
}
