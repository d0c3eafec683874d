//! Durations, sizes and counts: whole numbers with a unit, strictly.

use std::fmt::Write as _;

use serde::Serialize;

/// What a number of a fact counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Unit {
    /// Milliseconds; written `250ms`, `30s`, `5m`, `2h`, `30d`.
    Duration,
    /// Bytes; written `500B`, `2KB` (1000), `64KiB` (1024), and so on to `GB`, `GiB`.
    Size,
    /// A plain number; written `20000` or `20_000`.
    Count,
}

const DURATIONS: &[(&str, u64)] = &[("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
const SIZES: &[(&str, u64)] =
    &[("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000), ("KiB", 1 << 10), ("KB", 1_000), ("B", 1)];

impl Unit {
    /// The suffixes with their factors, largest first; empty for a count.
    fn suffixes(self) -> &'static [(&'static str, u64)] {
        match self {
            Unit::Duration => DURATIONS,
            Unit::Size => SIZES,
            Unit::Count => &[],
        }
    }

    /// The word for it, as the kind of a fact.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Duration => "duration",
            Unit::Size => "size",
            Unit::Count => "count",
        }
    }

    /// How such a number is written, for a help line.
    pub fn how_to_write(self) -> &'static str {
        match self {
            Unit::Duration => "a whole number and a unit, such as `250ms`, `30s`, `5m`, `2h` or `30d`",
            Unit::Size => "a whole number and a unit, such as `500B`, `2KB`, `64KiB` or `5MB`",
            Unit::Count => "a whole number, such as `20_000`",
        }
    }
}

/// Reads a number with its unit; the error says how it should be written.
pub fn parse_quantity(unit: Unit, text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let problem = || format!("write {}", unit.how_to_write());
    if number.is_empty() || number.starts_with('_') || number.ends_with('_') || number.contains("__") {
        return Err(problem());
    }
    let number: u64 = number.replace('_', "").parse().map_err(|_| problem())?;
    let factor = match unit {
        Unit::Count if suffix.is_empty() => 1,
        Unit::Count => return Err(problem()),
        _ => unit.suffixes().iter().find(|(name, _)| *name == suffix).ok_or_else(problem)?.1,
    };
    // The top value is kept free: it stands for "no upper end" in intervals.
    number
        .checked_mul(factor)
        .filter(|product| *product < u64::MAX)
        .ok_or_else(|| "that is more than this program can count; write a smaller number".to_owned())
}

/// Writes a number in its largest unit that leaves no remainder: `90s`, `250ms`, `2KB`, `20_000`.
pub fn format_quantity(unit: Unit, number: u64) -> String {
    if unit == Unit::Count {
        return group_digits(number);
    }
    let suffixes = unit.suffixes();
    if number == 0 {
        return format!("0{}", suffixes[suffixes.len() - 1].0);
    }
    // 1024 bytes are `1KiB`, but 64 000 bytes are `64KB`: the unit with the smallest number in front reads best.
    suffixes
        .iter()
        .filter(|(_, factor)| number.is_multiple_of(*factor))
        .map(|(suffix, factor)| (number / factor, suffix))
        .min_by_key(|(quotient, _)| *quotient)
        .map(|(quotient, suffix)| format!("{quotient}{suffix}"))
        .expect("the smallest unit divides every number")
}

/// `20000` as `20_000`, so that it can be pasted back into a file.
fn group_digits(number: u64) -> String {
    let mut text = number.to_string();
    if number >= 10_000 {
        group(&mut text, 0, '_');
    }
    text
}

/// The digits of a number in threes, behind what is written already.
pub(super) fn push_grouped(text: &mut String, number: u64, separator: char) {
    let start = text.len();
    let _ = write!(text, "{number}");
    group(text, start, separator);
}

/// Separates the digits from a place on in threes.
fn group(text: &mut String, start: usize, separator: char) {
    let mut at = text.len();
    while at > start + 3 {
        at -= 3;
        text.insert(at, separator);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_back_as_it_was_written() {
        for (unit, text, number) in [
            (Unit::Duration, "250ms", 250),
            (Unit::Duration, "30s", 30_000),
            (Unit::Duration, "90s", 90_000),
            (Unit::Duration, "5m", 300_000),
            (Unit::Duration, "30d", 2_592_000_000),
            (Unit::Size, "2KB", 2_000),
            (Unit::Size, "64KiB", 65_536),
            (Unit::Count, "20_000", 20_000),
            (Unit::Count, "7", 7),
        ] {
            assert_eq!(parse_quantity(unit, text), Ok(number));
            assert_eq!(format_quantity(unit, number), text);
        }
    }

    #[test]
    fn nearly_a_number_is_refused() {
        for text in [
            "",
            "s",
            "1.5s",
            "-3s",
            "5 s",
            "5S",
            "5sec",
            "_5s",
            "5_s",
            "1__0s",
            "99999999999999999999s",
            "18446744073709551615ms",
        ] {
            assert!(parse_quantity(Unit::Duration, text).is_err(), "{text:?} was taken");
        }
    }
}
