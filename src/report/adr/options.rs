//! What speaks for and against each option.

use super::super::document::{FeatureReport, Reason};
use super::super::markdown::code;
use super::super::sentences::and_list;
use super::super::view::{View, full_name};
use super::super::written::Cited;
use super::{Record, flow};
use crate::model::Transport;

/// What one rule says of one transport, for one feature or more.
pub struct Argument<'a> {
    pub reason: &'a Reason<'a>,
    pub features: Vec<&'a str>,
    /// What made the rule apply, to any of the features.
    facts: Vec<String>,
}

impl Argument<'_> {
    pub fn is_good(&self) -> bool {
        self.reason.effect == "favour"
    }

    /// The word that MADR begins an argument with.
    pub fn side(&self) -> &'static str {
        if self.is_good() { "Good" } else { "Bad" }
    }

    /// `strong`, `slight` or `veto`.
    pub fn weight(&self) -> &'static str {
        self.reason.strength.unwrap_or("veto")
    }
}

/// The arguments about a transport for the features that count, vetoes first, each rule once.
pub fn arguments<'a>(view: View<'a>, transport: &Transport, counts: impl Fn(&FeatureReport<'_>) -> bool) -> Vec<Argument<'a>> {
    let mut arguments: Vec<Argument<'a>> = Vec::new();
    for feature in view.document.features.iter().filter(|feature| counts(feature)) {
        for reason in feature.reasons.iter().filter(|reason| reason.transport == &*transport.id) {
            let facts = reason.facts.iter().map(|fact| fact.to_string());
            match arguments.iter_mut().find(|argument| argument.reason.rule == reason.rule) {
                Some(argument) => {
                    argument.features.push(feature.name);
                    let new: Vec<String> = facts.filter(|fact| !argument.facts.contains(fact)).collect();
                    argument.facts.extend(new);
                }
                None => arguments.push(Argument { reason, features: vec![feature.name], facts: facts.collect() }),
            }
        }
    }
    arguments.sort_by_key(|argument| (argument.weight() != "veto", argument.weight() != "strong", !argument.is_good()));
    arguments
}

/// Writes the section.
pub fn write(record: &mut Record<'_>) {
    record.heading(2, "Pros and Cons of the Options");
    let view = record.view;
    let first = view.options().first().map_or_else(String::new, |transport| format!("advisor explain {}", transport.id));
    record.paragraph(format!(
        "What speaks for and against each of them here; {}, for one, says what holds in general.",
        code(&first)
    ));
    for transport in view.options() {
        record.heading(3, &full_name(transport));
        let sources = record.cite(Cited { knowledge: view.knowledge, sources: &transport.sources });
        record.paragraph(format!("{}{sources} {}", flow(&transport.what), places(view, transport)));
        let arguments = arguments(view, transport, |_| true);
        let mut items: Vec<String> = arguments.iter().map(|argument| item(record, argument)).collect();
        if items.is_empty() {
            items.push("Neutral, because no rule speaks for it or against it here".to_owned());
        }
        record.list(items);
    }
}

fn item<'a>(record: &mut Record<'a>, argument: &Argument<'a>) -> String {
    let Argument { reason, features, facts } = argument;
    let since: Vec<String> = facts.iter().map(|fact| code(fact)).collect();
    let since = if since.is_empty() { String::new() } else { format!(", since {}", and_list(&since)) };
    let (weight, of) = (argument.weight(), record.of(features));
    let summary = record.words.within(&flow(reason.summary));
    let sources = record.cite(reason.sources);
    let (side, rule, because) = (argument.side(), code(reason.rule), flow(reason.because));
    format!("{side}, because {summary} ({weight}{of}, {rule}{since}). {because}{sources}")
}

/// Where the transport stands among the four.
fn places(view: View<'_>, transport: &Transport) -> String {
    let place = |feature: &FeatureReport<'_>| {
        let position = feature.ranking.iter().position(|ranked| ranked.transport == &*transport.id)?;
        let of = if view.has_several() { format!("{}: ", feature.name) } else { String::new() };
        let behind = feature.ranking[position].behind.as_deref().map(|behind| format!(" ({behind})")).unwrap_or_default();
        Some(format!("{of}{}{behind}", position + 1))
    };
    let places: Vec<String> = view.document.features.iter().filter_map(place).collect();
    format!("Place in the ranking: {}.", places.join("; "))
}
