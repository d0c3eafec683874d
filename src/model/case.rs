//! Published decisions, and how an adviser does on them.

use super::{Decided, FactId, TransportId, Value};

/// From this confidence on a choice is taken to follow from the requirements, in percent.
pub const CONFIDENT: u8 = 60;

/// One published decision.
pub struct Case {
    pub id: String,
    pub product: String,
    pub feature: String,
    pub chosen: TransportId,
    /// What an expert would also call right; the chosen one is among them.
    pub acceptable: Vec<TransportId>,
    /// How far the choice follows from the requirements rather than from history, in percent.
    pub confidence: u8,
    pub given: Vec<(FactId, Option<Value>)>,
    /// Facts that the source leaves open.
    pub unsure: Vec<FactId>,
}

/// How an adviser did on a set of cases.
#[derive(Clone, Debug)]
pub struct Score {
    pub name: String,
    /// It is the advisor, and not one of the simple ones beside it.
    pub is_advisor: bool,
    pub cases: usize,
    /// Cases of at least [`CONFIDENT`].
    pub confident: usize,
    /// Answers that are the published choice.
    pub chosen: usize,
    pub chosen_confident: usize,
    /// Answers that an expert would also call right.
    pub acceptable: usize,
    /// By what was chosen, then by what was answered; the last column is "nothing".
    pub confusion: Vec<Vec<usize>>,
    pub misses: Vec<Miss>,
}

/// An answer that is not the published choice.
#[derive(Clone, Debug)]
pub struct Miss {
    /// The position of the case.
    pub case: usize,
    pub answer: Option<TransportId>,
    pub runner_up: Option<TransportId>,
    pub acceptable: bool,
    /// What decided; absent for the simple advisers.
    pub decided: Option<Decided>,
    /// The rules that spoke for the answer, or against the published choice.
    pub rules: Vec<String>,
}
