//! Spaces of situations that a search goes through.

use super::program::State;
use crate::model::FactId;

/// Many situations at once.
#[derive(Clone, Debug)]
pub struct Space {
    pub options: Options,
    /// Only situations that some complete and possible one extends.
    pub possible_only: bool,
    /// At most this many facts whose first option is "unknown" may take another.
    pub budget: Option<usize>,
}

/// For each fact the states it may take, one fact after the other in one list.
#[derive(Clone, Default, Debug)]
pub struct Options {
    states: Vec<State>,
    /// By fact: where its states end.
    ends: Vec<usize>,
}

impl Options {
    /// Room for so many facts, of which few have many options.
    pub fn with_room_for(facts: usize) -> Self {
        Self { states: Vec::with_capacity(facts * 4), ends: Vec::with_capacity(facts) }
    }

    /// Adds the options of the next fact.
    pub fn push(&mut self, states: impl IntoIterator<Item = State>) {
        self.states.extend(states);
        self.ends.push(self.states.len());
    }

    /// How many facts there are.
    pub fn facts(&self) -> usize {
        self.ends.len()
    }

    /// The options of every fact.
    pub fn iter(&self) -> impl Iterator<Item = (FactId, &[State])> {
        let mut start = 0;
        self.ends.iter().enumerate().map(move |(fact, end)| {
            let states = &self.states[start..*end];
            start = *end;
            (FactId::at(fact), states)
        })
    }
}
