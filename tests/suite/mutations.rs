//! Each rule matters: without it, or with it turned round, something that must be decided is decided otherwise.

use advisor::engine::{Program, Scratch};
use advisor::model::{Effect, Knowledge, Strength};

use crate::expectations::{Expectation, all, shipped};

/// The expectations that a changed knowledge base breaks.
fn broken<'e>(knowledge: &Knowledge, expectations: &'e [Expectation]) -> Vec<&'e str> {
    let program = Program::new(knowledge);
    let mut scratch = Scratch::default();
    let broken = expectations.iter().filter(|expectation| !expectation.holds(&program, &mut scratch));
    broken.map(|expectation| expectation.name.as_str()).collect()
}

#[test]
fn the_unchanged_base_breaks_nothing() {
    let knowledge = shipped();
    assert_eq!(broken(&knowledge, &all(&knowledge)), Vec::<&str>::new());
}

#[test]
fn deleting_any_rule_breaks_something_that_is_decided() {
    let knowledge = shipped();
    let expectations = all(&knowledge);
    for position in 0..knowledge.rules.len() {
        let mut changed = knowledge.clone();
        let rule = changed.rules.edit().remove(position);
        assert!(!broken(&changed, &expectations).is_empty(), "nothing notices that {} is gone", rule.id);
    }
}

#[test]
fn turning_any_rule_round_breaks_something_that_is_decided() {
    let knowledge = shipped();
    let expectations = all(&knowledge);
    for position in 0..knowledge.rules.len() {
        let mut changed = knowledge.clone();
        for (_, effect) in changed.rules.edit()[position].effects.edit() {
            *effect = match *effect {
                Effect::Favour(strength) => Effect::Against(strength),
                Effect::Against(strength) => Effect::Favour(strength),
                Effect::RuleOut => Effect::Favour(Strength::Strong),
            };
        }
        let id = &knowledge.rules[position].id;
        assert!(!broken(&changed, &expectations).is_empty(), "nothing notices that {id} says the opposite");
    }
}
