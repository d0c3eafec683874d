//! Amounts as people read them: the unit always beside, powers of 1000, and three significant digits where they were calculated.

use std::fmt::Write as _;

use super::quantity::push_grouped;

/// A calculated amount in one of the units of a measure: `16,700 requests/s`, `21.4 KB/s`, `1.5 s`, `3 nodes`.
pub fn format_amount(value: f64, unit: &str) -> String {
    written(|text| push_amount(text, value, unit))
}

/// A count that was given, exact as long as it can be read: `16,667`, `2.5`.
pub fn format_count(value: f64) -> String {
    let exactly = value == value.trunc() && value < 1e15;
    written(|text| if exactly { push_with_commas(text, value) } else { push_rounded(text, value) })
}

/// A time: `250 ms`, `12.5 s`, `10 min`, `6 h`, `30 d`. The larger unit is taken from two of it on.
pub fn format_seconds(value: f64) -> String {
    written(|text| push_seconds(text, value))
}

fn written(push: impl FnOnce(&mut String)) -> String {
    let mut text = String::new();
    push(&mut text);
    text
}

/// A calculated amount behind what is written already.
pub fn push_amount(text: &mut String, value: f64, unit: &str) {
    match unit {
        "s" => push_seconds(text, value),
        "B" => push_bytes(text, value),
        "B/s" => {
            push_bytes(text, value);
            text.push_str("/s");
        }
        _ => {
            push_rounded(text, value);
            text.push(' ');
            text.push_str(unit);
        }
    }
}

fn push_seconds(text: &mut String, value: f64) {
    const UNITS: [(f64, &str); 3] = [(86_400.0, " d"), (3_600.0, " h"), (60.0, " min")];
    let (scaled, unit) = if value > 0.0 && value < 0.000_999_5 {
        // Nothing is told to less than a microsecond.
        ((value * 1e6).round().max(1.0), " µs")
    } else if value > 0.0 && value < 1.0 {
        (value * 1000.0, " ms")
    } else {
        let (factor, unit) = UNITS.into_iter().find(|(factor, _)| value >= 2.0 * factor).unwrap_or((1.0, " s"));
        (value / factor, unit)
    };
    push_rounded(text, scaled);
    text.push_str(unit);
}

fn push_bytes(text: &mut String, value: f64) {
    const UNITS: [&str; 11] = [" B", " KB", " MB", " GB", " TB", " PB", " EB", " ZB", " YB", " RB", " QB"];
    let (mut scaled, mut step) = (value, 0);
    // What would be rounded to 1000 belongs to the next unit.
    while scaled >= 999.5 && step + 1 < UNITS.len() {
        scaled /= 1000.0;
        step += 1;
    }
    push_rounded(text, scaled);
    text.push_str(UNITS[step]);
}

/// Three significant digits, without zeros at the end of a fraction: `0.0123`, `4.2`, `1,230`, `20.1 million`, `1.5e18`.
pub fn push_rounded(text: &mut String, value: f64) {
    const WORDS: [(f64, &str); 3] = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")];
    if value >= 999.5e12 {
        let _ = write!(text, "{value:.2e}");
        return;
    }
    // What would be rounded up to a word's number has the word.
    let (factor, word) = WORDS.into_iter().find(|(factor, _)| value >= factor * 0.9995).unwrap_or((1.0, ""));
    push_three_digits(text, value / factor);
    text.push_str(word);
}

fn push_three_digits(text: &mut String, value: f64) {
    let before = if value == 0.0 { 1 } else { value.log10().floor() as i32 + 1 };
    if before > 3 {
        let factor = 10.0_f64.powi(before - 3);
        return push_with_commas(text, (value / factor).round() * factor);
    }
    // A small whole number is quickly written, and has no fraction.
    if value >= 0.0 && value == value.trunc() {
        return push_with_commas(text, value);
    }
    let start = text.len();
    let _ = write!(text, "{value:.*}", usize::try_from(3 - before).unwrap_or(0));
    if text[start..].contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
}

/// A whole number with commas.
fn push_with_commas(text: &mut String, value: f64) {
    push_grouped(text, value.round() as u64, ',');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calculated_amount_has_three_digits_and_its_unit() {
        for (value, unit, text) in [
            (0.0, "B/s", "0 B/s"),
            (615.0, "B", "615 B"),
            (999.4, "B", "999 B"),
            (999.6, "B", "1 KB"),
            (21_449.0, "B/s", "21.4 KB/s"),
            (1.0e9, "B", "1 GB"),
            (0.0123, "s", "12.3 ms"),
            (0.25, "s", "250 ms"),
            (75.0, "s", "75 s"),
            (120.0, "s", "2 min"),
            (2_592_000.0, "s", "30 d"),
            (16_667.0, "requests/s", "16,700 requests/s"),
            (999_900.0, "requests/s", "1 million requests/s"),
            (2.0e7, "nodes", "20 million nodes"),
            (0.000_123_4, "requests/s", "0.000123 requests/s"),
            (1.0e18, "requests/s", "1.00e18 requests/s"),
        ] {
            assert_eq!(format_amount(value, unit), text);
        }
    }

    #[test]
    fn what_was_given_is_written_exactly() {
        for (value, text) in [(16_667.0, "16,667"), (0.5, "0.5"), (1_234_567.0, "1,234,567")] {
            assert_eq!(format_count(value), text);
        }
    }
}
