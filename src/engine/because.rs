//! Because: the smallest set of what the user said that forces the decision.
//!
//! A set forces it when the set together with any part of the rest has the same winner. It is found as a smallest hitting set:
//! each counterexample names what it dropped, of which the set must keep something; the search for counterexamples is exact, so
//! the first candidate without one is a smallest forcing set (an implicit hitting set, as for minimal explanations in ASP and SAT).

use super::program::{Program, State};
use super::search::find_other_winner;
use super::space::{Options, Space};
use crate::model::{Held, Situation, TransportId};

/// The smallest forcing set; of several, the first in the order workload, then facts by id.
///
/// With no winner it is the smallest set of requirements that contradict each other.
pub fn because(program: &Program<'_>, situation: &Situation, winner: Option<TransportId>) -> Vec<Held> {
    let held = situation.held();
    let mut dropped: Vec<Vec<usize>> = Vec::new();
    loop {
        let kept = smallest_hitting_set(held.len(), &dropped);
        match counterexample(program, situation, &held, &kept, winner) {
            Some(without) => dropped.push(without),
            None => return kept.into_iter().map(|position| held[position]).collect(),
        }
    }
}

/// What to drop, besides keeping `kept`, so that the winner is another; absent where nothing does that.
fn counterexample(
    program: &Program<'_>,
    situation: &Situation,
    held: &[Held],
    kept: &[usize],
    winner: Option<TransportId>,
) -> Option<Vec<usize>> {
    let keeps = |wanted: Held| kept.iter().any(|position| held[*position] == wanted);
    let workload: &[bool] = match situation.workload {
        Some(_) if !keeps(Held::Workload) => &[true, false],
        Some(_) => &[true],
        None => &[false],
    };
    workload.iter().find_map(|with_workload| {
        let mut options = Options::with_room_for(situation.entries.len());
        for fact in program.knowledge.fact_ids() {
            let entry = situation.entry(fact);
            let fallback = program.state(fact, entry.assumed.filter(|_| *with_workload).or(entry.default));
            match entry.given.map(|given| program.state(fact, given)) {
                Some(given) if keeps(Held::Fact(fact)) => options.push([given]),
                Some(given) => options.push([given, fallback]),
                None => options.push([fallback]),
            }
        }
        let full: Vec<State> = options.iter().map(|(_, states)| states[0]).collect();
        let found = find_other_winner(program, &Space { options, possible_only: false, budget: None }, winner)?;
        let is_dropped = |wanted: &Held| match wanted {
            Held::Workload => !with_workload,
            Held::Fact(fact) => found[fact.index()] != full[fact.index()],
        };
        Some((0..held.len()).filter(|position| is_dropped(&held[*position])).collect())
    })
}

/// The first smallest set of positions below `count` that meets every one of `sets`.
fn smallest_hitting_set(count: usize, sets: &[Vec<usize>]) -> Vec<usize> {
    fn extend(from: usize, count: usize, left: usize, chosen: &mut Vec<usize>, sets: &[Vec<usize>]) -> bool {
        let hit = |set: &Vec<usize>| set.iter().any(|position| chosen.contains(position));
        let missed: Vec<&Vec<usize>> = sets.iter().filter(|set| !hit(set)).collect();
        if missed.is_empty() {
            return true;
        }
        // Positions only grow, so a set that lies wholly before can no longer be met.
        if left == 0 || missed.iter().any(|set| set.iter().all(|position| *position < from)) {
            return false;
        }
        for position in from..count {
            chosen.push(position);
            if extend(position + 1, count, left - 1, chosen, sets) {
                return true;
            }
            chosen.pop();
        }
        false
    }
    for size in 0..=count {
        let mut chosen = Vec::with_capacity(size);
        if extend(0, count, size, &mut chosen, sets) {
            return chosen;
        }
    }
    unreachable!("all positions together meet every set that is not empty")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_smallest_hitting_set_is_found() {
        assert_eq!(smallest_hitting_set(4, &[]), Vec::<usize>::new());
        assert_eq!(smallest_hitting_set(4, &[vec![1, 2], vec![2, 3]]), [2]);
        assert_eq!(smallest_hitting_set(4, &[vec![0, 1], vec![2, 3]]), [0, 2]);
        assert_eq!(smallest_hitting_set(4, &[vec![0, 1], vec![1, 2], vec![0, 2]]), [0, 1]);
    }
}
