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

/// The classes of one fact.
#[derive(Clone, Default, Debug)]
pub struct Classes {
    pub list: Vec<Class>,
    /// For a set, the position of the class of every subset; empty for other kinds.
    of_subset: Vec<u16>,
}

impl Classes {
    /// The position of a value's class.
    pub fn position(&self, value: Value) -> usize {
        match value {
            Value::Choice(position) => usize::from(position),
            Value::YesNo(flag) => usize::from(flag),
            Value::Set(members) => usize::from(self.of_subset[members as usize]),
            Value::Number(number) => {
                let start = |class: &Class| class.interval.map_or(Interval::UNBOUNDED, |interval| interval.from);
                self.list.partition_point(|class| start(class) <= number) - 1
            }
        }
    }
}

/// Cuts the domain of a fact into classes, given every cell that asks about it.
pub fn classes(fact: &Fact, cells: &[&Cell]) -> Classes {
    let list = match &fact.kind {
        Kind::Set { choices, may_be_empty } => return sets(choices.len(), *may_be_empty, cells),
        Kind::Choice(choices) => (0..choices.len()).map(|at| single(Value::Choice(at as u16))).collect(),
        Kind::YesNo => [false, true].map(|flag| single(Value::YesNo(flag))).to_vec(),
        Kind::Number(_) => intervals(cells)
            .map(|interval| Class { representative: Value::Number(plain_number(interval)), interval: Some(interval) })
            .collect(),
    };
    Classes { list, of_subset: Vec::new() }
}

fn single(representative: Value) -> Class {
    Class { representative, interval: None }
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

/// One class for each different row of test results; the smallest subset stands for it.
fn sets(choices: usize, may_be_empty: bool, cells: &[&Cell]) -> Classes {
    let mut subsets: Vec<u32> = (0..1 << choices).collect();
    subsets.sort_by_key(|subset| (subset.count_ones(), *subset));
    let mut rows: Vec<Vec<bool>> = Vec::new();
    let mut classes = Classes { list: Vec::new(), of_subset: vec![0; subsets.len()] };
    for subset in subsets {
        let value = Value::Set(subset);
        if subset == 0 && !may_be_empty {
            continue;
        }
        let row: Vec<bool> = cells.iter().map(|cell| cell.test.holds(value)).collect();
        let position = rows.iter().position(|known| *known == row).unwrap_or_else(|| {
            rows.push(row);
            classes.list.push(single(value));
            rows.len() - 1
        });
        classes.of_subset[subset as usize] = position as u16;
    }
    classes
}
