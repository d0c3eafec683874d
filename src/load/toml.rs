//! From TOML text to a tree with spans.

use ::toml::de::{DeTable, DeValue};

use super::node::{Entry, Node, Value};
use crate::diag::{Code, Diagnostic, FileId, Files, Problems};
use crate::model::Text;

/// The most syntax errors that are reported of one file.
const MOST_ERRORS: usize = 20;

/// Reads the text of a file. Syntax errors go to `problems`; a broken file gives nothing, since what could be recovered of it
/// would only add errors that come from the first one.
pub fn parse(files: &Files, file: FileId, problems: &mut Problems) -> Option<Vec<Entry>> {
    let text = files.text(file);
    let (table, mut errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(entries(table.get_ref()));
    }
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    // One mistake often breaks the rest of its line several times over.
    let mut after = 0;
    let firsts = errors.iter().filter(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let first = start >= after;
        if first {
            after = text[floor_boundary(text, start)..].find('\n').map_or(text.len() + 1, |at| start + at + 1);
        }
        first
    });
    for error in firsts.take(MOST_ERRORS) {
        let span = error.span().unwrap_or(0..0);
        let message = sentence(error.message(), text.get(span.clone()).unwrap_or_default());
        let help = advice(&message, text.get(span.clone()).unwrap_or_default());
        problems.push(Diagnostic::error(Code::NotToml, message).at(file, span).maybe_help(help));
    }
    None
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The parser's message as one sentence: it may span lines, and its end may say nothing to the user.
fn sentence(message: &str, place: &str) -> String {
    let message = message.lines().map(str::trim).collect::<Vec<_>>().join(", ");
    let told = ["expected nothing", "expected literal string"].into_iter().find_map(|end| message.strip_suffix(end));
    let message = told.map_or(message.as_str(), |told| told.trim_end_matches([',', ' ']));
    match message {
        UNQUOTED if place.is_empty() => "a value is missing".to_owned(),
        "duplicate key" => format!("`{place}` stands twice"),
        _ => message.to_owned(),
    }
}

/// What the parser says of a word where a value is wanted.
const UNQUOTED: &str = "string values must be quoted";

/// What to do about the mistakes that are made most.
fn advice(message: &str, place: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || ['-', '_', '.', ' '].contains(&c);
    match message {
        UNQUOTED if !place.is_empty() && place.len() < 40 && place.chars().all(plain) => Some(format!("write `\"{place}\"`")),
        _ if message.contains("escape") || message.contains("unicode") => {
            Some("a backslash is written twice in double quotes, and once in single quotes".to_owned())
        }
        _ => None,
    }
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Text::from(key.get_ref().to_string()),
            key_span: key.span(),
            node: Node { value: convert(value.get_ref()), span: value.span() },
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn convert(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(Text::from(text.to_string())),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number beyond 64 bits"),
        },
        DeValue::Float(number) => Value::Fraction(Text::from(number.as_str().to_owned())),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(date) => Value::Date(Text::from(date.to_string())),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| Node { value: convert(item.get_ref()), span: item.span() }).collect())
        }
        DeValue::Table(table) => Value::Table(entries(table)),
    }
}
