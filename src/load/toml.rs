//! From TOML text to a tree with spans.

use ::toml::de::{DeTable, DeValue};

use super::node::{Entry, Node, Value};
use crate::diag::{Code, Diagnostic, FileId, Files, Problems};
use crate::model::Text;

/// Reads the text of a file. Syntax errors go to `problems`, and the rest of the file is still returned.
pub fn parse(files: &Files, file: FileId, problems: &mut Problems) -> Vec<Entry> {
    let text = files.text(file);
    let (table, errors) = DeTable::parse_recoverable(text);
    let broken = !errors.is_empty();
    for error in errors {
        // The parser's message may span lines; a diagnostic is one sentence.
        let message = error.message().lines().map(str::trim).collect::<Vec<_>>().join(", ");
        let span = error.span().unwrap_or(0..0);
        problems.push(Diagnostic::error(Code::NotToml, message).at(file, span));
    }
    // What was recovered from a broken file would only add errors that come from the first one.
    if broken { Vec::new() } else { entries(table.get_ref()) }
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Text::Owned(key.get_ref().to_string()),
            key_span: key.span(),
            node: Node { value: convert(value.get_ref()), span: value.span() },
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn convert(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(Text::Owned(text.to_string())),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Other("a number beyond 64 bits"),
        },
        DeValue::Float(number) => Value::Fraction(Text::Owned(number.as_str().to_owned())),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(date) => Value::Date(Text::Owned(date.to_string())),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| Node { value: convert(item.get_ref()), span: item.span() }).collect())
        }
        DeValue::Table(table) => Value::Table(entries(table)),
    }
}
