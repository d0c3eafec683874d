//! What changes the winner: whether anything can, and which single values do.

use advisor::model::{FactId, TransportId, Value};

use super::Oracle;

type Winner = Option<TransportId>;

impl Oracle<'_> {
    /// Whether every possible completion of what is unknown has this winner.
    pub fn is_settled(&self, known: &[Option<Value>]) -> bool {
        let winner = self.winner(known);
        let differs = |complete: &Vec<Option<Value>>| self.winner(complete) != winner && !self.contradicts_itself(complete);
        !self.some_completion(&self.unknown(known), &mut known.to_vec(), &mut { differs })
    }

    /// The other winner that one changed fact leads to; absent where that contradicts the rest or changes nothing.
    pub fn changed(&self, known: &[Option<Value>], winner: Winner, fact: FactId, value: Value) -> Option<Winner> {
        let mut changed = known.to_vec();
        changed[fact.index()] = Some(value);
        let other = self.winner(&changed);
        (other != winner && self.is_possible(&changed)).then_some(other)
    }

    /// Whether a single value of an unknown fact changes the winner.
    pub fn has_single_answer(&self, known: &[Option<Value>]) -> bool {
        let winner = self.winner(known);
        let changes =
            |fact: &FactId| self.classes[fact.index()].iter().any(|value| self.changed(known, winner, *fact, *value).is_some());
        self.unknown(known).iter().any(changes)
    }
}
