//! Requirement files, and `--set` on the command line.

use std::ops::Range;

use super::condition::read_stated;
use super::near::{near_name, or_empty};
use super::node::{Entry, Node, Value as Raw};
use super::reader::{Reader, Sink};
use super::toml;
use super::value::read_value;
use super::vocabulary::Vocabulary;
use crate::diag::{Code, Diagnostic, FileId, Files, Problems, did_you_mean};
use crate::model::{Assignment, FactId, Feature, Given, Kind, Knowledge, Requirements, Text, Unit, Value};

/// Names that the generated servers use for themselves.
const RESERVED: [&str; 5] = ["client", "ticket", "healthz", "readyz", "metrics"];

/// The most letters of a feature's name.
const LONGEST_NAME: usize = 32;

/// The names of a knowledge base, for files that come after it.
pub(super) struct Names {
    transports: Vec<Text>,
    workloads: Vec<Text>,
}

impl Names {
    pub(super) fn of(knowledge: &Knowledge) -> Self {
        Self {
            transports: knowledge.transports.iter().map(|transport| transport.id.clone()).collect(),
            workloads: knowledge.workloads.iter().map(|workload| workload.id.clone()).collect(),
        }
    }

    pub(super) fn vocabulary<'a>(&'a self, knowledge: &'a Knowledge) -> Vocabulary<'a> {
        Vocabulary { facts: &knowledge.facts, transports: &self.transports, workloads: &self.workloads, sources: &[], lines: &[] }
    }
}

/// Reads a requirements file; what is wrong is reported, and the rest is returned.
pub fn read_requirements(knowledge: &Knowledge, files: &Files, file: FileId, problems: &mut Problems) -> Requirements {
    let Some(entries) = toml::parse(files, file, problems) else { return Requirements::default() };
    let names = Names::of(knowledge);
    let vocabulary = names.vocabulary(knowledge);
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "a requirements file");
    let mut requirements = Requirements::default();

    if let Some(node) = reader.node("app")
        && let Some(table) = node.as_table().or_else(|| wrong(node, "app", sink))
    {
        let mut app = Reader::new(table, node.span.clone(), "`[app]`");
        requirements.name = app.text("name", sink).map(Text::into_owned);
        requirements.description = app.text("description", sink).map(Text::into_owned);
        let mut rest = facts_among(&vocabulary, table, &["name", "description"], "`[app]`", sink);
        if let Some(at) = rest.iter().position(|entry| entry.key == "workload") {
            let help = "a workload describes one feature; put it under `[feature.NAME]`".to_owned();
            sink.error(Code::UnknownKey, &rest[at].key_span, "`workload` is not a key of `[app]`", Some(help));
            rest.remove(at);
        }
        requirements.given = given(&vocabulary, &rest, sink);
    }
    let features = reader.node("feature").and_then(|node| node.as_table().or_else(|| wrong(node, "feature", sink)));
    for entry in features.unwrap_or_default() {
        requirements.features.extend(feature(&vocabulary, entry, sink));
    }
    let has_table = reader.node("feature").is_some();
    report_loose_facts(&vocabulary, &entries, sink);
    let known: Vec<Entry> = entries.iter().filter(|entry| !is_loose(&vocabulary, &entry.key)).cloned().collect();
    let mut rest = Reader::new(&known, 0..0, "a requirements file");
    rest.node("app");
    rest.node("feature");
    rest.finish(sink);
    // Where there is a `[features.…]`, that it is misspelt is the one mistake.
    let misspelt =
        || known.iter().any(|entry| entry.key != "feature" && did_you_mean(&entry.key, ["app", "feature"]) == Some("feature"));
    if requirements.features.is_empty() && !misspelt() && (!has_table || sink.problems.is_empty()) {
        let help = "add `[feature.chat]` with what is known of it, such as `direction = \"bidirectional\"`".to_owned();
        sink.error(Code::NoFeature, &(0..0), "the file has no feature", Some(help));
    }
    requirements
}

fn wrong<'n>(node: &Node, what: &str, sink: &mut Sink<'_>) -> Option<&'n [Entry]> {
    let help = match what {
        "app" => "write `[app]`, and what holds for all features under it",
        _ => "write `[feature.NAME]` for each feature, and what is known of it under that",
    };
    let message = format!("`{what}` is {}, and a table is wanted", node.kind());
    sink.error(Code::WrongType, &node.span, message, Some(help.to_owned()));
    None
}

/// The entries of a table but for its own keys; a misspelt one of these is told from an unknown fact.
fn facts_among(vocabulary: &Vocabulary<'_>, entries: &[Entry], own: &[&str], what: &str, sink: &mut Sink<'_>) -> Vec<Entry> {
    let mut facts = Vec::with_capacity(entries.len());
    for entry in entries.iter().filter(|entry| !own.contains(&entry.key.as_ref())) {
        let near_a_fact = || did_you_mean(&entry.key, vocabulary.facts.iter().map(|fact| fact.id.as_ref())).is_some();
        let misspelt = if is_fact(vocabulary, &entry.key) { None } else { did_you_mean(&entry.key, own.iter().copied()) };
        match misspelt {
            Some(near) if !near_a_fact() => {
                let message = format!("`{}` is not a key of {what}", entry.key);
                sink.error(Code::UnknownKey, &entry.key_span, message, Some(format!("did you mean `{near}`?")));
            }
            _ => facts.push(entry.clone()),
        }
    }
    facts
}

fn is_fact(vocabulary: &Vocabulary<'_>, key: &str) -> bool {
    vocabulary.facts.iter().any(|fact| fact.id == key)
}

/// What belongs to the app or to a feature, and may stand at the head of a file by mistake.
fn is_loose(vocabulary: &Vocabulary<'_>, key: &str) -> bool {
    is_fact(vocabulary, key) || ["name", "description", "workload"].contains(&key)
}

/// A fact at the head of the file belongs to the app or to a feature; say so instead of "unknown key".
fn report_loose_facts(vocabulary: &Vocabulary<'_>, entries: &[Entry], sink: &mut Sink<'_>) {
    for entry in entries.iter().filter(|entry| is_loose(vocabulary, &entry.key)) {
        let help = match entry.key.as_ref() {
            "name" => "put it under `[app]`",
            "workload" => "put it under the `[feature.NAME]` it describes",
            _ => "put it under `[app]`, or under the `[feature.NAME]` it describes",
        };
        let message = format!("`{}` stands outside of `[app]` and of every feature", entry.key);
        sink.error(Code::UnknownKey, &entry.key_span, message, Some(help.to_owned()));
    }
}

fn feature(vocabulary: &Vocabulary<'_>, entry: &Entry, sink: &mut Sink<'_>) -> Option<Feature> {
    let Some(table) = entry.node.as_table() else {
        if is_fact(vocabulary, &entry.key) {
            let message = format!("`{}` stands outside of every feature", entry.key);
            let help = "put it under the `[feature.NAME]` it describes, or under `[app]`".to_owned();
            sink.error(Code::UnknownKey, &entry.key_span, message, Some(help));
        } else {
            sink.wrong_type(&entry.node, &entry.key, "a table of facts");
        }
        return None;
    };
    check_name(&entry.key, &entry.key_span, sink);
    let mut reader = Reader::new(table, entry.key_span.clone(), "a feature");
    let description = reader.text("description", sink).map(Text::into_owned);
    let workload = reader.node("workload").and_then(|node| vocabulary.workload_in(node, sink));
    let rest = facts_among(vocabulary, table, &["description", "workload"], "a feature", sink);
    Some(Feature {
        name: entry.key.clone().into_owned(),
        description,
        workload,
        given: given(vocabulary, &rest, sink),
        span: entry.key_span.clone(),
    })
}

fn given(vocabulary: &Vocabulary<'_>, entries: &[Entry], sink: &mut Sink<'_>) -> Vec<Given> {
    let stated = read_stated(vocabulary, entries, false, sink);
    let span = |fact: FactId| {
        let found = stated.spans.iter().find(|(other, _)| *other == fact);
        found.map(|(_, span)| span.clone()).unwrap_or_default()
    };
    stated.facts.iter().map(|(fact, value)| Given { fact: *fact, value: *value, span: span(*fact) }).collect()
}

/// Whether a feature may have this name.
pub fn may_be_feature_name(name: &str) -> bool {
    is_well_formed(name) && !RESERVED.contains(&name)
}

fn is_well_formed(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.len() <= LONGEST_NAME && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
}

fn check_name(name: &str, span: &Range<usize>, sink: &mut Sink<'_>) {
    if RESERVED.contains(&name) {
        let help = "generated servers use it for themselves; take another name".to_owned();
        sink.error(Code::BadFeatureName, span, format!("the name `{name}` is taken"), Some(help));
    } else if !is_well_formed(name) {
        let form = format!("a lower-case letter, then up to {} lower-case letters, digits and hyphens", LONGEST_NAME - 1);
        let help = match near_name(name, is_well_formed) {
            Some(near) => format!("{form}, such as `{near}`"),
            None => form,
        };
        sink.error(Code::BadFeatureName, span, format!("{} cannot be a feature's name", or_empty(name)), Some(help));
    }
}

/// Reads `fact=value` or `feature.fact=value`. Words need no quotes; a list is written `a,b` or as in a file.
pub fn read_assignment(knowledge: &Knowledge, argument: &str) -> Result<Assignment, Diagnostic> {
    let bad = |message: String, help: String| Diagnostic::error(Code::BadArgument, message).help(help);
    let Some((target, text)) = argument.split_once('=') else {
        return Err(bad(
            format!("`--set {argument}` has no `=`"),
            "write `--set FACT=VALUE` or `--set FEATURE.FACT=VALUE`".to_owned(),
        ));
    };
    let (feature, name) = match target.trim().split_once('.') {
        Some((feature, fact)) => (Some(feature.to_owned()), fact),
        None => (None, target.trim()),
    };
    let Some(fact) = knowledge.find_fact(name) else {
        let near = did_you_mean(name, knowledge.facts.iter().map(|fact| fact.id.as_ref()));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        return Err(Diagnostic::error(Code::UnknownFact, format!("there is no fact `{name}`")).maybe_help(help));
    };
    match read_answer(knowledge, fact, text) {
        Ok(value) => Ok(Assignment { feature, fact, value }),
        Err(diagnostic) => Err(Diagnostic { message: format!("`--set {argument}`: {}", diagnostic.message), ..diagnostic }),
    }
}

/// Reads the value of a fact from words that somebody typed; no value is "unknown".
pub fn read_answer(knowledge: &Knowledge, fact: FactId, text: &str) -> Result<Option<Value>, Diagnostic> {
    let node = argument_node(knowledge, fact, text.trim());
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add("", text.to_owned());
    let value = read_value(knowledge.fact(fact), &node, &mut Sink { file, problems: &mut problems });
    value.ok_or_else(|| {
        let first = problems.sorted().into_iter().next().expect("a value that was not taken is reported");
        Diagnostic { place: None, ..first }
    })
}

/// The node that the same value would be in a file.
fn argument_node(knowledge: &Knowledge, fact: FactId, text: &str) -> Node {
    let bare = text.trim_matches('"');
    let word = |text: &str| Node { value: Raw::Text(Text::from(text.trim().trim_matches('"').to_owned())), span: 0..0 };
    let value = match &knowledge.fact(fact).kind {
        _ if bare == super::value::UNKNOWN => Raw::Text(Text::from(bare.to_owned())),
        Kind::Set { .. } => {
            let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
            Raw::List(inside.split(',').filter(|part| !part.trim().is_empty()).map(word).collect())
        }
        Kind::YesNo if ["true", "yes"].contains(&bare) => Raw::Flag(true),
        Kind::YesNo if ["false", "no"].contains(&bare) => Raw::Flag(false),
        Kind::Number(Unit::Count) => match bare.replace('_', "").parse() {
            Ok(number) => Raw::Integer(number),
            Err(_) => Raw::Text(Text::from(bare.to_owned())),
        },
        _ => Raw::Text(Text::from(bare.to_owned())),
    };
    Node { value, span: 0..0 }
}
