//! A thousand people who know everything about their feature: what they are asked is enough, and how much it is.

use std::fs;

use advisor::engine::Program;
use advisor::model::WorkloadId;
use advisor::prompt::{Interview, Question, Sheet};

use super::answering::{Truth, winner_of};
use crate::committed::Committed;
use crate::generate::{Draws, shipped};
use crate::support::repository;

/// Answer sets for each kind: with sixteen kinds and "something else", more than a thousand.
const SETS: usize = 60;

const PAGE: &str = "docs/questionnaire.md";
const BEGIN: &str = "<!-- figures: `ADVISOR_UPDATE=1 cargo test` writes them anew -->\n";
const END: &str = "<!-- end of figures -->";

/// How many questions a kind of feature led to.
struct Figure {
    kind: String,
    counts: Vec<usize>,
}

#[test]
fn asking_only_what_can_change_the_decision_is_as_good_as_giving_every_answer() {
    let program = Program::new(shipped());
    let kinds = (0..shipped().workloads.len()).map(|at| Some(WorkloadId::at(at))).chain([None]);
    let figures: Vec<Figure> = kinds.enumerate().map(|(seed, kind)| figure(&program, kind, seed as u32)).collect();
    assert!(figures.iter().map(|figure| figure.counts.len()).sum::<usize>() >= 1_000);
    let table = table(&figures);
    println!("{table}");
    let page = fs::read_to_string(repository(PAGE)).unwrap_or_else(|error| panic!("{PAGE}: {error}"));
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the figures");
    let (_, after) = rest.split_once(END).expect("the figures end");
    Committed::check(PAGE, &format!("{before}{BEGIN}{table}{END}{after}"));
}

/// Asks many people about one kind of feature.
fn figure(program: &Program<'_>, workload: Option<WorkloadId>, seed: u32) -> Figure {
    let ask = |set: usize| {
        let truth = Truth::of(workload, &mut Draws::new(&numbers(seed * 1_000 + set as u32)));
        let mut interview = Interview::new(program, Sheet::default());
        let asked = truth.answer_all(&mut interview);
        assert_eq!(interview.question(), Question::Review);
        let found = interview.questions(0).winner();
        assert_eq!(found, winner_of(program, &truth.situation()), "{truth:?} was asked {asked:?}");
        asked.len()
    };
    let kind = workload.map_or("something else".to_owned(), |id| shipped().workload(id).id.to_string());
    Figure { kind, counts: (0..SETS).map(ask).collect() }
}

/// The same numbers on every machine (Numerical Recipes' linear congruential generator).
fn numbers(seed: u32) -> Vec<u16> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as u16
    };
    next();
    (0..400).map(|_| next()).collect()
}

fn table(figures: &[Figure]) -> String {
    let mut table = "| kind of feature | questions, mean | most |\n|---|---:|---:|\n".to_owned();
    for Figure { kind, counts } in figures {
        let tenths = (counts.iter().sum::<usize>() * 10 + counts.len() / 2) / counts.len();
        let most = counts.iter().max().expect("somebody was asked");
        table.push_str(&format!("| {kind} | {}.{} | {most} |\n", tenths / 10, tenths % 10));
    }
    table
}
