//! What changes the winner: whether anything can, and which single values do.

use advisor::model::{FactId, TransportId, Value};

use super::Oracle;

impl Oracle<'_> {
    /// Whether every possible completion of what is unknown has this winner.
    pub fn is_settled(&self, known: &[Option<Value>]) -> bool {
        let winner = self.winner(known);
        let differs = |complete: &Vec<Option<Value>>| self.winner(complete) != winner && !self.contradicts_itself(complete);
        !self.some_completion(&self.unknown(known), &mut known.to_vec(), &mut { differs })
    }

    /// The winner with one fact changed; absent where that contradicts the rest or changes nothing.
    pub fn changed(&self, known: &[Option<Value>], fact: FactId, value: Value) -> Option<Option<TransportId>> {
        let mut changed = known.to_vec();
        changed[fact.index()] = Some(value);
        let other = self.winner(&changed);
        (other != self.winner(known) && self.is_possible(&changed)).then_some(other)
    }

    /// Whether a single value of an unknown fact changes the winner.
    pub fn has_single_answer(&self, known: &[Option<Value>]) -> bool {
        let changes = |fact: &FactId| self.classes[fact.index()].iter().any(|value| self.changed(known, *fact, *value).is_some());
        self.unknown(known).iter().any(changes)
    }
}
