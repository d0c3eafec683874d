//! What is missing for a figure.

use crate::model::{Capacity, FactId, NumberKey, QuestionKey};

/// The inputs that are unknown, one bit each, numbers first.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Gap(u32);

const QUESTIONS: usize = NumberKey::ALL.len();

impl Gap {
    /// A number is unknown, or it is 0 and has to divide.
    pub fn number(key: NumberKey) -> Self {
        Self(1 << key as usize)
    }

    /// The facts leave a question open.
    pub fn question(key: QuestionKey) -> Self {
        Self(1 << (QUESTIONS + key as usize))
    }

    /// Both gaps.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The facts that would close it.
    pub fn facts(self, capacity: &Capacity) -> Vec<FactId> {
        // Most figures have none.
        if self.is_empty() {
            return Vec::new();
        }
        let has = |at: usize| self.0 & (1 << at) != 0;
        let numbers = NumberKey::ALL.iter().filter(|(key, _)| has(*key as usize)).map(|(key, _)| capacity.fact(*key));
        let open = QuestionKey::ALL.iter().filter(|(key, _)| has(QUESTIONS + *key as usize));
        let asked = open.flat_map(|(key, _)| capacity.question(*key).cells().map(|cell| cell.fact));
        let mut facts: Vec<FactId> = Vec::new();
        for fact in numbers.chain(asked) {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }
}
