//! Changed facts, and which of them a changed decision comes from.

use super::Decided;
use super::smallest::smallest_sets;
use crate::engine::Scratch;
use crate::model::{Cause, Difference, Entry, FactChange, FactId, Held, Known, Situation};

/// What is known otherwise: the workload first, then facts by id.
pub fn changes(old: &Decided<'_>, new: &Decided<'_>) -> Vec<FactChange> {
    let mut changes = Vec::new();
    let workload = |side: &Decided<'_>| {
        let id = side.situation.workload.map(|id| side.program.knowledge.workload(id).id.to_string());
        Known { origin: if id.is_some() { "given" } else { "unknown" }, value: id.map(|id| format!("\"{id}\"")) }
    };
    let (before, after) = (workload(old), workload(new));
    if before != after {
        changes.push(FactChange { fact: None, old: before, new: after });
    }
    let ids =
        |side: &Decided<'_>| -> Vec<String> { side.program.knowledge.facts.iter().map(|fact| fact.id.to_string()).collect() };
    let mut facts = ids(old);
    facts.extend(ids(new));
    facts.sort();
    facts.dedup();
    for fact in facts {
        let (before, after) = (known(old, &fact), known(new, &fact));
        if before != after {
            changes.push(FactChange { fact: Some(fact), old: before, new: after });
        }
    }
    changes
}

/// What one side knows of a fact, which its vocabulary may not have.
fn known(side: &Decided<'_>, id: &str) -> Known {
    let knowledge = side.program.knowledge;
    let entry = knowledge.find_fact(id).map(|fact| (knowledge.fact(fact), *side.situation.entry(fact)));
    let value = entry.and_then(|(fact, entry)| Some(fact.format(entry.value()?)));
    Known { value, origin: entry.map_or("unknown", |(_, entry)| origin(&entry)) }
}

fn origin(entry: &Entry) -> &'static str {
    match entry.given {
        Some(Some(_)) => "given",
        None if entry.assumed.is_some() => "assumed",
        None if entry.default.is_some() => "default",
        _ => "unknown",
    }
}

/// The smallest sets of changes in what was said that lead to the new recommendation when only they are made.
///
/// What was said is the workload and the facts that are given: what a workload assumes changes with it.
pub fn find_causes(old: &Decided<'_>, new: &Decided<'_>, difference: &mut Difference) {
    if old.decision.winner == new.decision.winner {
        return;
    }
    let program = old.program;
    let knowledge = program.knowledge;
    let said = said(old.situation, new.situation);
    let mut scratch = Scratch::default();
    let sets = smallest_sets(said.len(), |set| {
        let situation = with(old.situation, new.situation, set.iter().map(|at| said[*at]));
        let states = program.states_of(&situation);
        program.winner(&states, &mut scratch) == new.decision.winner && program.impossible(&states, &mut scratch).is_none()
    });
    // A fact may be said without a change of its value; where it belongs to a cause, it is listed after all.
    let mut position = |held: Held| {
        let id = match held {
            Held::Workload => None,
            Held::Fact(fact) => Some(knowledge.fact(fact).id.to_string()),
        };
        let listed = difference.facts.iter().position(|change| change.fact == id);
        listed.unwrap_or_else(|| {
            let id = id.expect("a changed workload is listed");
            let (old, new) = (known(old, &id), known(new, &id));
            difference.facts.push(FactChange { fact: Some(id), old, new });
            difference.facts.len() - 1
        })
    };
    difference.causes = sets.iter().map(|set| set.iter().map(|at| Cause::Fact(position(said[*at]))).collect()).collect();
}

/// What the user said otherwise.
fn said(old: &Situation, new: &Situation) -> Vec<Held> {
    let workload = (old.workload != new.workload).then_some(Held::Workload);
    let entries = old.entries.iter().zip(&new.entries).enumerate();
    let facts = entries.filter(|(_, (old, new))| old.given != new.given).map(|(at, _)| Held::Fact(FactId::at(at)));
    workload.into_iter().chain(facts).collect()
}

/// The old situation with some of what the new one says.
fn with(old: &Situation, new: &Situation, changed: impl Iterator<Item = Held>) -> Situation {
    let mut situation = old.clone();
    for held in changed {
        match held {
            Held::Workload => {
                situation.workload = new.workload;
                let entries = situation.entries.iter_mut().zip(&new.entries);
                entries.for_each(|(entry, new)| entry.assumed = new.assumed);
            }
            Held::Fact(fact) => situation.entries[fact.index()].given = new.entries[fact.index()].given,
        }
    }
    situation
}
