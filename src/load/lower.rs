//! From the shape as written to the valid one: names first, then what refers to them.

use std::collections::BTreeMap;

use super::base::{Base, Item, Kind};
use super::day::read_day;
use super::lower_note::note;
use super::lower_rule::rule;
use super::lower_transport::transport;
use super::places::Places;
use super::reader::{Reader, Sink};
use super::vocabulary::Vocabulary;
use super::{capacity, condition, decision_file};
use crate::diag::{Code, Diagnostic, Problems, listed};
use crate::model::{Choice, Fact, Grade, Kind as FactKind, Knowledge, Line, NoteKind, Scope, Source, Text, Unit, Workload};

/// The most pieces of one kind: ids of the model are positions of 16 bits.
const MOST_OF_A_KIND: usize = 65_535;

/// The most choices that a set may have: its classes are found by trying every subset.
const LARGEST_SET: usize = 12;

/// The most values of a choice: a test of one is a mask of 64 bits.
const LARGEST_CHOICE: usize = 63;

/// Turns everything that was read into a knowledge base; what is wrong is reported and left out.
pub fn lower(mut base: Base, problems: &mut Problems) -> (Knowledge, Places) {
    let mut places = Places::default();
    base.items.iter().for_each(|((kind, id), item)| places.add(*kind, id, item.file, &item.span, &item.entries));
    if let Some((kind, count)) = too_many(&base) {
        let message = format!("there are {count} {}, and a knowledge base has at most {MOST_OF_A_KIND} of a kind", kind.name());
        problems.push(Diagnostic::error(Code::DuplicateId, message));
        return (Knowledge::default(), places);
    }
    let transports = base.ids(Kind::Transport);
    let facts: Vec<Fact> = base.of_kind(Kind::Fact).filter_map(|(id, item)| fact(id, item, &transports, problems)).collect();
    let workloads = base.ids(Kind::Workload);
    let sources = base.ids(Kind::Source);
    let lines = base.ids(Kind::Line);
    let names = Vocabulary { facts: &facts, transports: &transports, workloads: &workloads, sources: &sources, lines: &lines };

    let mut knowledge = Knowledge {
        disabled: std::mem::take(&mut base.disabled).into(),
        sources: base.of_kind(Kind::Source).map(|(id, item)| source(id, item, problems)).collect(),
        lines: base.of_kind(Kind::Line).map(|(id, item)| line(id, item, problems)).collect(),
        transports: base.of_kind(Kind::Transport).map(|(id, item)| transport(&names, id, item, problems)).collect(),
        workloads: base.of_kind(Kind::Workload).map(|(id, item)| workload(&names, id, item, problems)).collect(),
        rules: base.of_kind(Kind::Rule).map(|(id, item)| rule(&names, id, item, problems)).collect(),
        ..Knowledge::default()
    };
    for (kind, _) in NoteKind::ALL {
        knowledge.notes.edit().extend(base.of_kind(Kind::Note(kind)).map(|(id, item)| note(&names, kind, id, item, problems)));
    }
    knowledge.notes.edit().sort_by(|a, b| a.id.cmp(&b.id));
    let mut machinery = None;
    for (file, entries) in &base.decisions {
        let place = decision_file::read(&names, entries, &mut knowledge, &mut Sink { file: *file, problems });
        machinery = place.or(machinery);
    }
    decision_file::check_machinery(&knowledge, machinery, problems);
    knowledge.capacity = capacity::read(&names, &base, problems);
    knowledge.facts = facts.into();
    (knowledge, places)
}

fn too_many(base: &Base) -> Option<(Kind, usize)> {
    let mut counts = BTreeMap::new();
    base.items.keys().for_each(|(kind, _)| *counts.entry(*kind).or_insert(0) += 1);
    counts.into_iter().find(|(_, count)| *count > MOST_OF_A_KIND)
}

fn fact(id: &Text, item: &Item, transports: &[Text], problems: &mut Problems) -> Option<Fact> {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a fact");
    let kind = fact_kind(&mut reader, item, transports, sink);
    let mut fact = Fact {
        id: id.clone(),
        theme: item.theme.clone(),
        scope: scope(&mut reader, sink),
        label: reader.required_text("label", sink),
        question: reader.required_text("question", sink),
        help: reader.required_text("help", sink),
        asked_because: reader.required_text("asked_because", sink),
        kind: kind?,
        default: None,
    };
    if let Some(node) = reader.node("default") {
        fact.default = super::value::read_value(&fact, node, sink).flatten();
    }
    reader.finish(sink);
    Some(fact)
}

/// Whether a fact is about one feature, which is usual, or about the whole app.
fn scope(reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Scope {
    let word = reader.text("scope", sink);
    let span = reader.node("scope").map(|node| node.span.clone()).unwrap_or_default();
    match word.as_deref() {
        None | Some("feature") => Scope::Feature,
        Some("app") => Scope::App,
        Some(other) => {
            sink.unknown(
                Code::UnknownValue,
                &span,
                format!("`{other}` is not what a fact can be about"),
                other,
                ["app", "feature"],
            );
            Scope::Feature
        }
    }
}

fn fact_kind(reader: &mut Reader<'_>, item: &Item, transports: &[Text], sink: &mut Sink<'_>) -> Option<FactKind> {
    let node = reader.required("kind", sink)?;
    let kinds = ["choice", "set", "yes-no", "duration", "size", "count"];
    Some(match node.as_text().map(|text| text.as_ref()) {
        Some("choice") => {
            let choices = choices(reader, item, sink);
            if choices.len() > LARGEST_CHOICE {
                let message = format!("a choice has at most {LARGEST_CHOICE} values, and this one has {}", choices.len());
                sink.error(Code::UnknownValue, &node.span, message, None);
                return None;
            }
            FactKind::Choice(choices.into())
        }
        Some("set") => {
            let from = reader.text("values_from", sink);
            let choices = match from.as_deref() {
                Some("transports") => transports.iter().map(|id| Choice { id: id.clone(), means: Text::default() }).collect(),
                Some(other) => {
                    let message = format!("values cannot be taken from `{other}`");
                    let span = reader.node("values_from").map_or(node.span.clone(), |node| node.span.clone());
                    sink.error(Code::UnknownValue, &span, message, Some("only `transports` may stand here".to_owned()));
                    Vec::new()
                }
                None => choices(reader, item, sink),
            };
            if choices.len() > LARGEST_SET {
                let message = format!("a set has at most {LARGEST_SET} values, and this one has {}", choices.len());
                sink.error(Code::UnknownValue, &node.span, message, None);
                return None;
            }
            FactKind::Set { choices: choices.into(), may_be_empty: reader.flag("may_be_empty", sink) }
        }
        Some("yes-no") => FactKind::YesNo,
        Some("duration") => FactKind::Number(Unit::Duration),
        Some("size") => FactKind::Number(Unit::Size),
        Some("count") => FactKind::Number(Unit::Count),
        Some(word) => {
            sink.unknown(Code::UnknownValue, &node.span, format!("`{word}` is not a kind of fact"), word, kinds);
            return None;
        }
        None => {
            sink.wrong_type(node, "kind", &format!("one of {}", listed(kinds)));
            return None;
        }
    })
}

fn choices(reader: &mut Reader<'_>, item: &Item, sink: &mut Sink<'_>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for node in reader.list("values", sink) {
        let Some(mut value) = Reader::of(node, "a value of a fact", sink) else { continue };
        let choice = Choice { id: value.required_text("id", sink), means: value.required_text("means", sink) };
        value.finish(sink);
        if choices.iter().any(|other| other.id == choice.id) {
            sink.error(Code::DuplicateId, &node.span, format!("the value `{}` stands twice", choice.id), None);
        } else if choice.id == super::value::UNKNOWN {
            sink.error(Code::BadId, &node.span, "`unknown` is every fact's word for \"I don't know\"", None);
        } else {
            choices.push(choice);
        }
    }
    if choices.is_empty() {
        sink.error(Code::MissingKey, &item.span, "the fact has no `values`", None);
    }
    choices
}

fn source(id: &Text, item: &Item, problems: &mut Problems) -> Source {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a source");
    let checked = read_day("checked", &mut reader, sink);
    let word = reader.required_text("standing", sink);
    let node = reader.node("standing").filter(|_| !word.is_empty());
    let standing = node.and_then(|node| sink.one_of(&Grade::ALL, "a standing of a source", &word, &node.span));
    let source = Source {
        id: id.clone(),
        title: reader.required_text("title", sink),
        section: reader.text("section", sink),
        address: reader.text("address", sink),
        checked,
        standing: standing.unwrap_or(Grade::Secondary),
    };
    reader.finish(sink);
    source
}

fn line(id: &Text, item: &Item, problems: &mut Problems) -> Line {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a line");
    let line = Line { id: id.clone(), says: reader.required_text("says", sink) };
    reader.finish(sink);
    line
}

fn workload(names: &Vocabulary<'_>, id: &Text, item: &Item, problems: &mut Problems) -> Workload {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a workload");
    let entries = reader.table("assume", sink);
    let stated = condition::read_stated(names, entries, false, sink);
    let workload = Workload {
        id: id.clone(),
        summary: reader.required_text("summary", sink),
        because: reader.required_text("because", sink),
        sources: names.required_sources(&mut reader, &item.span, sink),
        carries: names.carries(&mut reader, sink),
        // A preset that assumes "unknown" assumes nothing.
        assume: stated.facts.into_iter().filter_map(|(fact, value)| Some((fact, value?))).collect(),
        origin: item.origin.clone(),
    };
    reader.finish(sink);
    workload
}
