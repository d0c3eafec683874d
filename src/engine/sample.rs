//! A fixed sample of the situations that open questions leave, to estimate how much each question tells.

use std::collections::BTreeMap;

use super::program::{Program, Scratch, State};
use super::search::is_possible;
use crate::model::{FactId, TransportId};

/// Situations that are drawn; more change the order of questions no further.
const DRAWS: usize = 512;

/// Possible situations in which every open question is answered, each with its winner.
pub struct Sample {
    pub situations: Vec<(Vec<State>, Option<TransportId>)>,
}

/// Draws situations. The same questions give the same sample, on every machine.
pub fn sample(program: &Program<'_>, states: &[State], open: &[FactId]) -> Sample {
    let mut numbers = Numbers(0);
    let mut scratch = Scratch::default();
    let mut situations = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let mut drawn = states.to_vec();
        for fact in open {
            let classes = usize::from(program.unknown(*fact).0);
            drawn[fact.index()] = State(numbers.below(classes) as u16);
        }
        if is_possible(program, &drawn) {
            let winner = program.winner(&drawn, &mut scratch);
            situations.push((drawn, winner));
        }
    }
    Sample { situations }
}

impl Sample {
    /// How alike the outcomes are once a question is answered: for each answer, the sum of the squares of how often each winner
    /// comes, over how often the answer does (what decision trees call the Gini impurity, turned round), in millionths.
    pub fn told_by(&self, fact: FactId) -> u64 {
        let mut winners: BTreeMap<State, BTreeMap<Option<TransportId>, u64>> = BTreeMap::new();
        for (states, winner) in &self.situations {
            *winners.entry(states[fact.index()]).or_default().entry(*winner).or_default() += 1;
        }
        let alike = |counts: &BTreeMap<_, u64>| {
            let squares: u64 = counts.values().map(|count| count * count).sum();
            squares * 1_000_000 / counts.values().sum::<u64>()
        };
        winners.values().map(alike).sum()
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): all that a sample needs, in three lines.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}
