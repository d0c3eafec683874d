//! How long a decision takes, part by part: `cargo bench`. docs/performance.md says what the figures mean.

use advisor::embedded;
use advisor::engine::{Program, Scratch, State, decide};
use advisor::facts::{resolve, situation};
use advisor::load::{read_assignment, read_requirements};
use advisor::model::{Knowledge, Situation};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Few facts: most is unknown, and everything could still change.
const SPARSE: &[&str] = &["direction=server-to-client", "max_staleness=2s", "network=restrictive"];

/// Nearly everything is known.
const DENSE: &[&str] = &[
    "direction=bidirectional",
    "update_interval=2s",
    "max_staleness=500ms",
    "client_sends=rarely",
    "payload=text",
    "audience=per-client",
    "missed_updates=replay",
    "lifetime=standing",
    "source=can-push",
    "clients=browser,mobile",
    "network=restrictive",
    "infrastructure=can-grow",
    "concurrent_clients=20000",
];

fn named(facts: &str) -> &'static [&'static str] {
    if facts == "sparse" { SPARSE } else { DENSE }
}

fn stated(knowledge: &Knowledge, facts: &[&str]) -> Situation {
    let read = |fact: &&str| read_assignment(knowledge, fact).unwrap_or_else(|problem| panic!("{fact}: {}", problem.message));
    let given: Vec<_> = facts.iter().map(read).map(|assignment| (assignment.fact, assignment.value)).collect();
    situation(knowledge, None, &given)
}

#[divan::bench]
fn compile_the_rules(bencher: Bencher<'_, '_>) {
    let knowledge = embedded::knowledge();
    bencher.bench_local(|| Program::new(black_box(knowledge)).knowledge.rules.len());
}

#[divan::bench(args = ["sparse", "dense"])]
fn winner(bencher: Bencher<'_, '_>, facts: &str) {
    let knowledge = embedded::knowledge();
    let program = Program::new(knowledge);
    let states: Vec<State> = program.states_of(&stated(knowledge, named(facts)));
    let mut scratch = Scratch::default();
    bencher.bench_local(|| program.winner(black_box(&states), &mut scratch));
}

#[divan::bench(args = ["sparse", "dense"])]
fn winner_ranking_and_fired_rules(bencher: Bencher<'_, '_>, facts: &str) {
    let knowledge = embedded::knowledge();
    let program = Program::new(knowledge);
    let situation = stated(knowledge, named(facts));
    let mut scratch = Scratch::default();
    bencher.bench_local(|| {
        let states = program.states_of(black_box(&situation));
        (program.ranking(&states, &mut scratch), program.fired(&states, &mut scratch))
    });
}

/// With settledness, the smallest forcing set, flips, fallbacks, notes and how the rules that fire came out.
#[divan::bench(args = ["sparse", "dense"])]
fn whole_decision(bencher: Bencher<'_, '_>, facts: &str) {
    let knowledge = embedded::knowledge();
    let program = Program::new(knowledge);
    let situation = stated(knowledge, named(facts));
    bencher.bench_local(|| decide(&program, black_box(&situation)));
}

#[divan::bench]
fn read_a_requirements_file(bencher: Bencher<'_, '_>) {
    let knowledge = embedded::knowledge();
    let text = include_str!("../examples/team-chat.toml");
    bencher.bench_local(|| {
        let mut files = advisor::diag::Files::default();
        let mut problems = advisor::diag::Problems::default();
        let file = files.add("team-chat.toml", black_box(text));
        let requirements = read_requirements(knowledge, &files, file, &mut problems);
        resolve(knowledge, &requirements, &[], Some(file), &mut problems).len()
    });
}
