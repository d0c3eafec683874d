//! What holds for every rule base and every situation: the engine against the slow second answer, and the laws of a decision.

mod answers;
mod asked_anew;
mod decision;
mod forcing;
mod laws;
mod order;
mod shipped;

use std::fmt::Debug;

use advisor::engine::{Program, decide, traces};
use advisor::model::{Decision, RuleTrace, Situation};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::generate::{Case, shipped_oracle};
use crate::oracle::{Known, Oracle, known};

/// Enough to meet rare combinations, few enough to wait for.
const CASES: u32 = 10_000;

/// Whether a law holds, tried on random cases; the smallest that breaks it is shown.
fn holds_for<S: Strategy<Value: Debug>>(cases: S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config).run(&cases, law).unwrap_or_else(|broken| panic!("{broken}"));
}

/// A decision and the slow second answer to the same question.
struct Pair<'k> {
    decision: Decision,
    /// How every rule came out.
    traces: Vec<RuleTrace>,
    oracle: &'k Oracle<'k>,
    known: Known,
}

/// Compares on a random rule base.
fn compare_on(case: &Case, law: impl Fn(&Pair<'_>) -> Result<(), TestCaseError>) -> Result<(), TestCaseError> {
    let program = Program::new(&case.knowledge);
    let oracle = Oracle::new(&case.knowledge);
    let traces = traces(&case.knowledge, &case.situation);
    law(&Pair { decision: decide(&program, &case.situation), traces, oracle: &oracle, known: known(&case.situation) })
}

/// Compares on the shipped rule base.
fn compare_on_shipped(situation: &Situation, law: impl Fn(&Pair<'_>) -> Result<(), TestCaseError>) -> Result<(), TestCaseError> {
    let decision = decide(shipped::program(), situation);
    let traces = traces(shipped::program().knowledge, situation);
    law(&Pair { decision, traces, oracle: shipped_oracle(), known: known(situation) })
}
