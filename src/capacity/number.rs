//! What the formulas calculate with: plain numbers for plots, and numbers that remember how they were made for reports.
//!
//! A formula is written once, for any [`Number`]; so what a report shows is what was calculated.

use std::ops::{Add, Div, Mul, Sub};

use super::gap::Gap;
use crate::model::Used;

/// Something that can be calculated with.
pub trait Number: Clone {
    /// A number that has a name.
    fn named(name: &str, value: f64, kind: Amount, used: Option<Used>) -> Self;

    /// A number that is part of the formula itself.
    fn plain(value: f64) -> Self;

    fn value(&self) -> f64;

    fn apply(self, operator: Operator, other: Self) -> Self;

    /// The next whole number; noise of the calculation makes no whole number the next one.
    fn rounded_up(self) -> Self;
}

/// What a number stands for, which says how it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    Count,
    Seconds,
    Bytes,
}

/// An operation on two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    /// The smaller of both.
    Least,
    /// The larger of both.
    Most,
}

impl Operator {
    pub fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Plus => a + b,
            Self::Minus => a - b,
            Self::Times => a * b,
            Self::Over => a / b,
            Self::Least => a.min(b),
            Self::Most => a.max(b),
        }
    }
}

impl Number for f64 {
    fn named(_: &str, value: f64, _: Amount, _: Option<Used>) -> Self {
        value
    }

    fn plain(value: f64) -> Self {
        value
    }

    fn value(&self) -> f64 {
        *self
    }

    fn apply(self, operator: Operator, other: Self) -> Self {
        operator.of(self, other)
    }

    fn rounded_up(self) -> Self {
        cleaned(self).ceil()
    }
}

/// Rounded to twelve significant digits: what comes after them is noise of the calculation.
pub fn cleaned(value: f64) -> f64 {
    if value == 0.0 {
        return value;
    }
    let factor = 10.0_f64.powi(11 - value.abs().log10().floor() as i32);
    let rounded = (value * factor).round() / factor;
    if rounded.is_finite() { rounded } else { value }
}

/// A number, or what has to be known before there is one. A calculation with gaps has all of them.
#[derive(Clone, Debug)]
pub struct Known<Q>(pub Result<Q, Gap>);

impl<Q: Number> Known<Q> {
    pub fn plain(value: f64) -> Self {
        Self(Ok(Q::plain(value)))
    }

    pub fn gap(gap: Gap) -> Self {
        Self(Err(gap))
    }

    pub fn value(&self) -> Option<f64> {
        self.0.as_ref().ok().map(Number::value)
    }

    pub fn least(self, other: Self) -> Self {
        self.apply(Operator::Least, other)
    }

    pub fn most(self, other: Self) -> Self {
        self.apply(Operator::Most, other)
    }

    pub fn rounded_up(self) -> Self {
        Self(self.0.map(Number::rounded_up))
    }

    fn apply(self, operator: Operator, other: Self) -> Self {
        Self(match (self.0, other.0) {
            (Ok(a), Ok(b)) => Ok(a.apply(operator, b)),
            (Err(a), Err(b)) => Err(a.and(b)),
            (Err(gap), _) | (_, Err(gap)) => Err(gap),
        })
    }
}

impl<Q: Number> Add for Known<Q> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.apply(Operator::Plus, other)
    }
}

impl<Q: Number> Sub for Known<Q> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.apply(Operator::Minus, other)
    }
}

impl<Q: Number> Mul for Known<Q> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        self.apply(Operator::Times, other)
    }
}

impl<Q: Number> Div for Known<Q> {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        self.apply(Operator::Over, other)
    }
}
