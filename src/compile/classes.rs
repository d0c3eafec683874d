//! The classes of a fact: values that no rule tells apart.
//!
//! The thresholds of all conditions cut each domain into finitely many classes, so that "every possible value" can be tried.

use serde::Serialize;

use crate::model::{Fact, Interval, Kind, List, Test, Value};

/// The values of one fact that every condition treats alike.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Class {
    /// One of its values, the plainest.
    pub representative: Value,
    /// For a number, all of its values.
    pub interval: Option<Interval>,
}

/// The classes of one fact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Classes {
    pub list: List<Class>,
    /// For a set, the position of the class of every subset; empty for other kinds.
    pub of_subset: List<u16>,
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

/// Cuts the domain of a fact into classes, given every test of it.
pub fn classes<'k>(fact: &Fact, tests: impl Iterator<Item = &'k Test>) -> Classes {
    let list = match &fact.kind {
        Kind::Set { choices, may_be_empty } => return sets(choices.len(), *may_be_empty, tests),
        Kind::Choice(choices) => (0..choices.len()).map(|at| single(Value::Choice(at as u16))).collect(),
        Kind::YesNo => [false, true].map(|flag| single(Value::YesNo(flag))).into(),
        Kind::Number(_) => intervals(tests)
            .map(|interval| Class { representative: Value::Number(plain_number(interval)), interval: Some(interval) })
            .collect(),
    };
    Classes { list, of_subset: List::default() }
}

fn single(representative: Value) -> Class {
    Class { representative, interval: None }
}

/// A number to stand for its class. Zero is rarely what anyone means, so the lowest class is represented by its middle.
fn plain_number(interval: Interval) -> u64 {
    if interval.from == 0 && interval.to != Interval::UNBOUNDED { interval.to / 2 } else { interval.from }
}

fn intervals<'k>(tests: impl Iterator<Item = &'k Test>) -> impl Iterator<Item = Interval> {
    // The bounds of all tests between the ends of the domain: each two neighbours are a class.
    let mut bounds = vec![0, Interval::UNBOUNDED];
    for test in tests {
        if let Test::Numbers(intervals) = test {
            bounds.extend(intervals.iter().flat_map(|interval| [interval.from, interval.to]));
        }
    }
    bounds.sort_unstable();
    bounds.dedup();
    (1..bounds.len()).map(move |end| Interval { from: bounds[end - 1], to: bounds[end] })
}

/// One class for each different row of test results; the smallest subset stands for it.
fn sets<'k>(choices: usize, may_be_empty: bool, tests: impl Iterator<Item = &'k Test>) -> Classes {
    let mut subsets: Vec<u32> = (0..1 << choices).collect();
    subsets.sort_by_key(|subset| (subset.count_ones(), *subset));
    // Many rules ask the same; the order of tests does not show.
    let mut distinct: Vec<&Test> = Vec::new();
    for test in tests {
        if !distinct.contains(&test) {
            distinct.push(test);
        }
    }
    let mut rows: Vec<Vec<bool>> = Vec::new();
    let (mut list, mut of_subset) = (Vec::new(), vec![0; subsets.len()]);
    for subset in subsets {
        let value = Value::Set(subset);
        if subset == 0 && !may_be_empty {
            continue;
        }
        let results = || distinct.iter().map(|test| test.holds(value));
        let position = rows.iter().position(|row| row.iter().copied().eq(results())).unwrap_or_else(|| {
            rows.push(results().collect());
            list.push(single(value));
            rows.len() - 1
        });
        of_subset[subset as usize] = position as u16;
    }
    Classes { list: list.into(), of_subset: of_subset.into() }
}
