//! What was most likely meant where it can be told without guessing.

use crate::model::{Unit, parse_quantity};

/// A word in backticks, or words for one that is empty.
pub fn or_empty(word: &str) -> String {
    if word.trim().is_empty() { "an empty string".to_owned() } else { format!("`{word}`") }
}

/// The quantity that a slip of the pen stands for: `30 s`, `30S`, `5sec`, `2kb`.
pub fn near_quantity(unit: Unit, text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = compact.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(compact.len());
    let (number, suffix) = compact.split_at(digits);
    let meant = match (unit, suffix.to_lowercase().as_str()) {
        (Unit::Duration, "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds") => "ms",
        (Unit::Duration, "s" | "sec" | "secs" | "second" | "seconds") => "s",
        (Unit::Duration, "min" | "mins" | "minute" | "minutes") => "m",
        (Unit::Duration, "h" | "hr" | "hrs" | "hour" | "hours") => "h",
        (Unit::Duration, "d" | "day" | "days") => "d",
        (Unit::Size, "b" | "byte" | "bytes") => "B",
        (Unit::Size, "k" | "kb") => "KB",
        (Unit::Size, "kib") => "KiB",
        (Unit::Size, "mb") => "MB",
        (Unit::Size, "mib") => "MiB",
        (Unit::Size, "gb") => "GB",
        (Unit::Size, "gib") => "GiB",
        // A capital M is a month to some and a minute to others, and a small one is a minute.
        (Unit::Duration, "m") if suffix == "m" => "m",
        _ => return None,
    };
    let near = format!("{}{meant}", number.trim_matches('_'));
    parse_quantity(unit, &near).ok().map(|_| near)
}

/// A name in lower case with hyphens, if that makes it one that is allowed.
pub fn near_name(name: &str, allowed: impl Fn(&str) -> bool) -> Option<String> {
    let plain = name.trim().to_lowercase().replace([' ', '_'], "-");
    allowed(&plain).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_only_suggested_where_nothing_has_to_be_guessed() {
        for (unit, text, near) in [
            (Unit::Duration, "30 s", Some("30s")),
            (Unit::Duration, "30S", Some("30s")),
            (Unit::Duration, "30sec", Some("30s")),
            (Unit::Duration, "5_s", Some("5s")),
            (Unit::Duration, "10 minutes", Some("10m")),
            (Unit::Duration, "30", None),
            (Unit::Duration, "5M", None),
            (Unit::Duration, "30KB", None),
            (Unit::Size, "2kb", Some("2KB")),
            (Unit::Size, "5s", None),
            (Unit::Count, "2", None),
        ] {
            assert_eq!(near_quantity(unit, text).as_deref(), near, "{text}");
        }
    }
}
