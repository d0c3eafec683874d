//! Laws that are about the shipped rule base, whatever its rules are.

use std::sync::LazyLock;

use advisor::engine::Program;
use advisor::model::{Condition, FactId, RuleId};
use proptest::prelude::*;

use super::holds_for;
use crate::generate::{Draws, shipped, shipped_oracle, situations};

static PROGRAM: LazyLock<Program<'static>> = LazyLock::new(|| Program::new(shipped()));

pub fn program() -> &'static Program<'static> {
    &PROGRAM
}

fn asks_for(rule: RuleId, fact: FactId) -> bool {
    let rule = shipped().rule(rule);
    std::iter::once(&rule.when).chain(&rule.unless).flat_map(Condition::cells).any(|cell| cell.fact == fact)
}

#[test]
fn a_winner_that_changes_with_one_fact_is_explained_by_a_rule_that_asks_for_it() {
    holds_for((situations(), proptest::array::uniform2(any::<u16>())), |(situation, numbers)| {
        let mut draws = Draws::new(&numbers);
        let fact = FactId::at(draws.below(shipped().facts.len()));
        let states = program().states_of(&situation);
        let mut changed = states.clone();
        changed[fact.index()] = program().state(fact, Some(draws.pick(&shipped_oracle().values[fact.index()])));
        let mut scratch = Default::default();
        let winners = [&states, &changed].map(|states| program().winner(states, &mut scratch));
        let [before, after] = [&states, &changed].map(|states| program().fired(states, &mut scratch));
        if winners[0] != winners[1] {
            let differ =
                before.iter().filter(|rule| !after.contains(rule)).chain(after.iter().filter(|rule| !before.contains(rule)));
            prop_assert!(differ.into_iter().any(|rule| asks_for(*rule, fact)), "{}", shipped().fact(fact).id);
        }
        Ok(())
    });
}
