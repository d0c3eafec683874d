//! The classes of a fact: values that no rule tells apart.
//!
//! The thresholds of all conditions cut each domain into finitely many classes, so that "every possible value" can be tried.

use std::collections::BTreeSet;

use crate::model::{Cell, Fact, Interval, Kind, Test, Value};

/// The values of one fact that every condition treats alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Class {
    /// One of its values, the plainest.
    pub representative: Value,
    /// For a number, all of its values.
    pub interval: Option<Interval>,
}

/// Cuts the domain of a fact into classes, given every cell that asks about it.
pub fn classes(fact: &Fact, cells: &[&Cell]) -> Vec<Class> {
    let single = |representative| Class { representative, interval: None };
    match &fact.kind {
        Kind::Choice(choices) => (0..choices.len()).map(|at| single(Value::Choice(at as u16))).collect(),
        Kind::YesNo => [false, true].map(|flag| single(Value::YesNo(flag))).to_vec(),
        Kind::Number(_) => intervals(cells)
            .map(|interval| Class { representative: Value::Number(plain_number(interval)), interval: Some(interval) })
            .collect(),
        Kind::Set { choices, may_be_empty } => sets(choices.len(), *may_be_empty, cells),
    }
}

/// A number to stand for its class. Zero is rarely what anyone means, so the lowest class is represented by its middle.
fn plain_number(interval: Interval) -> u64 {
    if interval.from == 0 && interval.to != Interval::UNBOUNDED { interval.to / 2 } else { interval.from }
}

fn intervals(cells: &[&Cell]) -> impl Iterator<Item = Interval> {
    let mut starts = BTreeSet::from([0]);
    for cell in cells {
        if let Test::Numbers(intervals) = &cell.test {
            starts.extend(intervals.iter().flat_map(|interval| [interval.from, interval.to]));
        }
    }
    starts.remove(&Interval::UNBOUNDED);
    let ends: Vec<u64> = starts.iter().skip(1).copied().chain([Interval::UNBOUNDED]).collect();
    starts.into_iter().zip(ends).map(|(from, to)| Interval { from, to })
}

/// One subset for each different row of test results; the smallest subset stands for its class.
fn sets(choices: usize, may_be_empty: bool, cells: &[&Cell]) -> Vec<Class> {
    let mut subsets: Vec<u32> = (u32::from(!may_be_empty)..1 << choices).collect();
    subsets.sort_by_key(|subset| (subset.count_ones(), *subset));
    let mut seen = BTreeSet::new();
    let mut classes = Vec::new();
    for subset in subsets {
        let value = Value::Set(subset);
        let row: Vec<bool> = cells.iter().map(|cell| cell.test.holds(value)).collect();
        if seen.insert(row) {
            classes.push(Class { representative: value, interval: None });
        }
    }
    classes
}
