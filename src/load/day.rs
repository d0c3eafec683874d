//! A day of the calendar, as TOML writes one.

use toml::value::Datetime;

/// Whether the text is such a day: `2026-02-28`, but neither `2026-02-30` nor a time.
pub fn is_day(text: &str) -> bool {
    text.parse::<Datetime>().is_ok_and(|read| read.date.is_some() && read.time.is_none() && read.offset.is_none())
}
