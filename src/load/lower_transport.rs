//! Transports, from the shape as written.

use super::base::Item;
use super::condition::read_condition;
use super::reader::{Reader, Sink};
use super::vocabulary::Vocabulary;
use crate::diag::Problems;
use crate::model::{Delivery, Fallback, List, Statement, Text, Transport};

/// Reads one transport; what is wrong is reported.
pub fn transport(names: &Vocabulary<'_>, id: &Text, item: &Item, problems: &mut Problems) -> Transport {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a transport");
    let transport = Transport {
        id: id.clone(),
        name: reader.required_text("name", sink),
        short: reader.required_text("short", sink),
        what: reader.required_text("what", sink),
        open_connection: reader.flag("open_connection", sink),
        browser_limit: reader.flag("browser_limit", sink),
        delivery: delivery(&mut reader, sink),
        sends_back: reader.required_text("sends_back", sink),
        sources: names.required_sources(&mut reader, &item.span, sink),
        pros: statements(names, "pro", &mut reader, sink),
        cons: statements(names, "con", &mut reader, sink),
        use_when: statements(names, "use_when", &mut reader, sink),
        fallbacks: fallbacks(names, &mut reader, sink),
        machinery: 0,
        origin: item.origin.clone(),
    };
    reader.finish(sink);
    transport
}

/// How the transport moves data, if it is said.
fn delivery(reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<Delivery> {
    let word = reader.text("delivery", sink)?;
    sink.one_of(&Delivery::ALL, "a way to move data", &word, &reader.node("delivery")?.span)
}

fn statements(names: &Vocabulary<'_>, key: &'static str, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> List<Statement> {
    let mut statements = Vec::new();
    for node in reader.list(key, sink) {
        let Some(mut reader) = Reader::of(node, "a pro, con or use", sink) else { continue };
        statements.push(Statement {
            text: reader.required_text("text", sink),
            carries: names.carries(&mut reader, sink),
            sources: names.required_sources(&mut reader, &node.span, sink),
        });
        reader.finish(sink);
    }
    statements.into()
}

fn fallbacks(names: &Vocabulary<'_>, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> List<Fallback> {
    let mut fallbacks = Vec::new();
    for node in reader.list("fallback", sink) {
        let Some(mut reader) = Reader::of(node, "a fallback", sink) else { continue };
        let to = reader.required("to", sink);
        let survives = reader.required_text("survives", sink);
        let when = reader.node("when").map(|node| read_condition(names, "when", node, sink)).unwrap_or_default();
        let unless = reader.node("unless").map(|node| read_condition(names, "unless", node, sink));
        reader.finish(sink);
        if let Some(to) = to.and_then(|node| names.transport_in("to", node, sink)) {
            fallbacks.push(Fallback { to, survives, when, unless });
        }
    }
    fallbacks.into()
}
