//! What several formats of a comparison say, each with its own way to mark what the user or a rule file wrote.

use super::diff::{ChangerReport, DiffDocument, EffectReport, FactDiff, FeatureDiff, RuleDiff, SideReport};
use super::sentences::and_list;
use super::table_feature::phrase;
use crate::model::Cause;

/// So many sets of causes are told; more are counted.
pub const FEW: usize = 3;

/// How a format writes what is not its own prose.
pub trait Marks {
    /// An id or a value.
    fn code(&self, text: &str) -> String;
    /// A sentence of the knowledge base.
    fn prose(&self, text: &str) -> String;
}

/// No marks.
pub struct Plain;

impl Marks for Plain {
    fn code(&self, text: &str) -> String {
        text.to_owned()
    }

    fn prose(&self, text: &str) -> String {
        text.to_owned()
    }
}

/// One line that says how much changed.
pub fn summary(document: &DiffDocument<'_>) -> String {
    let counts = &document.counts;
    let mut parts = vec![match (counts.changed, counts.compared) {
        (0, 0) => "nothing to compare".to_owned(),
        (0, 1) => "the decision is as before".to_owned(),
        (0, compared) => format!("all {compared} decisions are as before"),
        (1, 1) => "the decision changed".to_owned(),
        (changed, compared) => format!("{changed} of {compared} decisions changed"),
    }];
    if counts.details > 0 {
        parts.push(format!(
            "details of {} changed",
            if counts.details == 1 { "one".to_owned() } else { counts.details.to_string() }
        ));
    }
    for (count, what) in [(counts.added, "added"), (counts.removed, "removed")] {
        match count {
            0 => {}
            1 => parts.push(format!("one feature {what}")),
            count => parts.push(format!("{count} features {what}")),
        }
    }
    parts.join("; ")
}

/// What was decided, and what is.
pub fn from_to(feature: &FeatureDiff<'_>) -> String {
    match (&feature.old, &feature.new) {
        (Some(old), Some(new)) if old.recommended == new.recommended => new.name.to_owned(),
        (old, new) => {
            let name = |side: &Option<SideReport<'_>>| side.as_ref().map_or("—".to_owned(), |side| side.name.to_owned());
            format!("{} → {}", name(old), name(new))
        }
    }
}

/// What is said of a feature besides its transports.
pub fn extent(feature: &FeatureDiff<'_>) -> &'static str {
    match feature.change {
        "recommendation" => "changed",
        "details" => "same transport, other details",
        "none" => "as before",
        change => change,
    }
}

/// What a changed recommendation comes from, one line for each set that alone is enough.
pub fn causes(marks: &impl Marks, feature: &FeatureDiff<'_>) -> Vec<String> {
    let set = |set: &Vec<super::diff::CauseReport<'_>>| {
        let parts: Vec<String> = set.iter().map(|part| cause(marks, feature, part.cause)).collect();
        and_list(&parts)
    };
    let mut lines: Vec<String> = feature.causes.iter().take(FEW).map(set).collect();
    if feature.causes.len() > FEW {
        lines.push(format!("{} more sets of the same size", feature.causes.len() - FEW));
    }
    lines
}

/// One part of a cause.
pub fn cause(marks: &impl Marks, feature: &FeatureDiff<'_>, at: Cause) -> String {
    match at {
        Cause::Fact(at) => fact(marks, &feature.facts[at]),
        Cause::Rule(at) => rule(marks, &feature.rules[at]),
        Cause::Transports => "other transports, or another order of machinery".to_owned(),
    }
}

/// A fact as it is, instead of as it was.
pub fn fact(marks: &impl Marks, fact: &FactDiff<'_>) -> String {
    let whose = |origin: &str| if ["assumed", "default"].contains(&origin) { format!(" ({origin})") } else { String::new() };
    let unknown = if fact.fact.is_some() { "unknown" } else { "none" };
    let plain = |value: &str| value.replace('"', "");
    let name = fact.fact.unwrap_or("workload");
    let new = fact.new.map_or_else(
        || format!("{} {unknown}", marks.code(name)),
        |value| format!("{}{}", marks.code(&format!("{name} = {}", plain(value))), whose(fact.new_origin)),
    );
    let old =
        fact.old.map_or_else(|| unknown.to_owned(), |value| format!("{}{}", marks.code(&plain(value)), whose(fact.old_origin)));
    format!("{new} instead of {old}")
}

/// A rule, and how it speaks otherwise.
pub fn rule(marks: &impl Marks, rule: &RuleDiff<'_>) -> String {
    let how = match (rule.why, rule.old.is_empty(), rule.new.is_empty()) {
        ("added", ..) => "is new",
        ("removed", ..) => "is gone",
        ("rewritten", ..) => "is rewritten",
        (_, true, _) => "now applies",
        (_, _, true) => "no longer applies",
        _ => "says otherwise",
    };
    let because = rule.because.map(|because| format!(" ({})", marks.prose(because))).unwrap_or_default();
    format!("{} {how}{because}", marks.code(rule.rule))
}

/// What a rule says and what it says of which transports, as a sentence without an end.
pub fn rule_in_full(marks: &impl Marks, change: &RuleDiff<'_>) -> String {
    let effects = |effects: &[EffectReport<'_>]| -> String {
        let said: Vec<String> = effects.iter().map(effect).collect();
        if said.is_empty() { "nothing".to_owned() } else { and_list(&said) }
    };
    let said = match (change.old.is_empty(), change.new.is_empty()) {
        (true, _) => effects(&change.new),
        (_, true) => effects(&change.old),
        _ => format!("{}, before {}", effects(&change.new), effects(&change.old)),
    };
    format!("{}: {} ({said})", rule(marks, change), marks.prose(change.summary))
}

fn effect(effect: &EffectReport<'_>) -> String {
    match (effect.effect, effect.strength) {
        ("favour", Some(strength)) => format!("{strength} for {}", effect.name),
        ("against", Some(strength)) => format!("{strength} against {}", effect.name),
        _ => format!("rules {} out", effect.name),
    }
}

/// What changed besides the recommendation: fallbacks, settledness, whether it is a close call.
pub fn details(feature: &FeatureDiff<'_>) -> Vec<String> {
    let (Some(old), Some(new)) = (&feature.old, &feature.new) else { return Vec::new() };
    let list = |side: &SideReport<'_>| if side.fallback.is_empty() { "none".to_owned() } else { side.fallback.join(", ") };
    let mut lines = Vec::new();
    if old.fallback != new.fallback {
        lines.push(format!("Fallback: {} → {}", list(old), list(new)));
    }
    if old.settled != new.settled {
        let now = "Settled now: nothing that is still unknown could change it";
        lines.push(if new.settled { now } else { "No longer settled: what is unknown could change it" }.to_owned());
    }
    if old.close != new.close {
        lines.push(if new.close { "A close call now" } else { "No longer a close call" }.to_owned());
    }
    lines
}

/// What would lead elsewhere.
pub fn changer(marks: &impl Marks, changer: &ChangerReport<'_>) -> String {
    let value = |fact: &str, range: &str| marks.code(&format!("{fact} {}", phrase(range)));
    let values: Vec<String> = changer.values.iter().map(|entry| value(entry.fact, entry.range)).collect();
    format!("{} → {}", and_list(&values), changer.name)
}
