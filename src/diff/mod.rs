//! Two decisions compared: what changed, and the least that it comes from.
//!
//! Either the requirements changed and the rules did not, and the causes are facts; or the rules changed, and the causes are rules.
//! In both cases a cause is a smallest set of changes which, made alone, already leads to the new recommendation.

mod facts;
mod outcome;
mod rules;
mod smallest;

use crate::engine::{Program, decide};
use crate::facts::Resolved;
use crate::model::{Decision, Difference, Situation};

/// The features of one side, and what decides them.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub program: &'a Program<'a>,
    pub features: &'a [Resolved],
}

/// A feature with its decision.
struct Decided<'a> {
    program: &'a Program<'a>,
    situation: &'a Situation,
    decision: Decision,
}

/// Finds what a changed decision comes from.
type FindCauses = fn(&Decided<'_>, &Decided<'_>, &mut Difference);

/// What differs between two requirements files that the same rules decide.
pub fn requirements(file: Option<&str>, old: Side<'_>, new: Side<'_>) -> Vec<Difference> {
    compare(file, old, new, facts::find_causes)
}

/// What differs between two knowledge bases that decide the same requirements.
pub fn rules(file: Option<&str>, old: Side<'_>, new: Side<'_>) -> Vec<Difference> {
    compare(file, old, new, rules::find_causes)
}

/// Features by name: those of the new side in their order, then those that are gone.
fn compare(file: Option<&str>, old: Side<'_>, new: Side<'_>, find_causes: FindCauses) -> Vec<Difference> {
    let gone = old.features.iter().filter(|feature| new.find(&feature.name).is_none());
    let names = new.features.iter().chain(gone).map(|feature| feature.name.as_str());
    names.map(|name| difference(file, name, old.decide(name), new.decide(name), find_causes)).collect()
}

fn difference(
    file: Option<&str>,
    feature: &str,
    old: Option<Decided<'_>>,
    new: Option<Decided<'_>>,
    find_causes: FindCauses,
) -> Difference {
    let mut difference = Difference {
        file: file.map(str::to_owned),
        feature: feature.to_owned(),
        old: old.as_ref().map(outcome::outcome),
        new: new.as_ref().map(outcome::outcome),
        facts: Vec::new(),
        rules: Vec::new(),
        causes: Vec::new(),
    };
    if let (Some(old), Some(new)) = (old, new) {
        difference.facts = facts::changes(&old, &new);
        difference.rules = rules::changes(&old, &new);
        find_causes(&old, &new, &mut difference);
    }
    difference
}

impl<'a> Side<'a> {
    fn find(&self, name: &str) -> Option<&'a Resolved> {
        self.features.iter().find(|feature| feature.name == name)
    }

    fn decide(&self, name: &str) -> Option<Decided<'a>> {
        let situation = &self.find(name)?.situation;
        Some(Decided { program: self.program, situation, decision: decide(self.program, situation) })
    }
}
