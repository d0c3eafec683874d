//! What is decided otherwise than before. Ids are texts: the two sides may be two knowledge bases.

use super::Effect;

/// One feature before and after.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The file, where several are compared.
    pub file: Option<String>,
    pub feature: String,
    /// Absent: the feature is new.
    pub old: Option<Outcome>,
    /// Absent: the feature is gone.
    pub new: Option<Outcome>,
    /// What is known otherwise: the workload first, then facts by id.
    pub facts: Vec<FactChange>,
    /// Rules that speak otherwise of some transport, by id.
    pub rules: Vec<RuleChange>,
    /// The smallest sets of changes that, made alone, already lead to the new recommendation; empty where it is the old one.
    pub causes: Vec<Vec<Cause>>,
}

/// What was decided on one side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Absent: nothing is left.
    pub recommended: Option<String>,
    pub fallbacks: Vec<String>,
    pub settled: bool,
    pub close: bool,
    /// Every change of what is known, and every answer to what is not, that would lead elsewhere.
    pub changers: Vec<Changer>,
}

/// Values of facts that together lead to another recommendation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Changer {
    /// Facts and their ranges, as tests of the rule language.
    pub values: Vec<(String, String)>,
    pub recommended: Option<String>,
}

/// What was known of a fact, and what is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactChange {
    /// Absent: the workload, which is no fact and counts as one.
    pub fact: Option<String>,
    pub old: Known,
    pub new: Known,
}

/// What is known on one side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// As in a requirements file; absent where nothing is known.
    pub value: Option<String>,
    /// `given`, `assumed`, `default` or `unknown`.
    pub origin: &'static str,
}

/// A rule that speaks otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleChange {
    pub rule: String,
    pub summary: String,
    pub kind: RuleChangeKind,
    /// What it said of which transport; empty where it was silent.
    pub old: Vec<(String, Effect)>,
    pub new: Vec<(String, Effect)>,
}

/// Why a rule speaks otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RuleChangeKind {
    /// The rule is the same, and what it asks for is not.
    Facts,
    Added,
    /// With the reason, where a pack switched it off.
    Removed(Option<String>),
    /// With the reason, where a pack replaced it.
    Rewritten(Option<String>),
}

/// What a changed recommendation comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// The position of a fact change.
    Fact(usize),
    /// The position of a rule change.
    Rule(usize),
    /// The transports that there are, or their order of machinery.
    Transports,
}

/// How much of a decision changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Extent {
    /// Another transport is recommended, or none, or one where there was none.
    Recommendation,
    Added,
    Removed,
    /// The same transport, but other fallbacks, or other things that would change it.
    Details,
    Nothing,
}

impl Difference {
    pub fn extent(&self) -> Extent {
        match (&self.old, &self.new) {
            (None, _) => Extent::Added,
            (_, None) => Extent::Removed,
            (Some(old), Some(new)) if old.recommended != new.recommended => Extent::Recommendation,
            (old, new) if old != new => Extent::Details,
            _ => Extent::Nothing,
        }
    }
}
