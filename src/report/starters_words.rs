//! What the table and the Markdown of the starters say in the same words.

use super::sentences::and_list;
use super::starters::{MeasurementReport, ServedTransport, StarterReport, StartersDocument, TrialReport};

/// What stands where nothing was measured.
const NOT_MEASURED: &str = "–";

/// `Redis 7.0`, `fault runs`.
pub fn named(trial: &TrialReport<'_>) -> String {
    trial.version.map_or_else(|| trial.name.to_owned(), |version| format!("{} {version}", trial.name))
}

/// Everything that a starter was tested with: `Rust 1.95, Redis 7.0 and fault runs`.
pub fn tested(document: &StartersDocument<'_>, starter: &StarterReport<'_>) -> String {
    let toolchain = format!("{} {}", starter.toolchain.name, and_list(&starter.toolchain.versions));
    let passed = document.trials.iter().filter(|trial| starter.trials.contains(&trial.id)).map(named);
    and_list(&[toolchain].into_iter().chain(passed).collect::<Vec<_>>())
}

/// What clients of a transport fall back on: `else SSE, long polling`.
pub fn fallback(transport: &ServedTransport<'_>) -> String {
    if transport.fallback.is_empty() {
        return "needs no fallback".to_owned();
    }
    format!("else {}", transport.fallback.join(", "))
}

/// A figure of a starter: `4.34 KB`.
pub fn figure(starter: &StarterReport<'_>, measurement: &MeasurementReport<'_>) -> String {
    let found = starter.measured.iter().find(|found| found.measurement == measurement.id);
    found.map_or(NOT_MEASURED.to_owned(), |found| measurement.measured.shown(found.median))
}

/// The languages that have figures.
pub fn measured<'a, 'd>(document: &'a StartersDocument<'d>) -> Vec<&'a StarterReport<'d>> {
    document.starters.iter().filter(|starter| !starter.measured.is_empty()).collect()
}

/// What the figures are, of what, and which languages have none.
pub fn of_what(document: &StartersDocument<'_>) -> String {
    let bench = &document.bench;
    let mut text = format!("Medians of {} rounds on {}, on {}, of {}.", bench.rounds, bench.date, bench.machine, bench.of);
    let without: Vec<&str> =
        document.starters.iter().filter(|starter| starter.measured.is_empty()).map(|starter| starter.name).collect();
    if !without.is_empty() {
        let were = if without.len() == 1 { "was" } else { "were" };
        text.push_str(&format!(" {} {were} not measured.", and_list(&without)));
    }
    text
}

/// What may be made of them.
pub const COMPARE: &str = "Compare languages within a row: another machine, and this one on another day, has other figures.";

/// What stands before their page.
pub const ALL_OF_THEM: &str = "All of them, with their spread and other servers beside";

/// Where pages are.
pub const PAGES: &str = "Pages are those of advisor's repository.";
