//! What the formats that people keep say alike: names, changes, and what was said.

use super::document::{Answers, Document, FeatureReport, FlipReport, Said};
use super::sentences::and_list;
use super::table_feature::before_range;
use crate::model::{Knowledge, Transport};

/// A document beside the knowledge base that it names things of.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub knowledge: &'a Knowledge,
    pub document: &'a Document<'a>,
}

impl<'a> View<'a> {
    /// The name within a sentence of what is recommended.
    pub fn short(&self, id: Option<&str>) -> &'a str {
        self.transport(id).map_or("nothing left", |transport| &transport.short)
    }

    /// The name by itself: `Server-Sent Events (SSE)`.
    pub fn full(&self, id: Option<&str>) -> String {
        self.transport(id).map_or_else(|| "Nothing left".to_owned(), full_name)
    }

    pub fn transport(&self, id: Option<&str>) -> Option<&'a Transport> {
        Some(self.knowledge.transport(self.knowledge.find_transport(id?)?))
    }

    /// Every transport, least machinery first.
    pub fn options(&self) -> Vec<&'a Transport> {
        let mut options: Vec<&Transport> = self.knowledge.transports.iter().collect();
        options.sort_by_key(|transport| transport.machinery);
        options
    }

    /// Whether what is said has to name its feature.
    pub fn has_several(&self) -> bool {
        self.document.features.len() > 1
    }
}

/// `Server-Sent Events (SSE)`, but `WebSocket`.
pub fn full_name(transport: &Transport) -> String {
    if transport.name.eq_ignore_ascii_case(&transport.short) {
        transport.name.to_string()
    } else {
        format!("{} ({})", transport.name, transport.short)
    }
}

/// `max_staleness in [1s..15s)`
pub fn condition(fact: &str, range: &str) -> String {
    format!("{fact} {}{range}", before_range(range))
}

/// `network = "restrictive"`, or `workload = "chat"`.
pub fn said(said: &Said<'_>) -> String {
    match &said.value {
        Some(value) => format!("{} = {value}", said.id),
        None => format!("workload = \"{}\"", said.id),
    }
}

/// How a flip changes a fact: the change, and what holds today.
pub fn flip(flip: &FlipReport<'_>) -> (String, String) {
    (condition(flip.fact, flip.to), flip.from.to_string())
}

/// Joint answers, each marked up.
pub fn joint(answers: &Answers<'_>, mark: impl Fn(&str) -> String) -> String {
    let said: Vec<String> = answers.answers.iter().map(|answer| mark(&condition(answer.fact, answer.range))).collect();
    and_list(&said)
}

/// The facts of one origin as in a requirements file; those that are unknown by their ids alone.
pub fn facts_of(feature: &FeatureReport<'_>, origin: &str) -> Vec<String> {
    let facts = feature.facts.iter().filter(|fact| fact.origin == origin);
    facts
        .map(|fact| fact.value.as_ref().map_or_else(|| fact.fact.to_owned(), |value| format!("{} = {value}", fact.fact)))
        .collect()
}
