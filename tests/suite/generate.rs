//! Random rule bases and random situations.
//!
//! Everything is drawn from one list of numbers, in which zero stands for the plainest choice: so a failing case shrinks well.

pub mod base;
mod draws;
mod shipped;

use std::fmt;

use advisor::model::{Cell, Condition, Knowledge, Rule, Situation};
use proptest::collection::vec;
use proptest::prelude::*;

pub use draws::Draws;
pub use shipped::{Stated, few_said, few_unknown, shipped, shipped_oracle, situations};

/// A random rule base with a situation over it.
#[derive(Clone)]
pub struct Case {
    pub knowledge: Knowledge,
    pub situation: Situation,
    /// More numbers, for what a law needs to choose.
    pub more: Vec<u16>,
}

/// Small rule bases, each with a situation.
pub fn cases() -> impl Strategy<Value = Case> {
    let parts = (vec(any::<u16>(), 200), vec(any::<u16>(), 12), vec(any::<u16>(), 6));
    parts.prop_map(|(base, situation, more)| {
        let knowledge = base::knowledge(&mut Draws::new(&base));
        let situation = base::situation(&knowledge, &mut Draws::new(&situation));
        Case { knowledge, situation, more }
    })
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order: Vec<String> = self.knowledge.transports.iter().map(|t| format!("{} {}", t.machinery, t.id)).collect();
        writeln!(f, "machinery: {}", order.join(", "))?;
        for fact in &self.knowledge.facts {
            writeln!(f, "{}: {:?}", fact.id, fact.kind)?;
        }
        for Rule { id, when, unless, effects, .. } in &self.knowledge.rules {
            writeln!(f, "{id}: when {} unless {} -> {effects:?}", shown(when), unless.as_ref().map_or("-".to_owned(), shown))?;
        }
        for combination in &self.knowledge.impossible {
            writeln!(f, "impossible: {}", shown(&combination.when))?;
        }
        writeln!(f, "workload: {:?}", self.situation.workload)?;
        for (fact, entry) in self.knowledge.facts.iter().zip(&self.situation.entries) {
            writeln!(f, "{}: {entry:?}", fact.id)?;
        }
        write!(f, "more: {:?}", self.more)
    }
}

fn shown(condition: &Condition) -> String {
    let cells =
        |cells: &[Cell]| cells.iter().map(|cell| format!("f{} {:?}", cell.fact.0, cell.test)).collect::<Vec<_>>().join(" & ");
    let any: Vec<String> = condition.any.iter().map(|alternative| cells(alternative)).collect();
    if any.is_empty() { cells(&condition.all) } else { format!("{} any [{}]", cells(&condition.all), any.join(" | ")) }
}
