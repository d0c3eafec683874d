//! The decision as a document: the stable JSON output, from which the other formats are rendered.
//!
//! Ids are those of the knowledge base. Values of facts are written as in a requirements file.

use schemars::JsonSchema;
use serde::Serialize;

use super::document_capacity::{AppCapacity, CapacityReport, ConstantReport};
use super::written::{Cited, Holds, Written};

/// The version of this document's shape; it grows when a reader of the old shape could be misled.
pub const FORMAT: &str = "1";

/// The decision for an app.
#[derive(Serialize, JsonSchema)]
pub struct Document<'d> {
    /// The version of this document's shape.
    pub format: &'static str,
    /// The version of advisor that decided.
    pub advisor: &'static str,
    pub knowledge: KnowledgeUsed<'d>,
    pub app: App<'d>,
    /// One for each feature, in the order of the requirements file.
    pub features: Vec<FeatureReport<'d>>,
    /// The constants that figures of capacity use, sorted by id.
    pub constants: Vec<ConstantReport<'d>>,
    /// Every source that is named above, once, sorted by id.
    pub sources: Vec<SourceReport<'d>>,
}

/// Which knowledge base decided.
#[derive(Serialize, JsonSchema)]
pub struct KnowledgeUsed<'d> {
    pub title: &'d str,
    pub version: &'d str,
    /// What packs replaced or switched off, with their reasons.
    pub changes: Vec<Change<'d>>,
}

/// A change that a pack made to the base.
#[derive(Serialize, JsonSchema)]
pub struct Change<'d> {
    /// `replaced` or `disabled`.
    pub change: &'static str,
    /// `strategy/rare-updates`
    pub id: String,
    pub because: &'d str,
    pub pack: &'d str,
    pub summary: &'d str,
}

/// The app as a whole: advice beside the decisions of its features.
#[derive(Serialize, JsonSchema)]
pub struct App<'d> {
    pub name: Option<&'d str>,
    pub description: Option<&'d str>,
    /// Each recommended transport with its features, most features first.
    pub transports: Vec<TransportUse<'d>>,
    /// Connections that a client holds open when it uses every feature at once.
    pub open_connections: usize,
    /// The same where features of one transport share a connection.
    pub shared_connections: usize,
    /// Of the open connections, those that count among a browser's six to one host over HTTP/1.1.
    pub browser_limited_connections: usize,
    /// Features that may ride on a transport which the app needs anyway.
    pub rides: Vec<RideReport<'d>>,
    /// What is known about mixes like this one.
    pub mixes: Vec<Remark<'d>>,
    /// What the features cost together; null where the knowledge base has no `capacity.toml`.
    pub capacity: Option<AppCapacity<'d>>,
}

/// A transport and the features that use it.
#[derive(Serialize, JsonSchema)]
pub struct TransportUse<'d> {
    pub transport: &'d str,
    pub name: &'d str,
    pub features: Vec<&'d str>,
}

/// A feature that may ride on another transport.
#[derive(Serialize, JsonSchema)]
pub struct RideReport<'d> {
    pub feature: &'d str,
    pub from: &'d str,
    pub on: &'d str,
    /// No other feature uses `from`, so the app would do without it.
    pub saves_transport: bool,
    pub sentence: String,
}

/// A sentence with its sources.
#[derive(Serialize, JsonSchema)]
pub struct Remark<'d> {
    pub text: &'d str,
    #[schemars(with = "Vec<String>")]
    pub sources: Cited<'d>,
}

/// The decision for one feature.
#[derive(Serialize, JsonSchema)]
pub struct FeatureReport<'d> {
    pub name: &'d str,
    pub description: Option<&'d str>,
    pub workload: Option<&'d str>,
    /// The id of the transport; null when every one is ruled out.
    pub recommended: Option<&'d str>,
    /// What to fall back on, in this order.
    pub fallback: Vec<FallbackReport<'d>>,
    pub decided: DecidedReport<'d>,
    /// Nothing that is unknown can change the recommendation.
    pub settled: bool,
    /// The answers to what is unknown that would change it; each alone, or, where none does alone, the smallest sets.
    pub open: Vec<Answers<'d>>,
    /// The smallest set of what was said that forces the recommendation; empty: least machinery alone decided. With no
    /// recommendation, the smallest set of requirements that contradict each other.
    pub because: Vec<Said<'d>>,
    /// Every transport, best first.
    pub ranking: Vec<Ranked<'d>>,
    /// Every reason, for and against every transport.
    pub reasons: Vec<Reason<'d>>,
    /// Every single change of what is known that would change the recommendation.
    pub flips: Vec<FlipReport<'d>>,
    /// Scaling, pitfalls, and what stands beside.
    pub notes: Vec<NoteReport<'d>>,
    /// Every fact, with its value and where it came from.
    pub facts: Vec<FactReport<'d>>,
    /// How each rule came out; empty unless everything was asked for.
    pub rules: Vec<RuleReport<'d>>,
    /// What it costs on each transport; null where the knowledge base has no `capacity.toml`.
    pub capacity: Option<CapacityReport<'d>>,
}

/// A transport to fall back on.
#[derive(Serialize, JsonSchema)]
pub struct FallbackReport<'d> {
    pub transport: &'d str,
    pub name: &'d str,
    /// The obstacle that it survives.
    pub survives: &'d str,
}

/// How the first was told from the second.
#[derive(Serialize, JsonSchema)]
pub struct DecidedReport<'d> {
    /// `strong-reasons`, `slight-reasons`, `objections`, `machinery`, `only-one-left` or `nothing-left`.
    pub by: &'static str,
    pub margin: i32,
    pub runner_up: Option<&'d str>,
    /// It could as well have been the runner-up.
    pub close: bool,
    pub sentence: String,
}

/// Answers that together lead to another recommendation.
#[derive(Serialize, JsonSchema)]
pub struct Answers<'d> {
    pub answers: Vec<Answer<'d>>,
    pub recommended: Option<&'d str>,
}

/// One answer.
#[derive(Serialize, JsonSchema)]
pub struct Answer<'d> {
    pub fact: &'d str,
    /// The values, as a test of the rule language: `>= 30s`.
    pub range: &'d str,
    /// One of them, as in a requirements file.
    #[schemars(with = "String")]
    pub example: Written<'d>,
}

/// Something that the user said.
#[derive(Serialize, JsonSchema)]
pub struct Said<'d> {
    /// `fact` or `workload`.
    pub kind: &'static str,
    pub id: &'d str,
    /// Absent for a workload.
    pub value: Option<String>,
}

/// A transport with what speaks for and against it.
#[derive(Serialize, JsonSchema)]
pub struct Ranked<'d> {
    pub transport: &'d str,
    pub name: &'d str,
    pub ruled_out: bool,
    /// Strong reasons for it, less those against it.
    pub strong: i32,
    pub slight: i32,
    /// Strong reasons against it.
    pub objections: i32,
    /// Why it does not stand first; absent for the first.
    pub behind: Option<String>,
}

/// What one rule says of one transport.
#[derive(Serialize, JsonSchema)]
pub struct Reason<'d> {
    pub rule: &'d str,
    pub transport: &'d str,
    /// `favour`, `against` or `rule-out`.
    pub effect: &'static str,
    /// `strong` or `slight`; absent for a veto.
    pub strength: Option<&'static str>,
    pub summary: &'d str,
    pub because: &'d str,
    #[schemars(with = "Vec<String>")]
    pub sources: Cited<'d>,
    /// The facts that made the rule apply.
    #[schemars(with = "Vec<String>")]
    pub facts: Vec<Holds<'d>>,
    /// The pack that the rule comes from, and why it replaces one of the base.
    pub pack: Option<&'d str>,
    pub replaces: Option<&'d str>,
}

/// A change of something known.
#[derive(Serialize, JsonSchema)]
pub struct FlipReport<'d> {
    pub fact: &'d str,
    #[schemars(with = "String")]
    pub from: Written<'d>,
    /// The values that change the recommendation, as a test of the rule language.
    pub to: &'d str,
    /// One of them, as in a requirements file.
    #[schemars(with = "String")]
    pub example: Written<'d>,
    pub recommended: Option<&'d str>,
}

/// A note that applies.
#[derive(Serialize, JsonSchema)]
pub struct NoteReport<'d> {
    pub id: &'d str,
    /// `scaling`, `pitfalls` or `beside`.
    pub kind: &'static str,
    pub concerns: Option<&'d str>,
    pub summary: &'d str,
    pub advice: &'d str,
    #[schemars(with = "Vec<String>")]
    pub sources: Cited<'d>,
    /// It applies because of facts that are known, and not to every feature on this transport.
    pub specific: bool,
}

/// A fact of the feature.
#[derive(Serialize, JsonSchema)]
pub struct FactReport<'d> {
    pub fact: &'d str,
    pub label: &'d str,
    /// Absent where it is unknown.
    #[schemars(with = "Option<String>")]
    pub value: Option<Written<'d>>,
    /// `given`, `assumed` (of the workload), `default` (what the vocabulary takes to hold where nothing is said) or
    /// `unknown`.
    pub origin: &'static str,
}

/// How one rule came out.
#[derive(Serialize, JsonSchema)]
pub struct RuleReport<'d> {
    pub rule: &'d str,
    /// `fires`, `undecided`, `defeated` (by its exception) or `silent`.
    pub outcome: &'static str,
    pub cells: Vec<CellReport<'d>>,
}

/// One cell of a rule's condition.
#[derive(Serialize, JsonSchema)]
pub struct CellReport<'d> {
    pub fact: &'d str,
    /// The test, as written.
    pub test: &'d str,
    /// What was read; absent where it is unknown.
    #[schemars(with = "Option<String>")]
    pub value: Option<Written<'d>>,
    /// `true`, `false` or `unknown`.
    pub truth: &'static str,
    /// The cell is part of the rule's exception.
    pub exception: bool,
}

/// A source.
#[derive(Serialize, JsonSchema, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceReport<'d> {
    pub id: &'d str,
    pub title: &'d str,
    pub section: Option<&'d str>,
    pub address: Option<&'d str>,
    /// The day on which it was checked.
    pub checked: &'d str,
    /// `primary`, `excerpt`, `secondary` or `measured`.
    pub standing: &'static str,
}
