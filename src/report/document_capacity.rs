//! What a feature costs on each transport: the part of the document that plots and budgets are made of.
//!
//! Bytes are those handed to TCP. Units stand beside the numbers; null is a gap, whose facts stand under `missing`.

use schemars::JsonSchema;
use serde::Serialize;

use super::document::Remark;
use super::written::Cited;

/// The costs of one feature.
#[derive(Serialize, JsonSchema)]
pub struct CapacityReport<'d> {
    /// `concurrent_clients` times 1, 10 and 100: what the three values of every figure and part stand for.
    pub clients: Vec<Option<f64>>,
    /// Facts that are unknown and would fill gaps, most gaps first.
    pub missing: Vec<&'d str>,
    /// What the figures mean for this feature.
    pub remarks: Vec<Remark<'d>>,
    /// In the order of the ranking.
    pub transports: Vec<TransportCosts<'d>>,
    /// Where another transport becomes the cheaper one.
    pub break_even: Vec<BreakEvenReport<'d>>,
    /// Costs over clients, over the poll interval and over the update interval, for plots.
    pub series: Vec<SeriesReport<'d>>,
}

/// The costs of one feature on one transport.
#[derive(Serialize, JsonSchema)]
pub struct TransportCosts<'d> {
    pub transport: &'d str,
    pub name: &'d str,
    pub ruled_out: bool,
    pub recommended: bool,
    pub figures: Vec<FigureReport<'d>>,
}

/// One cost.
#[derive(Serialize, JsonSchema)]
pub struct FigureReport<'d> {
    /// `connections`, `requests`, `origin-requests`, `bytes-down`, `bytes-up`, `bytes`, `mean-staleness`, `worst-staleness`,
    /// `memory`, `file-descriptors`, `nodes`, `broker-messages`, `reconnect-rate` or `reconnect-time`.
    pub measure: &'static str,
    pub label: &'static str,
    /// `connections`, `requests/s`, `B/s`, `s`, `B`, `file descriptors`, `nodes`, `messages/s` or `handshakes/s`.
    pub unit: &'static str,
    /// `exact`, `at-least`, `at-most` or `about`: what bounds among the facts make of it.
    pub bound: &'static str,
    /// How the parts make the figure: `sum` or `largest`.
    pub combined: &'static str,
    /// At 1, 10 and 100 times the clients; null is a gap.
    pub values: Vec<Option<f64>>,
    /// Facts that are unknown, or 0 where nothing can be divided by it.
    pub missing: Vec<&'d str>,
    /// Empty where nothing adds to the figure, which is 0 then.
    pub parts: Vec<PartReport<'d>>,
}

/// One addend of a figure.
#[derive(Serialize, JsonSchema)]
pub struct PartReport<'d> {
    pub part: &'static str,
    /// At 1, 10 and 100 times the clients; null is a gap.
    pub values: Vec<Option<f64>>,
    /// In words, with the ids of facts and constants: `concurrent_clients ÷ max_staleness`; null is a gap.
    pub formula: Option<&'d str>,
    /// The same with the numbers put in: `20,000 ÷ 5 s`.
    pub numbers: Option<&'d str>,
    /// The times of the clients that the numbers are for.
    pub scale: u32,
    /// Ids of the facts that are used.
    pub facts: Vec<&'d str>,
    /// Ids of the constants that are used.
    pub constants: Vec<&'d str>,
}

/// Where the cheaper of two transports changes.
#[derive(Serialize, JsonSchema)]
pub struct BreakEvenReport<'d> {
    /// `clients`, `poll-interval` or `update-interval`.
    pub axis: &'static str,
    /// The measure that is compared, as in `figures`.
    pub measure: &'static str,
    /// The pair of transports.
    pub between: [&'d str; 2],
    /// The unit of `at`: `clients` or `s`.
    pub unit: &'static str,
    /// From this value on `above` is the cheaper one; null where it is so all along.
    pub at: Option<f64>,
    /// The cheaper one below; null where they are level.
    pub below: Option<&'d str>,
    /// The cheaper one from there on.
    pub above: Option<&'d str>,
    pub sentence: String,
}

/// Costs over one quantity, everything else as in the requirements.
#[derive(Serialize, JsonSchema)]
pub struct SeriesReport<'d> {
    /// `clients`, `poll-interval` or `update-interval`.
    pub axis: &'static str,
    pub label: &'static str,
    /// `clients` or `s`.
    pub unit: &'static str,
    /// Where the feature stands; null where the fact is unknown.
    pub here: Option<f64>,
    /// Spaced evenly on a logarithmic scale, in steps of 1, 2 and 5.
    pub points: Vec<f64>,
    pub lines: Vec<LineReport<'d>>,
}

/// One cost of one transport over the points of a series.
#[derive(Serialize, JsonSchema)]
pub struct LineReport<'d> {
    pub transport: &'d str,
    /// As in `figures`.
    pub measure: &'static str,
    pub unit: &'static str,
    /// One for each point. A line with a gap is left out.
    pub values: Vec<f64>,
}

/// The costs of an app whose features share machines, each on its recommended transport.
#[derive(Serialize, JsonSchema)]
pub struct AppCapacity<'d> {
    pub figures: Vec<AppFigure<'d>>,
}

/// One cost of an app.
#[derive(Serialize, JsonSchema)]
pub struct AppFigure<'d> {
    /// As in the figures of a feature.
    pub measure: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    /// `exact`, `at-least`, `at-most` or `about`.
    pub bound: &'static str,
    /// At 1, 10 and 100 times the clients of every feature; null is a gap.
    pub values: Vec<Option<f64>>,
    /// What is unknown, by feature.
    pub missing: Vec<FeatureGap<'d>>,
}

/// A feature that a sum of the app lacks.
#[derive(Serialize, JsonSchema)]
pub struct FeatureGap<'d> {
    pub feature: &'d str,
    /// Empty where the feature has no transport left.
    pub facts: Vec<&'d str>,
}

/// A constant that figures use.
#[derive(Serialize, JsonSchema)]
pub struct ConstantReport<'d> {
    pub id: &'d str,
    /// In `unit`.
    pub value: f64,
    /// `s`, `B`, or `count`.
    pub unit: &'static str,
    /// The value as it is written in `capacity.toml`.
    pub written: String,
    pub what: &'d str,
    /// What it was measured on, or why the value was taken.
    pub basis: Option<&'d str>,
    /// The value is a choice, and the sources only bound it.
    pub assumed: bool,
    #[schemars(with = "Vec<&str>")]
    pub sources: Cited<'d>,
    /// The pack that the constant comes from.
    pub pack: Option<&'d str>,
}
