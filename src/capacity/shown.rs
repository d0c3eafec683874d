//! Numbers that remember how they were made: in words, and with the numbers put in.

use std::fmt::Write as _;

use super::number::{Amount, Number, Operator};
use crate::model::{Formula, Unit, Used, format_amount, format_count, format_quantity};

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Binding {
    Sum,
    Product,
    Single,
}

/// A number with its formula.
#[derive(Clone, Debug)]
pub struct Shown {
    value: f64,
    /// `concurrent_clients ÷ max_staleness`
    pub words: String,
    /// `20,000 ÷ 5 s`
    pub numbers: String,
    binding: Binding,
    /// Facts and constants, in the order in which they first stand in it.
    pub used: Vec<Used>,
}

impl Shown {
    fn single(value: f64, words: String, numbers: String, used: Vec<Used>) -> Self {
        Self { value, words, numbers, binding: Binding::Single, used }
    }

    /// Joins two texts around a sign, with the parentheses that it needs.
    fn join(&self, other: &Self, sign: &str, left: Binding, right: Binding, text: impl Fn(&Self) -> &str) -> String {
        let mut joined = String::new();
        for (side, least, before) in [(self, left, ""), (other, right, sign)] {
            joined.push_str(before);
            let text = text(side);
            let _ = if side.binding < least { write!(joined, "({text})") } else { write!(joined, "{text}") };
        }
        joined
    }
}

impl Shown {
    /// How it was made, at one of the scales.
    pub fn formula(self, scale: u32) -> Formula {
        Formula { words: self.words, numbers: self.numbers, scale, used: self.used }
    }
}

impl Number for Shown {
    fn named(name: &str, value: f64, kind: Amount, used: Option<Used>) -> Self {
        let written = match kind {
            Amount::Count => format_count(value),
            Amount::Seconds => exactly(Unit::Duration, value * 1000.0).unwrap_or_else(|| format_amount(value, "s")),
            Amount::Bytes => exactly(Unit::Size, value).unwrap_or_else(|| format_amount(value, "B")),
        };
        Self::single(value, name.to_owned(), written, used.into_iter().collect())
    }

    fn plain(value: f64) -> Self {
        Self::single(value, format_count(value), format_count(value), Vec::new())
    }

    fn value(&self) -> f64 {
        self.value
    }

    fn apply(self, operator: Operator, other: Self) -> Self {
        let value = operator.of(self.value, other.value);
        let (sign, binding, left, right) = match operator {
            Operator::Plus => (" + ", Binding::Sum, Binding::Sum, Binding::Sum),
            Operator::Minus => (" − ", Binding::Sum, Binding::Sum, Binding::Product),
            Operator::Times => (" × ", Binding::Product, Binding::Product, Binding::Product),
            Operator::Over => (" ÷ ", Binding::Product, Binding::Product, Binding::Single),
            Operator::Least | Operator::Most => (", ", Binding::Single, Binding::Sum, Binding::Sum),
        };
        let name = match operator {
            Operator::Least => Some("least of"),
            Operator::Most => Some("most of"),
            _ => None,
        };
        let wrap = |text: String| name.map_or(text.clone(), |name| format!("{name} ({text})"));
        let words = wrap(self.join(&other, sign, left, right, |side| &side.words));
        let numbers = wrap(self.join(&other, sign, left, right, |side| &side.numbers));
        let mut used = self.used;
        other.used.into_iter().for_each(|new| {
            if !used.contains(&new) {
                used.push(new);
            }
        });
        Self { value, words, numbers, binding, used }
    }

    fn rounded_up(self) -> Self {
        let words = format!("round up ({})", self.words);
        let numbers = format!("round up ({})", self.numbers);
        Self::single(self.value.rounded_up(), words, numbers, self.used)
    }
}

/// A whole number of milliseconds or bytes, as it is written in a file.
fn exactly(unit: Unit, value: f64) -> Option<String> {
    (value == value.trunc() && value < 1e15).then(|| format_quantity(unit, value as u64))
}
