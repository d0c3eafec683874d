//! From requirements to situations: feature over app over workload, each fact with its origin.

mod outline;

use crate::diag::{Code, Diagnostic, FileId, Problems, did_you_mean, listed};
use crate::model::{Assignment, FactId, Feature, Given, Knowledge, Requirements, Situation, Truth, Value, WorkloadId};

pub use outline::outline;

/// What is known of one feature, ready to decide.
pub struct Resolved {
    pub name: String,
    pub description: Option<String>,
    pub situation: Situation,
}

/// Lays the feature's own facts over the app's and those over the workload's; `--set` over all.
pub fn resolve(
    knowledge: &Knowledge,
    requirements: &Requirements,
    assignments: &[Assignment],
    file: Option<FileId>,
    problems: &mut Problems,
) -> Vec<Resolved> {
    for assignment in assignments {
        if let Some(name) = &assignment.feature {
            problems.extend(unknown_feature(requirements, name));
        }
    }
    let resolve = |feature: &Feature| {
        let mut situation = stated(knowledge, feature.workload, requirements.given.iter().chain(&feature.given));
        for assignment in assignments {
            if assignment.feature.as_ref().is_none_or(|name| *name == feature.name) {
                situation.entries[assignment.fact.index()].given = Some(assignment.value);
            }
        }
        problems.extend(contradictions(knowledge, requirements, feature, &situation, file));
        Resolved { name: feature.name.clone(), description: feature.description.clone(), situation }
    };
    requirements.features.iter().map(resolve).collect()
}

/// A situation from facts in the order in which later ones win.
fn stated<'g>(knowledge: &Knowledge, workload: Option<WorkloadId>, given: impl Iterator<Item = &'g Given>) -> Situation {
    let mut situation = situation(knowledge, workload, &[]);
    given.for_each(|given| situation.entries[given.fact.index()].given = Some(given.value));
    situation
}

/// A situation from a workload and facts, as examples and scenarios state them.
pub fn situation(knowledge: &Knowledge, workload: Option<WorkloadId>, given: &[(FactId, Option<Value>)]) -> Situation {
    let mut situation = Situation::empty(knowledge.facts.len());
    situation.workload = workload;
    for (entry, fact) in situation.entries.iter_mut().zip(&knowledge.facts) {
        entry.default = fact.default;
    }
    if let Some(workload) = workload {
        for (fact, value) in &knowledge.workload(workload).assume {
            situation.entries[fact.index()].assumed = Some(*value);
        }
    }
    for (fact, value) in given {
        situation.entries[fact.index()].given = Some(*value);
    }
    situation
}

/// The complaint about a feature that the file does not have.
pub fn unknown_feature(requirements: &Requirements, name: &str) -> Option<Diagnostic> {
    let names: Vec<&str> = requirements.features.iter().map(|feature| feature.name.as_str()).collect();
    if names.contains(&name) {
        return None;
    }
    let help = match did_you_mean(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the file has {}", listed(names.into_iter().take(12))),
    };
    Some(Diagnostic::error(Code::UnknownFeature, format!("there is no feature `{name}`")).help(help))
}

/// Combinations of facts that cannot hold together, stated, assumed or both.
fn contradictions(
    knowledge: &Knowledge,
    requirements: &Requirements,
    feature: &Feature,
    situation: &Situation,
    file: Option<FileId>,
) -> Vec<Diagnostic> {
    let place = |fact: FactId| {
        let mut stated = feature.given.iter().rev().chain(requirements.given.iter().rev());
        let given = stated.find(|given| given.fact == fact && !given.span.is_empty());
        file.zip(given.map(|given| given.span.clone()))
    };
    let mut found = Vec::new();
    for combination in &knowledge.impossible {
        if combination.when.truth(|fact| situation.value(fact)) != Truth::True {
            continue;
        }
        let facts: Vec<FactId> = combination.when.cells().map(|cell| cell.fact).collect();
        let said: Vec<String> = facts.iter().map(|fact| said(knowledge, situation, *fact)).collect();
        let message = format!("in `{}`, {} cannot hold together", feature.name, said.join(" and "));
        let assumed = facts.iter().find(|fact| situation.entry(**fact).given.is_none());
        let help = match assumed {
            Some(fact) => format!("{} State `{}` to settle it.", combination.because, knowledge.fact(*fact).id),
            None => combination.because.to_string(),
        };
        let diagnostic = Diagnostic::error(Code::ImpossibleFacts, message).help(help);
        // Pointing at the last of them in the file: the earlier ones may be the app's.
        let at = facts.iter().filter_map(|fact| place(*fact)).max_by_key(|(_, span)| span.start);
        found.push(match at {
            Some((file, span)) => diagnostic.at(file, span),
            None => diagnostic,
        });
    }
    found
}

/// A fact with its value and, where the user did not state it, whose it is.
fn said(knowledge: &Knowledge, situation: &Situation, id: FactId) -> String {
    let fact = knowledge.fact(id);
    let entry = situation.entry(id);
    let value = entry.value().map_or_else(|| "unknown".to_owned(), |value| fact.format(value));
    let whose = match (entry.given, entry.assumed, situation.workload) {
        (None, Some(_), Some(workload)) => format!(" (which workload `{}` assumes)", knowledge.workload(workload).id),
        (None, None, _) => " (the default)".to_owned(),
        _ => String::new(),
    };
    format!("`{} = {value}`{whose}", fact.id)
}
