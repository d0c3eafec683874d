//! The decision for one feature, as reports read it.

use super::{Decided, FactId, Held, NoteId, RuleId, RuleTrace, Standing, Tally, Text, TransportId, Value};

/// Everything that a report says of one feature.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Absent: every transport is ruled out.
    pub winner: Option<TransportId>,
    /// Best first, those that are ruled out last.
    pub ranking: Vec<Standing>,
    pub decided: Decided,
    pub settled: Settled,
    /// The smallest set of what was said that forces the decision; with no winner, the smallest contradiction.
    pub because: Vec<Held>,
    pub fired: Vec<RuleId>,
    /// How each rule that fires came out, in the same order.
    pub traces: Vec<RuleTrace>,
    pub flips: Vec<Flip>,
    pub fallbacks: Vec<FallbackStep>,
    pub notes: Vec<NoteId>,
}

/// A transport to fall back on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FallbackStep {
    pub to: TransportId,
    /// The obstacle that it survives.
    pub survives: Text,
}

/// What is unknown, and whether it matters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// No completion of what is unknown has another winner.
    Yes,
    /// Each of these answers alone changes the winner.
    Single(Vec<SingleAnswer>),
    /// No answer alone changes it, but these together do; one for each smallest set of facts.
    Joint(Vec<JointAnswer>),
}

/// One answer that changes the winner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SingleAnswer {
    pub fact: FactId,
    pub range: Range,
    pub winner: Option<TransportId>,
}

/// Answers that change the winner only together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JointAnswer {
    pub answers: Vec<(FactId, Range)>,
    pub winner: Option<TransportId>,
}

/// A change of one fact that is known, and where it leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flip {
    pub fact: FactId,
    /// The values that flip the decision.
    pub range: Range,
    pub winner: Option<TransportId>,
}

/// A set of values of one fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Range {
    /// As a cell of a condition: `>= 30s`, `[1s..5s)`, `never or rarely`, `yes`, `browser, mobile`.
    pub written: String,
    /// One value in it.
    pub example: Value,
}

impl Decision {
    /// What speaks for and against a transport.
    pub fn tally(&self, transport: TransportId) -> Tally {
        let standing = self.ranking.iter().find(|standing| standing.transport == transport);
        standing.expect("a ranking lists every transport").tally
    }

    /// The best of the others that is not ruled out.
    pub fn runner_up(&self) -> Option<TransportId> {
        self.ranking.get(1).filter(|second| !second.tally.ruled_out).map(|second| second.transport)
    }
}
