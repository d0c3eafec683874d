//! Settled or not: whether what is unknown could still change the winner, and which answers would.

use super::program::{Broken, Program, Scratch, State};
use super::ranges::ranges;
use super::search::{find_other_winner, is_possible};
use super::space::{Options, Space};
use crate::model::{FactId, JointAnswer, Range, Settled, SingleAnswer, TransportId};

/// Finds out whether a decision is settled.
pub fn settled(program: &Program<'_>, states: &[State], winner: Option<TransportId>) -> Settled {
    let unknown: Vec<FactId> =
        program.knowledge.fact_ids().filter(|fact| states[fact.index()] == program.unknown(*fact)).collect();
    let mut options = Options::with_room_for(states.len());
    for (fact, state) in program.knowledge.fact_ids().zip(states) {
        if *state == program.unknown(fact) { options.push(program.states(fact)) } else { options.push([*state]) }
    }
    let completions = Space { options, possible_only: true, budget: None };
    if find_other_winner(program, &completions, winner).is_none() {
        return Settled::Yes;
    }
    let singles = single_answers(program, states, winner, &unknown);
    if singles.is_empty() { Settled::Joint(joint_answers(program, states, winner, &unknown)) } else { Settled::Single(singles) }
}

fn single_answers(program: &Program<'_>, states: &[State], winner: Option<TransportId>, unknown: &[FactId]) -> Vec<SingleAnswer> {
    let mut scratch = Scratch::default();
    let mut answers = Vec::new();
    let broken = program.broken(states);
    for fact in unknown {
        for (other, changed) in other_winners(program, states, &broken, *fact, winner, &mut scratch) {
            let ranges = ranges(program, *fact, &changed).into_iter();
            answers.extend(ranges.map(|range| SingleAnswer { fact: *fact, range, winner: other }));
        }
    }
    answers
}

/// The states of one fact that change the winner, by the winner they lead to, in the order of the states.
pub(super) fn other_winners(
    program: &Program<'_>,
    states: &[State],
    broken: &Broken,
    fact: FactId,
    winner: Option<TransportId>,
    scratch: &mut Scratch,
) -> Vec<(Option<TransportId>, Vec<State>)> {
    let mut changed = states.to_vec();
    let mut others: Vec<(Option<TransportId>, Vec<State>)> = Vec::new();
    let may_contradict = program.may_contradict(fact);
    let mut unchanged = None;
    for (state, other) in program.other_winners(broken, states[fact.index()], fact, winner, scratch) {
        changed[fact.index()] = state;
        // A fact that no contradiction asks for makes nothing impossible.
        let possible = if may_contradict {
            is_possible(program, &changed)
        } else {
            *unchanged.get_or_insert_with(|| is_possible(program, states))
        };
        if !possible {
            continue;
        }
        match others.iter_mut().find(|(known, _)| *known == other) {
            Some((_, states)) => states.push(state),
            None => others.push((other, vec![state])),
        }
    }
    others
}

/// The smallest sets of facts whose answers together change the winner, each with a widest range of such answers.
fn joint_answers(program: &Program<'_>, states: &[State], winner: Option<TransportId>, unknown: &[FactId]) -> Vec<JointAnswer> {
    let open = |facts: &[FactId], budget| {
        let mut options = Options::with_room_for(states.len());
        for (fact, state) in program.knowledge.fact_ids().zip(states) {
            let answers = facts.contains(&fact).then(|| program.states(fact));
            options.push(std::iter::once(*state).chain(answers.into_iter().flatten()));
        }
        Space { options, possible_only: true, budget: Some(budget) }
    };
    for size in 2..=unknown.len() {
        if find_other_winner(program, &open(unknown, size), winner).is_none() {
            continue;
        }
        let mut answers = Vec::new();
        for_each_subset(unknown, size, &mut |facts| {
            if let Some(found) = find_other_winner(program, &open(facts, size), winner) {
                answers.push(widen(program, states, facts, &found));
            }
        });
        return answers;
    }
    Vec::new()
}

/// Calls back with every subset of a size, in the order of the list.
fn for_each_subset(facts: &[FactId], size: usize, call: &mut impl FnMut(&[FactId])) {
    fn pick(facts: &[FactId], size: usize, chosen: &mut Vec<FactId>, call: &mut impl FnMut(&[FactId])) {
        if size == 0 {
            return call(chosen);
        }
        for (at, fact) in facts.iter().enumerate().take((facts.len() + 1).saturating_sub(size)) {
            chosen.push(*fact);
            pick(&facts[at + 1..], size - 1, chosen, call);
            chosen.pop();
        }
    }
    pick(facts, size, &mut Vec::with_capacity(size), call);
}

/// From one joint answer to the widest box around it in which every combination has the same winner, one fact after the other.
fn widen(program: &Program<'_>, states: &[State], facts: &[FactId], found: &[State]) -> JointAnswer {
    let mut scratch = Scratch::default();
    let winner = program.winner(found, &mut scratch);
    let mut sides: Vec<Vec<State>> = facts.iter().map(|fact| vec![found[fact.index()]]).collect();
    for (side, fact) in facts.iter().enumerate() {
        for state in program.states(*fact) {
            if sides[side].contains(&state) {
                continue;
            }
            let mut tried = sides.clone();
            tried[side] = vec![state];
            if all_combinations(facts, &tried, &mut states.to_vec(), &mut |combination| {
                program.winner(combination, &mut scratch) == winner && is_possible(program, combination)
            }) {
                sides[side].push(state);
            }
        }
        sides[side].sort();
    }
    let range = |(fact, side): (&FactId, &Vec<State>)| {
        let all = ranges(program, *fact, side);
        let written = all.iter().map(|range| range.written.as_str()).collect::<Vec<_>>().join(" or ");
        (*fact, Range { written, example: all[0].example })
    };
    JointAnswer { answers: facts.iter().zip(&sides).map(range).collect(), winner }
}

fn all_combinations(
    facts: &[FactId],
    sides: &[Vec<State>],
    states: &mut Vec<State>,
    holds: &mut impl FnMut(&[State]) -> bool,
) -> bool {
    let (Some((fact, facts)), Some((side, sides))) = (facts.split_first(), sides.split_first()) else {
        return holds(states);
    };
    side.iter().all(|state| {
        states[fact.index()] = *state;
        all_combinations(facts, sides, states, holds)
    })
}
