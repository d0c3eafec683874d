//! Answers as ranges: neighbouring classes with one outcome are one range, in the words of the rule language.

use super::program::{Program, State};
use crate::model::{FactId, Interval, Kind, Range, Unit, Value, format_quantity};

/// Joins states of one fact, which have one outcome, to ranges.
pub fn ranges(program: &Program<'_>, fact: FactId, states: &[State]) -> Vec<Range> {
    let declared = program.knowledge.fact(fact);
    let value = |state: &State| program.representative(fact, *state).expect("an answer is a value");
    match &declared.kind {
        Kind::Number(unit) => intervals(program, fact, *unit, states),
        // Sets stand for their class, so each is named on its own.
        Kind::Set { .. } => {
            states.iter().map(value).map(|value| Range { written: declared.format_plain(value), example: value }).collect()
        }
        Kind::Choice(_) | Kind::YesNo => {
            // As in a file, but for the quotes: a cell of the rule language has `true`, and choices without quotes.
            let word = |state: &State| declared.format(value(state)).trim_matches('"').to_owned();
            let words: Vec<String> = states.iter().map(word).collect();
            let first = states.first().map(value);
            first.map(|example| Range { written: words.join(" or "), example }).into_iter().collect()
        }
    }
}

fn intervals(program: &Program<'_>, fact: FactId, unit: Unit, states: &[State]) -> Vec<Range> {
    let mut joined: Vec<(Interval, Value)> = Vec::new();
    for state in states {
        let class = &program.classes(fact)[usize::from(state.0)];
        let interval = class.interval.expect("classes of a number are intervals");
        match joined.last_mut() {
            Some((last, _)) if last.to == interval.from => last.to = interval.to,
            _ => joined.push((interval, class.representative)),
        }
    }
    let range = |(interval, example)| Range { written: write_interval(unit, interval), example };
    joined.into_iter().map(range).collect()
}

/// An interval as a test. `> 30s` is the whole number after it and up, and is written the short way.
fn write_interval(unit: Unit, interval: Interval) -> String {
    let digits = |n: u64| {
        let digits: String = format_quantity(unit, n).chars().filter(char::is_ascii_digit).collect();
        digits.trim_end_matches('0').len()
    };
    let number = |n: u64| format_quantity(unit, n);
    // A bound one above a rounder number comes from a test that excludes or includes the rounder one.
    let after = |n: u64| n > 1 && digits(n - 1) < digits(n);
    let (from, to) = (interval.from, interval.to);
    match (from, to) {
        (0, Interval::UNBOUNDED) => "any".to_owned(),
        (0, to) if after(to) => format!("<= {}", number(to - 1)),
        (0, to) => format!("< {}", number(to)),
        (from, Interval::UNBOUNDED) if after(from) => format!("> {}", number(from - 1)),
        (from, Interval::UNBOUNDED) => format!(">= {}", number(from)),
        (from, to) if to == from + 1 => number(from),
        (from, to) => {
            let low = if after(from) { format!("({}", number(from - 1)) } else { format!("[{}", number(from)) };
            let high = if after(to) { format!("{}]", number(to - 1)) } else { format!("{})", number(to)) };
            format!("{low}..{high}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_reads_like_a_test_of_the_rule_language() {
        let write = |from, to| write_interval(Unit::Duration, Interval { from, to });
        assert_eq!(write(0, 30_000), "< 30s");
        assert_eq!(write(0, 30_001), "<= 30s");
        assert_eq!(write(30_000, Interval::UNBOUNDED), ">= 30s");
        assert_eq!(write(30_001, Interval::UNBOUNDED), "> 30s");
        assert_eq!(write(1_000, 5_000), "[1s..5s)");
        assert_eq!(write(1_001, 5_001), "(1s..5s]");
        assert_eq!(write(1_000, 1_001), "1s");
        let count = |from, to| write_interval(Unit::Count, Interval { from, to });
        assert_eq!(count(1_000, Interval::UNBOUNDED), ">= 1000");
        assert_eq!(count(0, 20_000), "< 20_000");
        assert_eq!(count(10, 100), "[10..100)");
    }
}
