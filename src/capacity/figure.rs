//! A cost as the sum, or the largest, of named parts, while it is being calculated.

use super::gap::Gap;
use super::number::{Known, Number};
use crate::model::{Bound, Combined, Measure};

/// One part of a figure.
#[derive(Clone, Debug)]
pub struct Part<Q> {
    pub name: &'static str,
    pub amount: Known<Q>,
    pub bound: Bound,
}

/// One cost with its parts.
#[derive(Clone, Debug)]
pub struct Figure<Q> {
    pub measure: Measure,
    pub combined: Combined,
    pub parts: Vec<Part<Q>>,
}

impl<Q> Part<Q> {
    pub fn new(name: &'static str, amount: Known<Q>) -> Self {
        Self { name, amount, bound: Bound::Exact }
    }

    pub fn bound(self, bound: Bound) -> Self {
        Self { bound: self.bound.and(bound), ..self }
    }
}

/// The sum of parts, as one number; 0 where there are none.
pub fn total<Q: Number>(parts: Vec<Part<Q>>) -> Known<Q> {
    let sum = parts.into_iter().map(|part| part.amount).reduce(|sum, amount| sum + amount);
    sum.unwrap_or_else(|| Known::plain(0.0))
}

impl<Q: Number> Figure<Q> {
    /// The value, unless something is missing for it.
    pub fn value(&self) -> Result<f64, Gap> {
        let gap = self.gap();
        if !gap.is_empty() {
            return Err(gap);
        }
        Ok(self.combined.of(self.parts.iter().filter_map(|part| part.amount.value())))
    }

    /// What is missing for any part.
    pub fn gap(&self) -> Gap {
        let gaps = self.parts.iter().filter_map(|part| part.amount.0.as_ref().err().copied());
        gaps.fold(Gap::default(), Gap::and)
    }

    /// The same, with nothing in it that is only a bound.
    pub fn exact(self) -> Self {
        let exact = |part| Part { bound: Bound::Exact, ..part };
        Self { parts: self.parts.into_iter().map(exact).collect(), ..self }
    }

    pub fn bound(&self) -> Bound {
        self.parts.iter().fold(Bound::Exact, |bound, part| bound.and(part.bound))
    }
}
