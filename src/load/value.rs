//! Values of facts, from files and from the command line.

use super::near::{near_quantity, or_empty};
use super::node::{Node, Value as Raw};
use super::reader::Sink;
use crate::diag::{Code, listed};
use crate::model::{Choice, Fact, Kind, Unit, Value, parse_quantity};

/// The word for "I don't know".
pub const UNKNOWN: &str = "unknown";

/// Reads the value that a file gives a fact: `Some(None)` is "unknown", `None` is wrong and reported.
pub fn read_value(fact: &Fact, node: &Node, sink: &mut Sink<'_>) -> Option<Option<Value>> {
    if node.as_text().is_some_and(|text| text == UNKNOWN) {
        return Some(None);
    }
    let value = match (&fact.kind, &node.value) {
        (Kind::Choice(choices), Raw::Text(word)) => {
            choice(fact, choices, word, node, sink).map(|position| Value::Choice(position as u16))
        }
        (Kind::Set { choices, may_be_empty }, Raw::List(items)) => set(fact, choices, *may_be_empty, node, items, sink),
        (Kind::YesNo, Raw::Flag(flag)) => Some(Value::YesNo(*flag)),
        (Kind::Number(unit), _) if is_quantity(*unit, node) => quantity(*unit, &fact.id, node, sink).map(Value::Number),
        _ => {
            let message = format!("`{}` is {}, and {} is wanted", fact.id, node.kind(), wanted(fact));
            sink.error(Code::WrongType, &node.span, message, Some(how_to_write(fact)));
            None
        }
    };
    value.map(Some)
}

/// Whether a node has the type in which a quantity of this unit is written.
fn is_quantity(unit: Unit, node: &Node) -> bool {
    matches!((unit, &node.value), (Unit::Count, Raw::Integer(_)) | (Unit::Duration | Unit::Size, Raw::Text(_)))
}

/// Reads a number with its unit; what is wrong is reported under the name `what`.
pub fn quantity(unit: Unit, what: &str, node: &Node, sink: &mut Sink<'_>) -> Option<u64> {
    let how = || format!("write {}", unit.how_to_write());
    match &node.value {
        Raw::Integer(number) if unit == Unit::Count => {
            let read = u64::try_from(*number).ok();
            if read.is_none() {
                sink.error(Code::BadQuantity, &node.span, format!("`{what}` counts from 0 up"), Some(how()));
            }
            read
        }
        Raw::Text(text) if unit != Unit::Count => match parse_quantity(unit, text) {
            Ok(number) => Some(number),
            Err(how) => {
                let message = format!("{} is not a value of `{what}`", or_empty(text));
                let near = near_quantity(unit, text).map(|near| format!("did you mean `{near}`?"));
                sink.error(Code::BadQuantity, &node.span, message, near.or(Some(how)));
                None
            }
        },
        _ => {
            let message = format!("`{what}` is {}, and a {} is wanted", node.kind(), unit.name());
            sink.error(Code::WrongType, &node.span, message, Some(how()));
            None
        }
    }
}

fn wanted(fact: &Fact) -> &'static str {
    match &fact.kind {
        Kind::Choice(_) => "a string",
        Kind::Set { .. } => "a list of strings",
        Kind::YesNo => "`true` or `false`",
        Kind::Number(Unit::Count) => "a whole number",
        Kind::Number(_) => "a quoted number with its unit",
    }
}

/// How a value of this fact is written, for a help line.
pub fn how_to_write(fact: &Fact) -> String {
    let names = || listed(fact.choices().iter().map(|choice| choice.id.as_ref()));
    match &fact.kind {
        Kind::Choice(_) => format!("one of {}, in quotes", names()),
        Kind::Set { .. } => format!("a list out of {}", names()),
        Kind::YesNo => "`true`, `false` or `\"unknown\"`".to_owned(),
        Kind::Number(unit) => format!("write {}", unit.how_to_write()),
    }
}

fn choice(fact: &Fact, choices: &[Choice], word: &str, node: &Node, sink: &mut Sink<'_>) -> Option<usize> {
    let position = choices.iter().position(|choice| choice.id == word);
    if position.is_none() {
        let message = format!("{} is not a value of `{}`", or_empty(word), fact.id);
        let known = choices.iter().map(|choice| choice.id.as_ref());
        sink.unknown(Code::UnknownValue, &node.span, message, word, known);
    }
    position
}

fn set(fact: &Fact, choices: &[Choice], may_be_empty: bool, node: &Node, items: &[Node], sink: &mut Sink<'_>) -> Option<Value> {
    if items.is_empty() && !may_be_empty {
        let help = format!("{}; leave the key out when it is not known", how_to_write(fact));
        sink.error(Code::EmptySet, &node.span, format!("`{}` is an empty list", fact.id), Some(help));
        return None;
    }
    let mut members = 0;
    let mut whole = true;
    for item in items {
        let position = match item.as_text() {
            Some(word) if word == UNKNOWN => {
                let help = format!("write `{} = \"unknown\"` where the list is not known", fact.id);
                sink.error(Code::UnknownValue, &item.span, "`unknown` stands within a list", Some(help));
                None
            }
            Some(word) => choice(fact, choices, word, item, sink),
            None => {
                sink.wrong_item(item, &fact.id);
                None
            }
        };
        match position {
            Some(position) => members |= 1 << position,
            None => whole = false,
        }
    }
    whole.then_some(Value::Set(members))
}
