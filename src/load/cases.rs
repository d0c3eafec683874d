//! Real decisions to compare with, as `advisor backtest` reads them.

use super::condition::read_stated;
use super::node::{Node, Value as Raw};
use super::reader::{Reader, Sink};
use super::toml;
use super::vocabulary::Vocabulary;
use crate::diag::{Code, FileId, Files, Problems};
use crate::model::{Case, Knowledge, Text};

/// Reads a file of `[[case]]` tables; what is wrong is reported.
pub fn read_cases(knowledge: &Knowledge, files: &Files, file: FileId, problems: &mut Problems) -> Vec<Case> {
    let transports: Vec<Text> = knowledge.transports.iter().map(|transport| transport.id.clone()).collect();
    let names = Vocabulary { facts: &knowledge.facts, transports: &transports, workloads: &[], sources: &[], lines: &[] };
    let Some(entries) = toml::parse(files, file, problems) else { return Vec::new() };
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "a file of decisions");
    let nodes = reader.list("case", sink);
    if nodes.is_empty() && sink.problems.is_empty() {
        let help = "each decision is a `[[case]]` table; tests/decisions shows the form".to_owned();
        sink.error(Code::NotADecisionFile, &(0..0), "the file has no `[[case]]`", Some(help));
    }
    reader.finish(sink);
    nodes.iter().filter_map(|node| case(&names, node, sink)).collect()
}

fn case(names: &Vocabulary<'_>, node: &Node, sink: &mut Sink<'_>) -> Option<Case> {
    let mut reader = Reader::of(node, "a case", sink)?;
    let id = reader.required_text("id", sink).into_owned();
    let product = reader.required_text("product", sink).into_owned();
    let feature = reader.required_text("feature", sink).into_owned();
    // What a reader wants to know and nothing here uses.
    for key in ["year", "why", "source", "evidence"] {
        reader.node(key);
    }
    let chosen = reader.required("chosen", sink).and_then(|node| names.transport_in("chosen", node, sink));
    let mut acceptable = names.transports("acceptable", &mut reader, sink).to_vec();
    let confidence = confidence(&mut reader, sink);
    let unsure = reader.texts("unsure", sink);
    let unsure = unsure.into_iter().filter_map(|(name, span)| names.fact_named(&name, &span, sink)).collect();
    let given = read_stated(names, reader.table("facts", sink), false, sink).facts;
    reader.finish(sink);
    let chosen = chosen?;
    if !acceptable.contains(&chosen) {
        acceptable.push(chosen);
    }
    Some(Case { id, product, feature, chosen, acceptable, confidence, given, unsure })
}

/// A number between 0 and 1, in hundredths; kept as a whole number, so that comparing it is exact.
fn confidence(reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> u8 {
    let Some(node) = reader.required("confidence", sink) else { return 0 };
    let percent = match &node.value {
        Raw::Fraction(text) => text.parse::<f64>().ok().map(|share| (share * 100.0).round()),
        Raw::Integer(whole) => Some(*whole as f64 * 100.0),
        _ => None,
    };
    match percent {
        Some(percent) if (0.0..=100.0).contains(&percent) => percent as u8,
        _ => {
            sink.error(Code::WrongType, &node.span, "`confidence` is not a number from 0 to 1", None);
            0
        }
    }
}
