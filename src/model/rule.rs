//! A strategy rule: from a requirement to reasons for and against transports.

use serde::Serialize;

use super::{Condition, FactId, List, Origin, SourceId, Text, TransportId, Value, WorkloadId};

/// One rule of `strategy/`; the file's name is its id.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    pub id: Text,
    pub summary: Text,
    pub because: Text,
    pub sources: List<SourceId>,
    /// Lines of the source document that it carries.
    pub carries: List<Text>,
    pub when: Condition,
    /// Defeats the rule where it is known to hold; absent: nothing does.
    pub unless: Option<Condition>,
    /// Sorted by transport; at most one a transport.
    pub effects: List<(TransportId, Effect)>,
    /// Not part of the compiled base: only checks run them.
    #[serde(serialize_with = "List::none")]
    pub examples: List<Example>,
    pub origin: Origin,
}

/// What a rule that applies says of one transport.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Effect {
    Favour(Strength),
    Against(Strength),
    RuleOut,
}

/// How much a reason weighs. No number of slight reasons outweighs a strong one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub enum Strength {
    Slight,
    Strong,
}

/// A test that stands beside the rule.
#[derive(Clone, Debug)]
pub struct Example {
    pub workload: Option<WorkloadId>,
    pub given: Vec<(FactId, Option<Value>)>,
    pub fires: bool,
    /// The transport that wins with the whole rule base, and would not without this rule.
    pub winner: Option<TransportId>,
}

impl Rule {
    /// What it says of a transport.
    pub fn effect_on(&self, transport: TransportId) -> Option<Effect> {
        self.effects.iter().find(|(named, _)| *named == transport).map(|(_, effect)| *effect)
    }
}
