//! Along a number, a winner that was left does not come back: advice that swings to and fro could not be explained.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use advisor::engine::Program;
use advisor::model::{self, FactId, Kind, TransportId};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::generate::{Stated, shipped, shipped_oracle, situations};

/// The fact, the winner that comes back, the winner in between, and why it does.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[
    (
        "max_staleness",
        "long-polling",
        "short-polling",
        "sockets are blocked, and long polls already run or tabs use up the connections: a held request has its band from 5s to 15s",
    ),
    (
        "max_staleness",
        "short-polling",
        "long-polling",
        "a client that sends often objects to polls; a held request for rare updates has its band before a cache serves them",
    ),
    (
        "max_staleness",
        "short-polling",
        "sse",
        "sockets are blocked and tabs use up the connections; a stream beside rare sends has its band up to what is too urgent",
    ),
    (
        "max_staleness",
        "sse",
        "short-polling",
        "programs that send often, with sockets and long polls forbidden: between 10s and 15s lateness speaks for short polls",
    ),
    (
        "max_staleness",
        "long-polling",
        "sse",
        "SSE beside rare sends has its band; WebSocket below it and short polling above it are ruled out",
    ),
    (
        "max_staleness",
        "websocket",
        "sse",
        "SSE beside rare sends has its band; short polling, which would win above it, is ruled out",
    ),
    (
        "max_staleness",
        "sse",
        "long-polling",
        "a long poll for rare updates has its band; short polling, which would win above it, is ruled out",
    ),
    (
        "max_staleness",
        "websocket",
        "long-polling",
        "a long poll has its band; above it many mostly empty polls object to short polling up to 30s",
    ),
    (
        "update_interval",
        "short-polling",
        "long-polling",
        "SSE is ruled out; below 1s each update costs a long poll, above 30s a short poll serves",
    ),
    (
        "update_interval",
        "long-polling",
        "short-polling",
        "a bounded job is polled from 5s on, until updates are rare enough for a long poll or polls mostly empty",
    ),
    (
        "update_interval",
        "sse",
        "short-polling",
        "a bounded job is polled from 5s on, until the polls of many clients are mostly empty",
    ),
    (
        "update_interval",
        "websocket",
        "short-polling",
        "a bounded job is polled from 5s on, until the polls of many clients are mostly empty",
    ),
];

/// Rather a gap than a wish: `cacheable-updates` ends at 10s, while `lateness-is-fine` and `rare-updates` leave out [10s..15s) where
/// updates are 30s apart.
const SITUATIONS: usize = 80_000;

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
    let unsaid = |entry: &model::Entry| model::Entry { default: entry.default, ..model::Entry::default() };
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
                if let Entry::Vacant(first) = found.entry(swing) {
                    let example = smallest(&program, *fact, first.key(), situation.clone());
                    first.insert(example);
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
