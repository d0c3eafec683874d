//! Which of a workload's assumptions are set aside for what is given. The workload itself is consistent here: one that
//! contradicts itself, or a default, is a mistake of its own.

use advisor::facts;
use advisor::model::{Condition, FactId, Held, Knowledge, Situation, WorkloadId};
use proptest::prelude::*;

use super::holds_for;
use crate::generate::{Case, cases};
use crate::oracle::{Known, Oracle, known, truth};

/// The situation, resolved with another list of combinations.
fn resolved(knowledge: &Knowledge, situation: &Situation) -> Situation {
    let given = |fact: FactId| situation.entry(fact).given.map(|value| (fact, value));
    facts::situation(knowledge, situation.workload, &knowledge.fact_ids().filter_map(given).collect::<Vec<_>>())
}

fn workload_is_consistent(knowledge: &Knowledge) -> bool {
    let mut free = knowledge.clone();
    free.impossible.clear();
    let usual = known(&facts::situation(&free, Some(WorkloadId(0)), &[]));
    !Oracle::new(knowledge).contradicts_itself(&usual)
}

/// What would be known if nothing were set aside.
fn without_withdrawals(case: &Case) -> Known {
    let mut free = case.knowledge.clone();
    free.impossible.clear();
    known(&resolved(&free, &case.situation))
}

/// Whether a condition holds through an alternative, or a part that all share, that asks for the fact.
fn holds_through(condition: &Condition, fact: FactId, known: &Known) -> bool {
    condition.conjunctions().into_iter().any(|cells| {
        let conjunction = Condition { all: cells.iter().map(|cell| (*cell).clone()).collect(), any: Vec::new() };
        cells.iter().any(|cell| cell.fact == fact) && truth(&conjunction, known) == Some(true)
    })
}

#[test]
fn the_order_of_impossible_combinations_changes_no_situation() {
    holds_for(cases(), |case| {
        let mut other = case.knowledge.clone();
        other.impossible.reverse();
        if workload_is_consistent(&case.knowledge) {
            prop_assert_eq!(&resolved(&other, &case.situation).entries, &case.situation.entries);
        }
        Ok(())
    });
}

#[test]
fn only_an_assumption_that_takes_part_in_a_contradiction_is_set_aside() {
    holds_for(cases(), |case| {
        let stated = without_withdrawals(&case);
        for fact in case.knowledge.fact_ids().filter(|fact| case.situation.entry(*fact).withdrawn) {
            let takes_part = case.knowledge.impossible.iter().any(|other| holds_through(&other.when, fact, &stated));
            prop_assert!(takes_part, "{:?} is set aside", Held::Fact(fact));
        }
        Ok(())
    });
}
