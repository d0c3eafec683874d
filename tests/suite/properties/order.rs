//! The order in which anything is written changes no decision.

use advisor::engine::{Program, decide};
use advisor::model::{Condition, Decision, Knowledge, RuleId};
use proptest::prelude::*;

use super::holds_for;
use crate::generate::{Draws, cases};

/// Where each rule of the new order stood in the old one.
fn shuffled_rules(knowledge: &mut Knowledge, draws: &mut Draws<'_>) -> Vec<RuleId> {
    let mut places: Vec<usize> = (0..knowledge.rules.len()).collect();
    let count = places.len();
    places.reverse();
    (0..count).for_each(|at| places.swap(at, at + draws.below(count - at)));
    knowledge.rules = places.iter().map(|at| knowledge.rules[*at].clone()).collect();
    places.into_iter().map(RuleId::at).collect()
}

fn reverse_cells(condition: &mut Condition) {
    condition.all.edit().reverse();
    condition.any.edit().reverse();
    condition.any.edit().iter_mut().for_each(|cells| cells.edit().reverse());
}

/// All of a decision but its rules, and these by their old places.
fn comparable(decision: &Decision, places: &[RuleId]) -> (String, Vec<RuleId>) {
    let Decision { winner, ranking, decided, settled, because, fired, flips, .. } = decision;
    let mut fired: Vec<RuleId> = fired.iter().map(|rule| places[rule.index()]).collect();
    fired.sort();
    (format!("{winner:?} {ranking:?} {decided:?} {settled:?} {because:?} {flips:?}"), fired)
}

#[test]
fn the_order_of_rules_cells_effects_and_combinations_changes_no_decision() {
    holds_for(cases(), |case| {
        let mut other = case.knowledge.clone();
        let places = shuffled_rules(&mut other, &mut Draws::new(&case.more));
        for rule in other.rules.edit() {
            rule.effects.edit().reverse();
            reverse_cells(&mut rule.when);
            rule.unless.iter_mut().for_each(reverse_cells);
        }
        other.impossible.edit().reverse();
        other.impossible.edit().iter_mut().for_each(|combination| reverse_cells(&mut combination.when));
        let as_written: Vec<RuleId> = (0..places.len()).map(RuleId::at).collect();
        let before = decide(&Program::new(&case.knowledge), &case.situation);
        let after = decide(&Program::new(&other), &case.situation);
        prop_assert_eq!(comparable(&before, &as_written), comparable(&after, &places));
        Ok(())
    });
}
