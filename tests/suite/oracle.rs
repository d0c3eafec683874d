//! A second answer: the rule language evaluated naively, by trying everything.
//!
//! It shares the types of `model` with the engine and none of its code, and it is written to be read, not to be fast.

mod changes;
mod domain;
pub mod forcing;
mod joint;
mod written;

use advisor::model::{
    Cell, Condition, Effect, Entry, FactId, Knowledge, List, Rule, RuleId, Situation, Strength, TransportId, Value,
};

pub use written::in_range;

/// What is known of each fact.
pub type Known = Vec<Option<Value>>;

/// A knowledge base with the values that are worth trying.
pub struct Oracle<'k> {
    pub knowledge: &'k Knowledge,
    /// By fact: every cell that can change a decision.
    asked: Vec<Vec<&'k Cell>>,
    /// By fact: every value on, just below and just above a threshold; every choice; every subset.
    pub values: Vec<Vec<Value>>,
    /// By fact: one of these values for each different row of test results.
    pub classes: Vec<Vec<Value>>,
    /// Facts that a combination stated as impossible asks for.
    restricted: Vec<FactId>,
}

/// What speaks for and against one transport.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Reasons {
    pub ruled_out: bool,
    pub strong: i32,
    pub slight: i32,
    pub objections: i32,
}

fn both(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn either(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a condition holds; absent where that is not known.
pub fn truth(condition: &Condition, known: &[Option<Value>]) -> Option<bool> {
    let cell = |cell: &Cell| known[cell.fact.index()].map(|value| cell.test.holds(value));
    let every = |cells: &[Cell]| cells.iter().map(cell).fold(Some(true), both);
    let some = |alternatives: &[List<Cell>]| alternatives.iter().map(|cells| every(cells)).fold(Some(false), either);
    both(every(&condition.all), if condition.any.is_empty() { Some(true) } else { some(&condition.any) })
}

/// Whether a rule gives its reasons: it must be known to hold, and its exception must not be.
pub fn fires(rule: &Rule, known: &[Option<Value>]) -> bool {
    let excepted = rule.unless.as_ref().and_then(|unless| truth(unless, known)) == Some(true);
    truth(&rule.when, known) == Some(true) && !excepted
}

/// Whether a rule may fire once more is known.
pub fn may_still_fire(rule: &Rule, known: &[Option<Value>]) -> bool {
    let excepted = rule.unless.as_ref().and_then(|unless| truth(unless, known)) == Some(true);
    truth(&rule.when, known).is_none() && !excepted
}

/// The values that count in a situation.
pub fn known(situation: &Situation) -> Known {
    let usual = |entry: &Entry| entry.assumed.or(entry.default);
    situation.entries.iter().map(|entry| entry.given.unwrap_or(usual(entry))).collect()
}

impl Oracle<'_> {
    pub fn fired(&self, known: &[Option<Value>]) -> Vec<RuleId> {
        let rules = self.knowledge.rules.iter().enumerate();
        rules.filter(|(_, rule)| fires(rule, known)).map(|(at, _)| RuleId::at(at)).collect()
    }

    pub fn undecided(&self, known: &[Option<Value>]) -> Vec<RuleId> {
        let rules = self.knowledge.rules.iter().enumerate();
        rules.filter(|(_, rule)| may_still_fire(rule, known)).map(|(at, _)| RuleId::at(at)).collect()
    }

    /// What speaks for and against each transport, in the order of their ids.
    fn reasons(&self, known: &[Option<Value>]) -> Vec<Reasons> {
        let mut reasons = vec![Reasons::default(); self.knowledge.transports.len()];
        for rule in self.knowledge.rules.iter().filter(|rule| fires(rule, known)) {
            for (transport, effect) in &rule.effects {
                let reasons = &mut reasons[transport.index()];
                match effect {
                    Effect::RuleOut => reasons.ruled_out = true,
                    Effect::Favour(Strength::Strong) => reasons.strong += 1,
                    Effect::Favour(Strength::Slight) => reasons.slight += 1,
                    Effect::Against(Strength::Slight) => reasons.slight -= 1,
                    Effect::Against(Strength::Strong) => {
                        reasons.strong -= 1;
                        reasons.objections += 1;
                    }
                }
            }
        }
        reasons
    }

    /// Every transport with its reasons, best first.
    pub fn ranking(&self, known: &[Option<Value>]) -> Vec<(TransportId, Reasons)> {
        let mut ranking: Vec<_> = self.knowledge.transport_ids().zip(self.reasons(known)).collect();
        let machinery = |id: TransportId| self.knowledge.transport(id).machinery;
        // The smaller key stands first, so what should be large is turned round.
        ranking.sort_by_key(|(id, r)| (r.ruled_out, -r.strong, -r.slight, r.objections, machinery(*id)));
        ranking
    }

    /// The transport that stands first; absent where all are ruled out.
    pub fn winner(&self, known: &[Option<Value>]) -> Option<TransportId> {
        self.ranking(known).first().filter(|(_, reasons)| !reasons.ruled_out).map(|(id, _)| *id)
    }
}
