//! A unary test: what one cell of a condition asks of one fact (OMG DMN 1.5, S-FEEL).

use serde::Serialize;

use super::{List, Value};

/// The test of one cell, ready to be evaluated.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Test {
    /// One bit for each choice that passes.
    Choice(u64),
    YesNo(bool),
    /// A number passes when it lies in one of these; sorted and disjoint.
    Numbers(List<Interval>),
    /// A set passes when one of these holds, or, negated, when none does.
    Sets {
        tests: List<SetTest>,
        negated: bool,
    },
}

/// A half-open interval of whole numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Interval {
    pub from: u64,
    /// The first number beyond it; [`Interval::UNBOUNDED`] where it has no upper end.
    pub to: u64,
}

/// A test of a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum SetTest {
    /// This bit is in the set.
    Contains(u32),
    /// Nothing outside these bits is in the set.
    Only(u32),
}

impl Interval {
    /// The end of an interval without an upper end.
    pub const UNBOUNDED: u64 = u64::MAX;

    /// Whether the number lies in the interval.
    pub fn contains(self, number: u64) -> bool {
        self.from <= number && number < self.to
    }

    /// Sorts intervals and joins those that touch; empty ones vanish.
    pub fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
        intervals.retain(|interval| interval.from < interval.to);
        intervals.sort_by_key(|interval| (interval.from, interval.to));
        let mut joined: Vec<Interval> = Vec::with_capacity(intervals.len());
        for interval in intervals {
            match joined.last_mut() {
                Some(last) if interval.from <= last.to => last.to = last.to.max(interval.to),
                _ => joined.push(interval),
            }
        }
        joined
    }

    /// All numbers that lie in none of these sorted, disjoint intervals.
    pub fn complement(intervals: &[Interval]) -> Vec<Interval> {
        let mut from = 0;
        let mut gaps = Vec::with_capacity(intervals.len() + 1);
        for interval in intervals {
            gaps.push(Interval { from, to: interval.from });
            from = interval.to;
        }
        gaps.push(Interval { from, to: Interval::UNBOUNDED });
        gaps.retain(|gap| gap.from < gap.to);
        gaps
    }
}

impl SetTest {
    fn holds(self, members: u32) -> bool {
        match self {
            SetTest::Contains(bit) => members & bit != 0,
            SetTest::Only(allowed) => members & !allowed == 0,
        }
    }
}

impl Test {
    /// Whether a value passes. A value of another kind does not; the loader lets none through.
    pub fn holds(&self, value: Value) -> bool {
        match (self, value) {
            (Test::Choice(allowed), Value::Choice(position)) => allowed & (1 << position) != 0,
            (Test::YesNo(wanted), Value::YesNo(flag)) => *wanted == flag,
            (Test::Numbers(intervals), Value::Number(number)) => intervals.iter().any(|interval| interval.contains(number)),
            (Test::Sets { tests, negated }, Value::Set(members)) => tests.iter().any(|test| test.holds(members)) != *negated,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complement_holds_where_the_intervals_do_not() {
        let intervals = Interval::union(vec![
            Interval { from: 10, to: 20 },
            Interval { from: 20, to: 30 },
            Interval { from: 50, to: 50 },
            Interval { from: 40, to: 60 },
        ]);
        assert_eq!(intervals, [Interval { from: 10, to: 30 }, Interval { from: 40, to: 60 }]);
        let gaps = Interval::complement(&intervals);
        for number in 0..70 {
            let inside = intervals.iter().any(|interval| interval.contains(number));
            let outside = gaps.iter().any(|gap| gap.contains(number));
            assert_ne!(inside, outside, "{number}");
        }
    }

    #[test]
    fn only_a_list_means_nothing_outside_it() {
        let programs = Test::Sets { tests: [SetTest::Only(0b1100)].into(), negated: false };
        assert!(programs.holds(Value::Set(0b0100)));
        assert!(!programs.holds(Value::Set(0b0101)));
    }
}
