//! The starters that there are, as a document: the stable JSON output, from which the other formats are rendered.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{
    Bench, Evidence, Knowledge, Measured, MeasuredUnit, Measurement, Offer, Starter, Starters, TransportId, Trial,
};

/// The version of this document's shape; it grows when a reader of the old shape could be misled.
const FORMAT: &str = "1";

/// A starter, with the word for its language.
pub struct Listed<'a> {
    pub language: &'a str,
    pub starter: Starter,
    pub evidence: Evidence,
}

/// What servers there are to be had.
#[derive(Serialize, JsonSchema)]
pub struct StartersDocument<'d> {
    /// The version of this document's shape.
    pub format: &'static str,
    /// The version of advisor that writes these starters.
    pub advisor: &'static str,
    /// One for each language, sorted by their words.
    pub starters: Vec<StarterReport<'d>>,
    /// What every one of them serves a feature over.
    pub transports: Vec<ServedTransport<'d>>,
    /// Where every one of them can keep events.
    pub brokers: Vec<BrokerReport<'d>>,
    /// What starters are tested with; each says which of these it was tested with.
    pub trials: Vec<TrialReport<'d>>,
    pub bench: BenchReport<'d>,
}

/// The starter of a language.
#[derive(Serialize, JsonSchema)]
pub struct StarterReport<'d> {
    /// The word for `--lang`.
    pub language: &'d str,
    /// The language as it is written.
    pub name: &'d str,
    /// How a server is written.
    pub scaffold: String,
    /// How it is started, in its folder.
    pub run: &'d str,
    /// What builds and runs it.
    pub toolchain: ToolchainReport<'d>,
    /// The ids of the trials that it passed.
    pub trials: Vec<&'d str>,
    /// Its name where it was measured; null where it was not.
    pub server: Option<&'d str>,
    /// A median for each measurement that was taken of it.
    pub measured: Vec<MedianReport<'d>>,
}

/// What builds and runs a server.
#[derive(Serialize, JsonSchema)]
pub struct ToolchainReport<'d> {
    pub name: &'d str,
    /// Those that it was tested with; the first is that of its image.
    pub versions: Vec<&'d str>,
}

/// A figure of a starter.
#[derive(Serialize, JsonSchema)]
pub struct MedianReport<'d> {
    /// The id of the measurement.
    pub measurement: &'d str,
    /// The median over the rounds, in the unit of the measurement.
    pub median: f64,
}

/// A transport that is served.
#[derive(Serialize, JsonSchema)]
pub struct ServedTransport<'d> {
    pub transport: &'d str,
    /// Its short name.
    pub name: &'d str,
    /// What clients fall back on where no fact says otherwise, in this order, by short names.
    pub fallback: Vec<&'d str>,
}

/// Where events are kept.
#[derive(Serialize, JsonSchema)]
pub struct BrokerReport<'d> {
    pub name: &'d str,
    /// What it is for, and how it is asked for.
    pub what: &'d str,
}

/// A program that starters are tested with, or a suite of tests.
#[derive(Serialize, JsonSchema)]
pub struct TrialReport<'d> {
    pub id: &'d str,
    pub name: &'d str,
    /// That of a program; null for a suite.
    pub version: Option<&'d str>,
    /// What it is in the test, or what is tested.
    pub what: &'d str,
    /// Where more of it stands, in the repository of advisor.
    pub page: &'d str,
}

/// How starters were measured, all in one run.
#[derive(Serialize, JsonSchema)]
pub struct BenchReport<'d> {
    /// What the figures are of.
    pub of: &'d str,
    pub date: &'d str,
    pub machine: &'d str,
    /// How often each was measured, in turn with the others.
    pub rounds: u64,
    /// Where all figures stand, with their spread, in the repository of advisor.
    pub page: &'d str,
    pub measurements: Vec<MeasurementReport<'d>>,
}

/// A measurement, and that of its figures which is shown.
#[derive(Serialize, JsonSchema)]
pub struct MeasurementReport<'d> {
    pub id: &'d str,
    pub transport: &'d str,
    /// The transport's short name.
    pub name: &'d str,
    /// Which of its figures it is, as a path in the JSON of its results.
    pub figure: &'d str,
    /// `bytes`, `ms` or `per-second`.
    pub unit: &'static str,
    /// What the figure is of.
    pub what: &'d str,
    /// The same as `unit`, for the formats that show figures.
    #[serde(skip)]
    pub measured: MeasuredUnit,
}

/// Puts together what is known of all starters.
pub fn build<'d>(
    knowledge: &'d Knowledge,
    starters: &Starters,
    offer: &'d Offer,
    listed: &'d [Listed<'d>],
) -> StartersDocument<'d> {
    StartersDocument {
        format: FORMAT,
        advisor: env!("CARGO_PKG_VERSION"),
        starters: listed.iter().map(|listed| starter(offer, listed)).collect(),
        transports: starters.served.iter().map(|id| served(knowledge, starters, *id)).collect(),
        brokers: offer.brokers.iter().map(|broker| BrokerReport { name: &broker.name, what: &broker.what }).collect(),
        trials: offer.trials.iter().map(trial).collect(),
        bench: bench(knowledge, &offer.bench),
    }
}

fn starter<'d>(offer: &'d Offer, listed: &'d Listed<'d>) -> StarterReport<'d> {
    let Listed { language, starter, evidence } = listed;
    StarterReport {
        language,
        name: &starter.words.language,
        scaffold: format!("advisor scaffold FILE --lang {language} --out DIR"),
        run: &starter.words.run,
        toolchain: ToolchainReport {
            name: &evidence.toolchain.name,
            versions: evidence.toolchain.versions.iter().map(AsRef::as_ref).collect(),
        },
        trials: evidence.trials.iter().map(|at| offer.trials[*at].id.as_ref()).collect(),
        server: evidence.measured.as_ref().map(|measured| measured.server.as_ref()),
        measured: evidence.measured.as_ref().map(|measured| medians(&offer.bench, measured)).unwrap_or_default(),
    }
}

fn medians<'d>(bench: &'d Bench, measured: &Measured) -> Vec<MedianReport<'d>> {
    let all = bench.measurements.iter().zip(&measured.medians);
    all.filter_map(|(measurement, median)| Some(MedianReport { measurement: &measurement.id, median: (*median)? })).collect()
}

/// A fallback that asks for a fact is none where nothing is known.
fn served<'d>(knowledge: &'d Knowledge, starters: &Starters, id: TransportId) -> ServedTransport<'d> {
    let transport = knowledge.transport(id);
    let steps = transport.fallbacks.iter().filter(|step| step.when.is_empty() && starters.served.contains(&step.to));
    let fallback = steps.map(|step| knowledge.transport(step.to).short.as_ref()).collect();
    ServedTransport { transport: &transport.id, name: &transport.short, fallback }
}

fn trial(trial: &Trial) -> TrialReport<'_> {
    TrialReport { id: &trial.id, name: &trial.name, version: trial.version.as_deref(), what: &trial.what, page: &trial.page }
}

fn bench<'d>(knowledge: &'d Knowledge, bench: &'d Bench) -> BenchReport<'d> {
    BenchReport {
        of: &bench.of,
        date: &bench.date,
        machine: &bench.machine,
        rounds: bench.rounds,
        page: &bench.page,
        measurements: bench.measurements.iter().map(|found| measurement(knowledge, found)).collect(),
    }
}

fn measurement<'d>(knowledge: &'d Knowledge, measurement: &'d Measurement) -> MeasurementReport<'d> {
    let transport = knowledge.transport(measurement.transport);
    MeasurementReport {
        id: &measurement.id,
        transport: &transport.id,
        name: &transport.short,
        figure: &measurement.figure,
        unit: measurement.unit.name(),
        what: &measurement.what,
        measured: measurement.unit,
    }
}
