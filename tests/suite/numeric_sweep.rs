//! Along a number, a winner that was left does not come back: advice that swings to and fro could not be explained.

use std::collections::BTreeMap;

use advisor::engine::Program;
use advisor::model::{Entry, FactId, Kind, TransportId};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::generate::{Stated, shipped, shipped_oracle, situations};

/// The fact, the winner that comes back, the winner in between, and why that is right.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[];

const SITUATIONS: usize = 60_000;

/// The fact, the winner that comes back and the winner in between.
type Swing = (String, String, String);

fn name(winner: Option<TransportId>) -> String {
    winner.map_or("nothing".to_owned(), |id| shipped().transport(id).id.to_string())
}

/// The winners along a number, each with the first value that leads to it.
fn winners_along(program: &Program<'_>, fact: FactId, situation: &Stated) -> Vec<(Option<TransportId>, String)> {
    let mut scratch = Default::default();
    let mut states = program.states_of(situation);
    let mut winners: Vec<(Option<TransportId>, String)> = Vec::new();
    for value in &shipped_oracle().classes[fact.index()] {
        states[fact.index()] = program.state(fact, Some(*value));
        if program.impossible(&states, &mut scratch).is_some() {
            continue;
        }
        let winner = program.winner(&states, &mut scratch);
        if winners.last().is_none_or(|(last, _)| *last != winner) {
            winners.push((winner, shipped().fact(fact).format(*value)));
        }
    }
    winners
}

/// Every pair of winners of which the first comes back after the second.
fn swings(fact: FactId, winners: &[(Option<TransportId>, String)]) -> Vec<Swing> {
    let mut swings = Vec::new();
    for (at, (winner, _)) in winners.iter().enumerate() {
        let Some(back) = winners.iter().rposition(|(other, _)| other == winner) else { continue };
        let between = winners[at..back].iter().filter(|(other, _)| other != winner);
        swings.extend(between.map(|(other, _)| (shipped().fact(fact).id.to_string(), name(*winner), name(*other))));
    }
    swings
}

/// The same swing with as little known as it needs, so that a reader sees which rules make it.
fn smallest(program: &Program<'_>, fact: FactId, swing: &Swing, mut situation: Stated) -> String {
    situation.0.workload = None;
    let unsaid = |entry: &Entry| Entry { default: entry.default, ..Entry::default() };
    situation.0.entries[fact.index()] = unsaid(situation.entry(fact));
    for other in shipped().fact_ids() {
        let mut less = situation.clone();
        less.0.entries[other.index()] = unsaid(situation.entry(other));
        if swings(fact, &winners_along(program, fact, &less)).contains(swing) {
            situation = less;
        }
    }
    let winners = winners_along(program, fact, &situation);
    let path: Vec<String> = winners.into_iter().map(|(winner, from)| format!("{} from {from}", name(winner))).collect();
    format!("{}\n    with {situation:?}", path.join(", "))
}

/// One example for each swing. The situations are the same on every run, or an exception might be needed on some runs only.
fn all_swings() -> BTreeMap<Swing, String> {
    let program = Program::new(shipped());
    let is_number = |fact: &FactId| matches!(shipped().fact(*fact).kind, Kind::Number(_));
    let numbers: Vec<FactId> = shipped().fact_ids().filter(is_number).collect();
    let mut runner = TestRunner::deterministic();
    let mut found = BTreeMap::new();
    for _ in 0..SITUATIONS {
        let situation = situations().new_tree(&mut runner).expect("no situation is rejected").current();
        for fact in &numbers {
            for swing in swings(*fact, &winners_along(&program, *fact, &situation)) {
                if !found.contains_key(&swing) {
                    let example = smallest(&program, *fact, &swing, situation.clone());
                    found.insert(swing, example);
                }
            }
        }
    }
    found
}

#[test]
fn along_a_number_no_winner_comes_back_but_for_stated_exceptions() {
    let found = all_swings();
    let is_excepted = |(fact, back, between): &Swing| {
        EXCEPTIONS.iter().any(|(f, a, b, _)| (*f, *a, *b) == (fact.as_str(), back.as_str(), between.as_str()))
    };
    let mut problems: Vec<String> = Vec::new();
    for (swing, example) in found.iter().filter(|(swing, _)| !is_excepted(swing)) {
        problems.push(format!("{swing:?}\n    {example}"));
    }
    for (fact, back, between, _) in EXCEPTIONS {
        if !found.contains_key(&(fact.to_string(), back.to_string(), between.to_string())) {
            problems.push(format!("the exception {fact}: {back}, {between}, {back} is not needed any more"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
