//! A day of the calendar, as TOML writes one.

use toml::value::Datetime;

use super::node::{Node, Value};
use super::reader::{Reader, Sink};
use crate::model::Text;

/// Whether the text is such a day: `2026-02-28`, but neither `2026-02-30` nor a time.
pub fn is_day(text: &str) -> bool {
    text.parse::<Datetime>().is_ok_and(|read| read.date.is_some() && read.time.is_none() && read.offset.is_none())
}

/// A day that must be there; what is wrong is reported, and gives an empty text.
pub fn read_day(key: &'static str, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Text {
    match reader.required(key, sink) {
        Some(Node { value: Value::Date(date), .. }) => date.clone(),
        Some(node) => {
            sink.wrong_type(node, key, "a date such as 2026-11-22, without quotes,");
            Text::default()
        }
        None => Text::default(),
    }
}
