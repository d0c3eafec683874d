//! decision.toml: what holds for the knowledge base as a whole.

use super::condition::read_condition;
use super::node::Entry;
use super::reader::{Reader, Sink};
use super::vocabulary::Vocabulary;
use crate::diag::{Code, Diagnostic, Place, Problems};
use crate::model::{Floor, Impossible, Knowledge, Mix, RidePolicy, TransportId};

/// Reads one decision file. A later one overrides title, version and machinery, and adds to the rest. Returns where
/// `machinery` stands, if it does.
pub fn read(names: &Vocabulary<'_>, entries: &[Entry], knowledge: &mut Knowledge, sink: &mut Sink<'_>) -> Option<Place> {
    let mut reader = Reader::new(entries, 0..0, "decision.toml");
    if let Some(title) = reader.text("title", sink) {
        knowledge.title = title;
    }
    if let Some(version) = reader.text("version", sink) {
        knowledge.version = version;
    }
    let place = reader.node("machinery").map(|node| Place { file: sink.file, span: node.span.clone() });
    machinery(names, knowledge, &mut reader, sink);
    impossible(names, knowledge, &mut reader, sink);
    mixes(names, knowledge, &mut reader, sink);
    floors(names, knowledge, &mut reader, sink);
    ride(names, knowledge, &mut reader, sink);
    reader.finish(sink);
    place
}

fn machinery(names: &Vocabulary<'_>, knowledge: &mut Knowledge, reader: &mut Reader<'_>, sink: &mut Sink<'_>) {
    let listed = reader.texts("machinery", sink);
    if listed.is_empty() {
        return;
    }
    // Zero means "not listed"; `check_machinery` looks for it.
    knowledge.transports.edit().iter_mut().for_each(|transport| transport.machinery = 0);
    for (position, (name, span)) in listed.iter().enumerate() {
        let Some(id) = names.transport_named(name, span, sink) else { continue };
        let transport = &mut knowledge.transports.edit()[id.index()];
        if transport.machinery != 0 {
            sink.error(Code::MissingMachinery, span, format!("`{name}` stands twice in `machinery`"), None);
        }
        transport.machinery = position + 1;
    }
}

/// Every transport has its place in the order of machinery, or ties could not be broken.
pub fn check_machinery(knowledge: &Knowledge, place: Option<Place>, problems: &mut Problems) {
    // The compact form of the embedded base has no places.
    let place = place.filter(|place| !place.span.is_empty());
    for transport in &knowledge.transports {
        if transport.machinery == 0 {
            let message = format!("`machinery` in decision.toml does not list `{}`", transport.id);
            let help = "list every transport in `machinery` of the pack's decision.toml, least machinery first";
            let diagnostic = Diagnostic::error(Code::MissingMachinery, message).help(help);
            problems.push(Diagnostic { place: place.clone(), ..diagnostic });
        }
    }
    if knowledge.transports.is_empty() {
        let help = "a pack with `standalone = true` brings its own, in `transports/`";
        problems.push(Diagnostic::error(Code::MissingMachinery, "the knowledge base has no transport").help(help));
    }
}

fn impossible(names: &Vocabulary<'_>, knowledge: &mut Knowledge, reader: &mut Reader<'_>, sink: &mut Sink<'_>) {
    for node in reader.list("impossible", sink) {
        let Some(mut reader) = Reader::of(node, "an impossible combination", sink) else { continue };
        let id = reader.required_text("id", sink);
        let because = reader.required_text("because", sink);
        let when = reader.required("when", sink).map(|node| read_condition(names, "when", node, sink)).unwrap_or_default();
        reader.finish(sink);
        if when.is_empty() {
            sink.error(Code::NeverHolds, &node.span, "an empty combination would make everything impossible", None);
        } else {
            knowledge.impossible.edit().push(Impossible { id, because, when });
        }
    }
    knowledge.impossible.edit().sort_by(|a, b| a.id.cmp(&b.id));
}

fn mixes(names: &Vocabulary<'_>, knowledge: &mut Knowledge, reader: &mut Reader<'_>, sink: &mut Sink<'_>) {
    for node in reader.list("mix", sink) {
        let Some(mut reader) = Reader::of(node, "a mix", sink) else { continue };
        knowledge.mixes.edit().push(Mix {
            text: reader.required_text("text", sink),
            sources: names.required_sources(&mut reader, &node.span, sink),
            carries: names.carries(&mut reader, sink),
            when_transports: names.transports("when_transports", &mut reader, sink),
            when: reader.node("when").map(|node| read_condition(names, "when", node, sink)).unwrap_or_default(),
        });
        reader.finish(sink);
    }
}

fn ride(names: &Vocabulary<'_>, knowledge: &mut Knowledge, reader: &mut Reader<'_>, sink: &mut Sink<'_>) {
    let Some(mut reader) = reader.node("ride").and_then(|node| Reader::of(node, "`[ride]`", sink)) else { return };
    let same = reader.node("same");
    let same = same.and_then(|node| names.fact_named(node.as_text()?, &node.span, sink));
    let unless = reader.node("unless").map(|node| read_condition(names, "unless", node, sink));
    reader.finish(sink);
    knowledge.ride = RidePolicy { same, unless };
}

fn floors(names: &Vocabulary<'_>, knowledge: &mut Knowledge, reader: &mut Reader<'_>, sink: &mut Sink<'_>) {
    for node in reader.list("floor", sink) {
        let Some(mut reader) = Reader::of(node, "a floor", sink) else { continue };
        let name = reader.required_text("name", sink);
        let otherwise = transport(names, "otherwise", &mut reader, sink);
        let mut rules = Vec::new();
        for node in reader.list("rules", sink) {
            let Some(mut reader) = Reader::of(node, "a rule of a floor", sink) else { continue };
            let when = reader.required("when", sink).map(|node| read_condition(names, "when", node, sink));
            let choose = transport(names, "choose", &mut reader, sink);
            reader.finish(sink);
            rules.extend(when.zip(choose));
        }
        reader.finish(sink);
        if let Some(otherwise) = otherwise {
            knowledge.floors.edit().push(Floor { name, rules: rules.into(), otherwise });
        }
    }
}

fn transport(names: &Vocabulary<'_>, key: &'static str, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<TransportId> {
    reader.required(key, sink).and_then(|node| names.transport_in(key, node, sink))
}
