//! What starters.toml and the starter.toml of a language say to whoever chooses: trials, measurements and medians.

use super::day::read_day;
use super::node::{Entry, Node, Value};
use super::reader::{Reader, Sink};
use super::requirements::Names;
use super::toml;
use super::value::quantity;
use super::vocabulary::Vocabulary;
use crate::diag::{Code, FileId, Files, Problems};
use crate::model::{Bench, Broker, Evidence, Knowledge, Measured, MeasuredUnit, Measurement, Offer, Toolchain, Trial, Unit};

/// The keys of starters.toml that are read here.
pub const OF_ALL: [&str; 4] = ["broker", "trial", "bench", "measurement"];

/// The keys of a starter.toml that are read here.
pub const OF_ONE: [&str; 2] = ["tested", "measured"];

/// Reads what starters.toml says of all starters; absent where something is wrong with it, which is reported. Its other keys
/// are those of `read_starters`.
pub fn read_offer(knowledge: &Knowledge, files: &Files, file: FileId, problems: &mut Problems) -> Option<Offer> {
    let entries = toml::parse(files, file, problems)?;
    let names = Names::of(knowledge);
    let vocabulary = names.vocabulary(knowledge);
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "starters.toml");
    let brokers = reader.list("broker", sink).iter().filter_map(|node| broker(node, sink)).collect();
    let trials = reader.table("trial", sink).iter().filter_map(|entry| trial(entry, sink)).collect();
    let measurements = reader.table("measurement", sink);
    let measurements = measurements.iter().filter_map(|entry| measurement(&vocabulary, entry, sink)).collect();
    let bench = bench(measurements, &mut reader, sink);
    Some(Offer { brokers, trials, bench: bench? })
}

/// Reads what the starter.toml of a language says of it, in the words of the offer. Its other keys are those of `read_starter`.
pub fn read_evidence(offer: &Offer, files: &Files, file: FileId, problems: &mut Problems) -> Option<Evidence> {
    let entries = toml::parse(files, file, problems)?;
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "starter.toml");
    let tested = tested(offer, &mut reader, sink);
    let measured = reader.node("measured").map(|node| measured(&offer.bench, node, sink));
    let (toolchain, trials) = tested?;
    Some(Evidence { toolchain, trials, measured: measured.flatten() })
}

fn broker(node: &Node, sink: &mut Sink<'_>) -> Option<Broker> {
    let mut reader = Reader::of(node, "a broker", sink)?;
    let broker = Broker { name: reader.required_text("name", sink), what: reader.required_text("what", sink) };
    reader.finish(sink);
    Some(broker)
}

fn trial(entry: &Entry, sink: &mut Sink<'_>) -> Option<Trial> {
    let mut reader = Reader::of(&entry.node, "a trial", sink)?;
    let trial = Trial {
        id: entry.key.clone(),
        name: reader.required_text("name", sink),
        version: reader.text("version", sink),
        what: reader.required_text("what", sink),
        page: reader.required_text("page", sink),
    };
    reader.finish(sink);
    Some(trial)
}

fn bench(measurements: Vec<Measurement>, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<Bench> {
    let mut reader = Reader::of(reader.required("bench", sink)?, "`[bench]`", sink)?;
    let rounds = reader.required("rounds", sink).and_then(|node| quantity(Unit::Count, "rounds", node, sink));
    let bench = Bench {
        of: reader.required_text("of", sink),
        date: read_day("date", &mut reader, sink),
        machine: reader.required_text("machine", sink),
        rounds: rounds.unwrap_or_default(),
        page: reader.required_text("page", sink),
        measurements,
    };
    reader.finish(sink);
    Some(bench)
}

fn measurement(names: &Vocabulary<'_>, entry: &Entry, sink: &mut Sink<'_>) -> Option<Measurement> {
    let mut reader = Reader::of(&entry.node, "a measurement", sink)?;
    let transport = reader.required("transport", sink).and_then(|node| names.transport_in("transport", node, sink));
    let figure = reader.required_text("figure", sink);
    let unit = unit(&mut reader, sink);
    let what = reader.required_text("what", sink);
    reader.finish(sink);
    Some(Measurement { id: entry.key.clone(), transport: transport?, figure, unit: unit?, what })
}

fn unit(reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<MeasuredUnit> {
    let node = reader.required("unit", sink)?;
    let word = reader.text("unit", sink)?;
    sink.one_of(&MeasuredUnit::ALL, "a unit of a figure", &word, &node.span)
}

fn tested(offer: &Offer, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<(Toolchain, Vec<usize>)> {
    let mut reader = Reader::of(reader.required("tested", sink)?, "`[tested]`", sink)?;
    let toolchain =
        Toolchain { name: reader.required_text("toolchain", sink), versions: reader.required_texts("versions", sink) };
    reader.required("trials", sink);
    let mut trials = Vec::new();
    for (name, span) in reader.texts("trials", sink) {
        match offer.trials.iter().position(|trial| trial.id == name) {
            Some(at) => trials.push(at),
            None => {
                let message = format!("starters.toml has no `[trial.{name}]`");
                let known: Vec<&str> = offer.trials.iter().map(|trial| trial.id.as_ref()).collect();
                sink.unknown(Code::UnknownId, &span, message, &name, known);
            }
        }
    }
    reader.finish(sink);
    Some((toolchain, trials))
}

fn measured(bench: &Bench, node: &Node, sink: &mut Sink<'_>) -> Option<Measured> {
    let mut reader = Reader::of(node, "`[measured]`", sink)?;
    let server = reader.required_text("server", sink);
    reader.required("median", sink);
    let mut medians = vec![None; bench.measurements.len()];
    for entry in reader.table("median", sink) {
        match bench.measurements.iter().position(|measurement| measurement.id == entry.key) {
            Some(at) => medians[at] = median(entry, sink),
            None => {
                let message = format!("starters.toml has no `[measurement.{}]`", entry.key);
                let known: Vec<&str> = bench.measurements.iter().map(|measurement| measurement.id.as_ref()).collect();
                sink.unknown(Code::UnknownId, &entry.key_span, message, &entry.key, known);
            }
        }
    }
    reader.finish(sink);
    Some(Measured { server, medians })
}

/// A number above 0; nothing that is measured here is for nothing.
fn median(entry: &Entry, sink: &mut Sink<'_>) -> Option<f64> {
    let number = match &entry.node.value {
        Value::Integer(number) => Some(*number as f64),
        Value::Fraction(text) => text.replace('_', "").parse().ok(),
        _ => {
            sink.wrong_type(&entry.node, &entry.key, "a number");
            return None;
        }
    };
    let found = number.filter(|number: &f64| number.is_finite() && *number > 0.0);
    if found.is_none() {
        let help = "leave out what was not measured".to_owned();
        sink.error(Code::BadQuantity, &entry.node.span, format!("`{}` is not above 0", entry.key), Some(help));
    }
    found
}
