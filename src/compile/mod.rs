//! The rule base, compiled: one bit for each conjunction.
//!
//! For each fact and each of its states (a class, or unknown) a mask says which conjunctions that state leaves true. This is the usual
//! bitmap index of decision tables, with "unknown" as one more column in which only conjunctions hold that do not ask for the fact.
//! `build/` compiles the embedded base with the binary.

pub mod bits;
mod classes;

use std::ops::Range;

use serde::Serialize;

pub use self::classes::{Class, Classes};

use self::bits::set;
use self::classes::classes;
use crate::model::{Cell, Condition, Knowledge, List, Rule};

/// The conjunctions of one rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleBits {
    pub when: Range<usize>,
    pub unless: Range<usize>,
}

/// The conjunctions of a knowledge base.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Compiled {
    /// Words of 64 conjunctions.
    pub words: usize,
    /// Classes by fact.
    pub classes: List<Classes>,
    /// Where the masks of a fact begin, in words.
    pub offsets: List<usize>,
    pub masks: List<u64>,
    pub rules: List<RuleBits>,
    /// The rule of each conjunction of a `when`.
    pub rule_of: List<usize>,
    pub impossible: List<Range<usize>>,
    /// All conjunctions of `impossible`, as bits.
    pub contradictions: List<u64>,
}

/// Numbers conjunctions, and lists for each fact the cells that ask for it, each with the number of its conjunction.
struct Numbering<'k> {
    next: usize,
    asked: Vec<Vec<(usize, &'k Cell)>>,
}

impl<'k> Numbering<'k> {
    /// One conjunction for each alternative; an empty condition is one empty conjunction.
    fn add(&mut self, condition: &'k Condition) -> Range<usize> {
        let start = self.next;
        for alternative in 0..condition.any.len().max(1) {
            let cells = condition.any.get(alternative).map(|cells| cells.iter());
            for cell in condition.all.iter().chain(cells.into_iter().flatten()) {
                self.asked[cell.fact.index()].push((self.next, cell));
            }
            self.next += 1;
        }
        start..self.next
    }
}

impl Compiled {
    /// Compiles the rules of a knowledge base.
    pub fn new<'k>(knowledge: &'k Knowledge) -> Self {
        let mut numbering = Numbering { next: 0, asked: vec![Vec::new(); knowledge.facts.len()] };
        // Every `when` comes before every `unless`, so that the lowest bits are those that let rules fire.
        let whens: Vec<Range<usize>> = knowledge.rules.iter().map(|rule| numbering.add(&rule.when)).collect();
        let mut rule_of = Vec::with_capacity(numbering.next);
        whens.iter().enumerate().for_each(|(rule, when)| rule_of.extend(when.clone().map(|_| rule)));
        let unless = |rule: &'k Rule| rule.unless.as_ref().map_or(0..0, |unless| numbering.add(unless));
        let unlesses: Vec<Range<usize>> = knowledge.rules.iter().map(unless).collect();
        let rules = whens.into_iter().zip(unlesses).map(|(when, unless)| RuleBits { when, unless }).collect();
        let impossible: Vec<Range<usize>> = knowledge.impossible.iter().map(|named| numbering.add(&named.when)).collect();
        let words = numbering.next.div_ceil(64).max(1);
        let mut contradictions = vec![0; words];
        impossible.iter().for_each(|range| set(&mut contradictions, range));

        let (mut cut, mut offsets, mut masks) = (Vec::new(), Vec::new(), Masks { words, bits: Vec::new() });
        for (fact, cells) in knowledge.facts.iter().zip(&numbering.asked) {
            let classes = classes(fact, cells.iter().map(|(_, cell)| &cell.test));
            offsets.push(masks.bits.len());
            for class in &classes.list {
                masks.push(cells.iter().filter(|(_, cell)| !cell.test.holds(class.representative)).map(|(bit, _)| *bit));
            }
            masks.push(cells.iter().map(|(bit, _)| *bit));
            cut.push(classes);
        }
        Self {
            words,
            classes: cut.into(),
            offsets: offsets.into(),
            masks: masks.bits.into(),
            rules,
            rule_of: rule_of.into(),
            impossible: impossible.into(),
            contradictions: contradictions.into(),
        }
    }
}

/// Masks of so many words, one behind the other.
struct Masks {
    words: usize,
    bits: Vec<u64>,
}

impl Masks {
    /// Adds one in which every conjunction holds but these.
    fn push(&mut self, broken: impl Iterator<Item = usize>) {
        let start = self.bits.len();
        self.bits.resize(start + self.words, u64::MAX);
        broken.for_each(|bit| self.bits[start + bit / 64] &= !(1 << (bit % 64)));
    }
}
