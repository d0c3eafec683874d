//! Settled or not, the answers that change the winner, and flips: the engine's search against trying everything.

use std::collections::BTreeSet;

use advisor::model::{FactId, JointAnswer, Range, Settled, TransportId, Value};
use proptest::prelude::*;

use super::{Pair, compare_on, compare_on_shipped, holds_for};
use crate::generate::{cases, few_unknown, situations};
use crate::oracle::{Known, in_range};

/// A range of one fact and the winner that it leads to.
type Change<'d> = (FactId, &'d Range, Option<TransportId>);

/// Each value of these facts lies in a range exactly where it changes the winner, and that range names the winner.
fn changes_agree(pair: &Pair<'_>, facts: &[FactId], changes: &[Change<'_>]) -> Result<(), TestCaseError> {
    let Pair { oracle, known, .. } = pair;
    let winner = oracle.winner(known);
    for (fact, range, _) in changes {
        prop_assert!(facts.contains(fact));
        prop_assert!(
            in_range(oracle, *fact, range, range.example),
            "{} is not in {}",
            oracle.knowledge.fact(*fact).id,
            range.written
        );
    }
    for fact in facts {
        for value in &oracle.values[fact.index()] {
            let reported = changes.iter().filter(|(other, range, _)| other == fact && in_range(oracle, *fact, range, *value));
            let reported: Vec<Option<TransportId>> = reported.map(|(_, _, winner)| *winner).collect();
            let expected: Vec<Option<TransportId>> = oracle.changed(known, winner, *fact, *value).into_iter().collect();
            prop_assert_eq!(reported, expected, "{} = {:?}", oracle.knowledge.fact(*fact).id, value);
        }
    }
    Ok(())
}

fn answers_agree(pair: &Pair<'_>) -> Result<(), TestCaseError> {
    let Pair { decision, oracle, known, .. } = pair;
    if let Settled::Yes = &decision.settled {
        prop_assert!(oracle.is_settled(known), "a completion changes the winner");
        return Ok(());
    }
    prop_assert!(!oracle.is_settled(known), "no completion changes the winner");
    match &decision.settled {
        Settled::Yes => Ok(()),
        Settled::Single(answers) => {
            let changes: Vec<Change<'_>> = answers.iter().map(|answer| (answer.fact, &answer.range, answer.winner)).collect();
            prop_assert!(!changes.is_empty());
            changes_agree(pair, &oracle.unknown(known), &changes)
        }
        Settled::Joint(answers) => {
            prop_assert!(!oracle.has_single_answer(known), "a single answer changes the winner");
            let facts = |answer: &JointAnswer| answer.answers.iter().map(|(fact, _)| *fact).collect::<Vec<_>>();
            let reported: BTreeSet<Vec<FactId>> = answers.iter().map(facts).collect();
            prop_assert_eq!(reported.len(), answers.len());
            prop_assert_eq!(reported, oracle.smallest_joint(known).into_iter().collect());
            answers.iter().try_for_each(|answer| box_holds(pair, answer))
        }
    }
}

/// Every combination of the box has its winner, and no side can be made wider.
fn box_holds(pair: &Pair<'_>, answer: &JointAnswer) -> Result<(), TestCaseError> {
    let Pair { decision, oracle, known, .. } = pair;
    prop_assert_ne!(answer.winner, decision.winner);
    let side = |(fact, range): &(FactId, Range)| -> Vec<Value> {
        oracle.values[fact.index()].iter().copied().filter(|value| in_range(oracle, *fact, range, *value)).collect()
    };
    let facts: Vec<FactId> = answer.answers.iter().map(|(fact, _)| *fact).collect();
    let sides: Vec<Vec<Value>> = answer.answers.iter().map(side).collect();
    let leads_there = |complete: &Known| oracle.winner(complete) == answer.winner && oracle.is_possible(complete);
    prop_assert!(
        all_combinations(&facts, &sides, &mut known.clone(), &leads_there),
        "a combination of the box has another winner"
    );
    for (at, (fact, range)) in answer.answers.iter().enumerate() {
        prop_assert!(in_range(oracle, *fact, range, range.example));
        for value in oracle.classes[fact.index()].iter().filter(|value| !in_range(oracle, *fact, range, **value)) {
            let mut wider = sides.clone();
            wider[at] = vec![*value];
            prop_assert!(
                !all_combinations(&facts, &wider, &mut known.clone(), &leads_there),
                "the box could be wider by {:?}",
                value
            );
        }
    }
    Ok(())
}

fn all_combinations(facts: &[FactId], sides: &[Vec<Value>], known: &mut Known, holds: &impl Fn(&Known) -> bool) -> bool {
    let (Some((fact, facts)), Some((side, sides))) = (facts.split_first(), sides.split_first()) else { return holds(known) };
    !side.is_empty()
        && side.iter().all(|value| {
            known[fact.index()] = Some(*value);
            all_combinations(facts, sides, known, holds)
        })
}

fn flips_agree(pair: &Pair<'_>) -> Result<(), TestCaseError> {
    let Pair { decision, oracle, known, .. } = pair;
    let changes: Vec<Change<'_>> = decision.flips.iter().map(|flip| (flip.fact, &flip.range, flip.winner)).collect();
    let facts: Vec<FactId> = oracle.knowledge.fact_ids().filter(|fact| known[fact.index()].is_some()).collect();
    changes_agree(pair, &facts, &changes)
}

#[test]
fn settled_single_and_joint_answers_are_those_of_trying_every_completion() {
    holds_for(cases(), |case| compare_on(&case, answers_agree));
}

#[test]
fn on_the_shipped_base_settled_single_and_joint_answers_are_those_of_trying_every_completion() {
    holds_for(few_unknown(), |situation| compare_on_shipped(&situation, answers_agree));
}

#[test]
fn flips_are_the_single_changes_that_change_the_winner() {
    holds_for(cases(), |case| compare_on(&case, flips_agree));
}

#[test]
fn on_the_shipped_base_flips_are_the_single_changes_that_change_the_winner() {
    holds_for(situations(), |situation| compare_on_shipped(&situation, flips_agree));
}
