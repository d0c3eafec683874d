//! A cause is a smallest set of changes that leads to the new recommendation, tried on random changes by trying every set.

use advisor::diff::{Side, requirements, rules};
use advisor::engine::Program;
use advisor::facts::{Resolved, situation};
use advisor::model::{Cause, Difference, FactId, Knowledge, Situation, TransportId, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::generate::{Stated, few_said, shipped, situations};

/// Every set is tried for each, so there are fewer than elsewhere.
const CASES: u32 = 1_500;

/// What was said otherwise, of which every set can be tried.
const MOST: usize = 10;

fn holds_for<S: Strategy<Value: std::fmt::Debug>>(cases: S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config =
        ProptestConfig { cases: CASES, failure_persistence: None, max_global_rejects: 100_000, ..ProptestConfig::default() };
    TestRunner::new(config).run(&cases, law).unwrap_or_else(|broken| panic!("{broken}"));
}

fn feature(situation: &Situation) -> [Resolved; 1] {
    [Resolved { name: "f".to_owned(), description: None, situation: situation.clone() }]
}

/// The smallest sets among `count` positions for which `holds`, the plainest way.
fn smallest(count: usize, holds: impl Fn(&[usize]) -> bool) -> Vec<Vec<usize>> {
    let sets = (0_u32..1 << count).map(|bits| (0..count).filter(|at| bits & (1 << at) != 0).collect::<Vec<usize>>());
    let holding: Vec<Vec<usize>> = sets.filter(|set| holds(set)).collect();
    let size = holding.iter().map(Vec::len).min().unwrap_or(0);
    let mut smallest: Vec<Vec<usize>> = holding.into_iter().filter(|set| set.len() == size).collect();
    smallest.sort();
    smallest
}

fn winner(program: &Program<'_>, situation: &Situation) -> Option<TransportId> {
    program.winner(&program.states_of(situation), &mut Default::default())
}

fn is_possible(program: &Program<'_>, situation: &Situation) -> bool {
    program.impossible(&program.states_of(situation), &mut Default::default()).is_none()
}

/// What was said in a situation: the workload as one thing, then each fact.
type Said = (Option<advisor::model::WorkloadId>, Vec<Option<Option<Value>>>);

fn said(situation: &Situation) -> Said {
    (situation.workload, situation.entries.iter().map(|entry| entry.given).collect())
}

/// The situation that comes of what is said, made anew.
fn anew((workload, given): &Said) -> Situation {
    let given: Vec<(FactId, Option<Value>)> =
        given.iter().enumerate().filter_map(|(at, given)| Some((FactId::at(at), (*given)?))).collect();
    situation(shipped(), *workload, &given)
}

/// Things that two situations say otherwise: 0 for the workload, a fact's position and 1 for each fact.
fn differing(old: &Said, new: &Said) -> Vec<usize> {
    let facts = (0..old.1.len()).filter(|at| old.1[*at] != new.1[*at]).map(|at| at + 1);
    (old.0 != new.0).then_some(0).into_iter().chain(facts).collect()
}

fn causes_of(difference: &Difference) -> Vec<Vec<String>> {
    let id = |cause: &Cause| match cause {
        Cause::Fact(at) => difference.facts[*at].fact.clone().unwrap_or_default(),
        Cause::Rule(at) => difference.rules[*at].rule.clone(),
        Cause::Transports => "transports".to_owned(),
    };
    let mut causes: Vec<Vec<String>> = difference.causes.iter().map(|set| set.iter().map(id).collect()).collect();
    causes.iter_mut().for_each(|set| set.sort());
    causes.sort();
    causes
}

fn causes_are_smallest(old: &Situation, new: &Situation) -> Result<(), TestCaseError> {
    let program = Program::new(shipped());
    let (before, after) = (said(old), said(new));
    let differing = differing(&before, &after);
    prop_assume!(differing.len() <= MOST && is_possible(&program, old) && is_possible(&program, new));
    let (old_side, new_side) = (feature(old), feature(new));
    let found =
        requirements(None, Side { program: &program, features: &old_side }, Side { program: &program, features: &new_side });
    let wanted = winner(&program, new);
    if winner(&program, old) == wanted {
        prop_assert!(found[0].causes.is_empty());
        return Ok(());
    }
    let made = |set: &[usize]| {
        let mut said = before.clone();
        for at in set {
            match differing[*at] {
                0 => said.0 = after.0,
                fact => said.1[fact - 1] = after.1[fact - 1],
            }
        }
        anew(&said)
    };
    let expected = smallest(differing.len(), |set| {
        let situation = made(set);
        winner(&program, &situation) == wanted && is_possible(&program, &situation)
    });
    let name = |at: &usize| match differing[*at] {
        0 => String::new(),
        fact => shipped().facts[fact - 1].id.to_string(),
    };
    let mut expected: Vec<Vec<String>> = expected.iter().map(|set| set.iter().map(name).collect()).collect();
    expected.iter_mut().for_each(|set| set.sort());
    expected.sort();
    prop_assert_eq!(causes_of(&found[0]), expected);
    Ok(())
}

#[test]
fn causes_among_facts_are_the_smallest_sets_that_lead_there() {
    holds_for((few_said(), few_said()), |(Stated(old), Stated(new))| causes_are_smallest(&old, &new));
}

/// The shipped base without some of its rules.
fn without(gone: &[String]) -> Knowledge {
    let mut knowledge = shipped().clone();
    knowledge.rules = knowledge.rules.iter().filter(|rule| !gone.iter().any(|id| rule.id == id.as_str())).cloned().collect();
    knowledge
}

#[test]
fn causes_among_rules_are_the_smallest_sets_that_lead_there() {
    holds_for((situations(), vec(any::<u16>(), 12)), |(Stated(situation), numbers)| {
        let rules_count = shipped().rules.len();
        let program = Program::new(shipped());
        let fired = program.fired(&program.states_of(&situation), &mut Default::default());
        // Most rules that are drawn say nothing here, so those that do are drawn as well.
        let drawn = numbers.iter().enumerate().map(|(at, number)| match fired.len() {
            0 => usize::from(*number) % rules_count,
            fired_count if at % 2 == 0 => fired[usize::from(*number) % fired_count].index(),
            _ => usize::from(*number) % rules_count,
        });
        let mut gone: Vec<String> = drawn.map(|at| shipped().rules[at].id.to_string()).collect();
        gone.sort();
        gone.dedup();
        let new_base = without(&gone);
        let new_program = Program::new(&new_base);
        let side = feature(&situation);
        let found = rules(None, Side { program: &program, features: &side }, Side { program: &new_program, features: &side });
        let wanted = winner(&new_program, &situation);
        if winner(&program, &situation) == wanted {
            prop_assert!(found[0].causes.is_empty());
            return Ok(());
        }
        // A rule that is silent leads nowhere, so only those that spoke need be tried.
        let spoke: Vec<String> =
            gone.into_iter().filter(|id| fired.iter().any(|rule| shipped().rule(*rule).id == id.as_str())).collect();
        prop_assume!(spoke.len() <= MOST);
        let chosen = |set: &[usize]| set.iter().map(|at| spoke[*at].clone()).collect::<Vec<String>>();
        let expected = smallest(spoke.len(), |set| {
            let base = without(&chosen(set));
            winner(&Program::new(&base), &situation) == wanted
        });
        let mut expected: Vec<Vec<String>> = expected.iter().map(|set| chosen(set)).collect();
        expected.sort();
        prop_assert_eq!(causes_of(&found[0]), expected);
        Ok(())
    });
}
