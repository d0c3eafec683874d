//! What if: every single changed answer that would flip the decision.

use super::answers::other_winners;
use super::program::{Program, Scratch, State};
use super::ranges::ranges;
use crate::model::{Flip, TransportId};

/// Every flip of what is known, fact by fact; changes that contradict the rest are left out.
pub fn flips(program: &Program<'_>, states: &[State], winner: Option<TransportId>) -> Vec<Flip> {
    let known = program.knowledge.fact_ids().filter(|fact| states[fact.index()] != program.unknown(*fact));
    let (broken, mut scratch) = (program.broken(states), Scratch::default());
    let mut flips = Vec::new();
    for fact in known {
        for (other, changed) in other_winners(program, states, &broken, fact, winner, &mut scratch) {
            flips.extend(ranges(program, fact, &changed).into_iter().map(|range| Flip { fact, range, winner: other }));
        }
    }
    flips
}
