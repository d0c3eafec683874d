//! A requirements file, written: what was answered, each answer below its question.

use super::quoted::{key, quoted};
use crate::diag::visible;
use crate::model::{Fact, Given, Knowledge, Requirements, Value, Workload};

/// The schema that editors read, by the name under which it stands beside a requirements file.
pub const SCHEMA_FILE: &str = "requirements.schema.json";

/// The columns of a comment.
const WIDTH: usize = 100;

/// The requirements as a file that reads back as the same, with the question of each answer above it.
pub fn saved(knowledge: &Knowledge, requirements: &Requirements) -> String {
    let mut text = schema_line();
    let Requirements { name, description, given, features } = requirements;
    if name.is_some() || description.is_some() || !given.is_empty() {
        text.push_str("\n[app]\n");
        named(&mut text, "name", name.as_deref());
        named(&mut text, "description", description.as_deref());
        answers(&mut text, knowledge, given);
    }
    for feature in features {
        text.push_str(&format!("\n[feature.{}]\n", key(&feature.name)));
        named(&mut text, "description", feature.description.as_deref());
        if let Some(workload) = feature.workload.map(|id| knowledge.workload(id)) {
            text.push_str(&workload_lines(workload));
        }
        answers(&mut text, knowledge, &feature.given);
    }
    text
}

/// The first line of a file that has its schema beside it.
pub fn schema_line() -> String {
    format!("#:schema {SCHEMA_FILE}\n")
}

/// A workload, below what it is.
pub(super) fn workload_lines(workload: &Workload) -> String {
    format!("{}workload = {}\n", comment("", &workload.summary), quoted(&workload.id))
}

/// Prose as comment lines, whatever it holds; lines after the first begin below the text.
pub(super) fn comment(mark: &str, prose: &str) -> String {
    let prose = visible(prose).split_whitespace().collect::<Vec<_>>().join(" ");
    let first = format!("# {mark}");
    let rest = format!("# {}", " ".repeat(mark.chars().count()));
    let options = textwrap::Options::new(WIDTH).initial_indent(&first).subsequent_indent(&rest).break_words(false);
    textwrap::wrap(&prose, options).iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A fact with its value, as a line of the file; no value is "I don't know".
pub(super) fn stated(fact: &Fact, value: Option<Value>) -> String {
    let value = value.map_or_else(|| quoted("unknown"), |value| fact.format(value));
    format!("{} = {value}\n", key(&fact.id))
}

fn named(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        text.push_str(&format!("{name} = {}\n", quoted(value)));
    }
}

/// Each answer below its question. Of two answers to one question the later counts, and TOML takes only one.
fn answers(text: &mut String, knowledge: &Knowledge, given: &[Given]) {
    for (at, Given { fact, value, .. }) in given.iter().enumerate() {
        if given[at + 1..].iter().all(|later| later.fact != *fact) {
            let fact = knowledge.fact(*fact);
            text.push_str(&format!("\n{}{}", comment("", &fact.question), stated(fact, *value)));
        }
    }
}
