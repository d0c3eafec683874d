//! Notes, from the shape as written.

use super::base::Item;
use super::condition::{read_condition, read_stated};
use super::reader::{Reader, Sink};
use super::vocabulary::Vocabulary;
use crate::diag::Problems;
use crate::model::{Note, NoteExample, NoteKind, Text};

/// Reads one note; what is wrong is reported.
pub fn note(names: &Vocabulary<'_>, kind: NoteKind, id: &Text, item: &Item, problems: &mut Problems) -> Note {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a note");
    let note = Note {
        id: id.clone(),
        kind,
        summary: reader.required_text("summary", sink),
        advice: reader.required_text("advice", sink),
        sources: names.required_sources(&mut reader, &item.span, sink),
        carries: names.carries(&mut reader, sink),
        transports: names.transports("transports", &mut reader, sink),
        when: reader.node("when").map(|node| read_condition(names, "when", node, sink)).unwrap_or_default(),
        unless: reader.node("unless").map(|node| read_condition(names, "unless", node, sink)),
        concerns: reader.text("concerns", sink),
        examples: examples(names, &mut reader, sink).into(),
        origin: item.origin.clone(),
    };
    reader.finish(sink);
    note
}

fn examples(names: &Vocabulary<'_>, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Vec<NoteExample> {
    let mut examples = Vec::new();
    for node in reader.list("example", sink) {
        let Some(mut reader) = Reader::of(node, "an example", sink) else { continue };
        let stated = read_stated(names, reader.table("given", sink), true, sink);
        reader.required("fires", sink);
        let fires = reader.flag("fires", sink);
        let transport = reader.node("transport").and_then(|node| names.transport_in("transport", node, sink));
        reader.finish(sink);
        examples.push(NoteExample { workload: stated.workload, given: stated.facts, transport, fires });
    }
    examples
}
