//! The smallest set of what was said that forces the winner, found by trying every set with every part of the rest.

use advisor::facts;
use advisor::model::{FactId, Held, Knowledge, Situation, TransportId, Value};

use super::{Known, Oracle};

/// What is known as if a user had said only this part.
fn asked_anew(knowledge: &Knowledge, situation: &Situation, said: &[Held]) -> Known {
    let workload = situation.workload.filter(|_| said.contains(&Held::Workload));
    let given = |held: &Held| match held {
        Held::Workload => None,
        Held::Fact(fact) => situation.entry(*fact).given.map(|given| (*fact, given)),
    };
    let given: Vec<(FactId, Option<Value>)> = said.iter().filter_map(given).collect();
    super::known(&facts::situation(knowledge, workload, &given))
}

impl Oracle<'_> {
    /// The first smallest forcing set, in the order workload, then facts by id.
    pub fn smallest_forcing_set(&self, situation: &Situation) -> Vec<Held> {
        let held = situation.held();
        let winners = self.winners_of_parts(situation, &held);
        let mut parts: Vec<usize> = (0..winners.len()).filter(|part| forces(*part, &winners)).collect();
        // Positions in order, smaller sets first: the order in which one would look for it by hand.
        parts.sort_by_key(|part| (part.count_ones(), positions(*part, held.len())));
        positions(parts[0], held.len()).into_iter().map(|at| held[at]).collect()
    }

    /// The winner for each part of what was said, one bit of its number for each thing.
    fn winners_of_parts(&self, situation: &Situation, held: &[Held]) -> Vec<Option<TransportId>> {
        let said = |part: usize| -> Vec<Held> { positions(part, held.len()).into_iter().map(|at| held[at]).collect() };
        (0..1 << held.len()).map(|part| self.winner(&asked_anew(self.knowledge, situation, &said(part)))).collect()
    }
}

/// Whether the part with any of the rest has the winner of the whole.
fn forces(part: usize, winners: &[Option<TransportId>]) -> bool {
    let winner = winners[winners.len() - 1];
    (0..winners.len()).filter(|larger| larger & part == part).all(|larger| winners[larger] == winner)
}

fn positions(part: usize, count: usize) -> Vec<usize> {
    (0..count).filter(|at| part & (1 << at) != 0).collect()
}
