//! Rules that speak otherwise, and which of them a changed decision comes from.

use std::collections::BTreeMap;

use super::Decided;
use super::smallest::smallest_sets;
use crate::model::{Cause, Condition, Difference, Effect, Knowledge, Rule, RuleChange, RuleChangeKind, Tally, stands_before};

/// What a rule says of transports, by their ids.
type Says = Vec<(String, Effect)>;

/// Transports with their places in the order of machinery.
type Machinery = Vec<(String, usize)>;

/// Rules that speak otherwise of some transport, by id.
pub fn changes(old: &Decided<'_>, new: &Decided<'_>) -> Vec<RuleChange> {
    let (before, after) = (spoken(old), spoken(new));
    let mut ids: Vec<&String> = before.keys().chain(after.keys()).collect();
    ids.sort();
    ids.dedup();
    let said = |side: &BTreeMap<String, Says>, id: &str| side.get(id).cloned().unwrap_or_default();
    let change = |id: &String| {
        let (old_says, new_says) = (said(&before, id), said(&after, id));
        let bases = (old.program.knowledge, new.program.knowledge);
        (old_says != new_says).then(|| RuleChange {
            rule: id.clone(),
            summary: summary(bases.1, id).or_else(|| summary(bases.0, id)).unwrap_or_default(),
            kind: kind(bases.0, bases.1, id),
            old: old_says,
            new: new_says,
        })
    };
    ids.into_iter().filter_map(change).collect()
}

/// What every rule that fires says.
fn spoken(side: &Decided<'_>) -> BTreeMap<String, Says> {
    let knowledge = side.program.knowledge;
    let rules = side.decision.fired.iter().map(|id| knowledge.rule(*id));
    rules.map(|rule| (rule.id.to_string(), says(knowledge, rule))).collect()
}

fn says(knowledge: &Knowledge, rule: &Rule) -> Says {
    let effects = rule.effects.iter();
    let mut says: Says = effects.map(|(id, effect)| (knowledge.transport(*id).id.to_string(), *effect)).collect();
    says.sort_by(|a, b| a.0.cmp(&b.0));
    says
}

fn find<'k>(knowledge: &'k Knowledge, id: &str) -> Option<&'k Rule> {
    knowledge.find_rule(id).map(|id| knowledge.rule(id))
}

fn summary(knowledge: &Knowledge, id: &str) -> Option<String> {
    find(knowledge, id).map(|rule| rule.summary.to_string())
}

fn kind(old: &Knowledge, new: &Knowledge, id: &str) -> RuleChangeKind {
    match (find(old, id), find(new, id)) {
        (None, _) => RuleChangeKind::Added,
        (_, None) => {
            let disabled = new.disabled.iter().find(|disabled| disabled.id.rsplit('/').next() == Some(id));
            RuleChangeKind::Removed(disabled.map(|disabled| disabled.because.to_string()))
        }
        (Some(before), Some(after)) if text_of(old, before) == text_of(new, after) => RuleChangeKind::Facts,
        (_, Some(after)) => RuleChangeKind::Rewritten(after.origin.replaces.as_ref().map(ToString::to_string)),
    }
}

/// A rule as far as it decides, in words that do not depend on the base.
fn text_of(knowledge: &Knowledge, rule: &Rule) -> (Vec<Vec<String>>, Vec<Vec<String>>, Says) {
    let conjunctions = |condition: &Condition| -> Vec<Vec<String>> {
        let cell = |cell: &&crate::model::Cell| format!("{} {}", knowledge.fact(cell.fact).id, cell.written);
        condition.conjunctions().iter().map(|cells| cells.iter().map(cell).collect()).collect()
    };
    (conjunctions(&rule.when), rule.unless.as_ref().map(conjunctions).unwrap_or_default(), says(knowledge, rule))
}

/// The smallest sets of rules that lead to the new recommendation when only they speak as they do now.
pub fn find_causes(old: &Decided<'_>, new: &Decided<'_>, difference: &mut Difference) {
    let recommended = |decided: &Option<crate::model::Outcome>| decided.as_ref().and_then(|outcome| outcome.recommended.clone());
    let wanted = recommended(&difference.new);
    if recommended(&difference.old) == wanted {
        return;
    }
    let (before, after) = (machinery(old.program.knowledge), machinery(new.program.knowledge));
    let standing: BTreeMap<String, Says> = spoken(old);
    let mut causes: Vec<Cause> = (0..difference.rules.len()).map(Cause::Rule).collect();
    if before != after {
        causes.push(Cause::Transports);
    }
    let rules = &difference.rules;
    let sets = smallest_sets(causes.len(), |set| {
        let mut said = standing.clone();
        let mut transports = &before;
        for at in set {
            match causes[*at] {
                Cause::Rule(rule) => {
                    said.insert(rules[rule].rule.clone(), rules[rule].new.clone());
                }
                _ => transports = &after,
            }
        }
        winner(transports, said.values().flatten()) == wanted
    });
    difference.causes = sets.iter().map(|set| set.iter().map(|at| causes[*at]).collect()).collect();
}

fn machinery(knowledge: &Knowledge) -> Machinery {
    let transports = knowledge.transports.iter();
    transports.map(|transport| (transport.id.to_string(), transport.machinery)).collect()
}

/// The transport that stands first with these reasons; reasons of transports that do not exist count for nothing.
fn winner<'s>(transports: &Machinery, said: impl Iterator<Item = &'s (String, Effect)>) -> Option<String> {
    let mut tallies = vec![Tally::default(); transports.len()];
    for (id, effect) in said {
        if let Some(at) = transports.iter().position(|(transport, _)| transport == id) {
            tallies[at].add(*effect);
        }
    }
    let place = |at: usize| (&tallies[at], transports[at].1);
    let in_play = (0..transports.len()).filter(|at| !tallies[*at].ruled_out);
    let first = in_play.reduce(|best, at| if stands_before(place(at), place(best)) { at } else { best });
    first.map(|at| transports[at].0.clone())
}
