//! Answers that change the winner only together.

use advisor::model::{FactId, Value};

use super::{Known, Oracle};

impl Oracle<'_> {
    /// Every smallest set of unknown facts of which some answers together change the winner.
    pub fn smallest_joint(&self, known: &[Option<Value>]) -> Vec<Vec<FactId>> {
        let (winner, unknown) = (self.winner(known), self.unknown(known));
        for size in 1..=unknown.len() {
            let changes = |facts: &Vec<FactId>| {
                let other = |complete: &Known| self.winner(complete) != winner && self.is_possible(complete);
                self.some_completion(facts, &mut known.to_vec(), &mut { other })
            };
            let found: Vec<Vec<FactId>> =
                subsets(&unknown).into_iter().filter(|facts| facts.len() == size).filter(changes).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

fn subsets(facts: &[FactId]) -> Vec<Vec<FactId>> {
    let member = |subset: u32, at: usize| subset & (1 << at) != 0;
    let subset = |subset: u32| facts.iter().enumerate().filter(|(at, _)| member(subset, *at)).map(|(_, fact)| *fact).collect();
    (0..1 << facts.len()).map(subset).collect()
}
