//! The names that files may use, while the rest is being read.

use std::ops::Range;

use super::node::Node;
use super::reader::{Reader, Sink};
use crate::diag::Code;
use crate::model::{Fact, FactId, List, SourceId, Text, TransportId, WorkloadId};

/// Every name, sorted; positions are the ids of the model.
pub struct Vocabulary<'a> {
    pub facts: &'a [Fact],
    pub transports: &'a [Text],
    pub workloads: &'a [Text],
    pub sources: &'a [Text],
    pub lines: &'a [Text],
}

fn position(names: &[Text], name: &str) -> Option<usize> {
    names.binary_search_by(|known| known.as_ref().cmp(name)).ok()
}

fn names(names: &[Text]) -> impl Iterator<Item = &str> + Clone {
    names.iter().map(|name| name.as_ref())
}

impl Vocabulary<'_> {
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    /// The fact of a key; an unknown one is reported.
    pub fn fact_named(&self, name: &str, span: &Range<usize>, sink: &mut Sink<'_>) -> Option<FactId> {
        let found = self.facts.binary_search_by(|fact| fact.id.as_ref().cmp(name)).ok();
        if found.is_none() {
            let known = self.facts.iter().map(|fact| fact.id.as_ref());
            sink.unknown(Code::UnknownFact, span, format!("there is no fact `{name}`"), name, known);
        }
        found.map(FactId::at)
    }

    /// A transport by its id; an unknown one is reported.
    pub fn transport_named(&self, name: &str, span: &Range<usize>, sink: &mut Sink<'_>) -> Option<TransportId> {
        let found = position(self.transports, name);
        if found.is_none() {
            let message = format!("there is no transport `{name}`");
            sink.unknown(Code::UnknownTransport, span, message, name, names(self.transports));
        }
        found.map(TransportId::at)
    }

    /// The transport that the node of a key names.
    pub fn transport_in(&self, key: &str, node: &Node, sink: &mut Sink<'_>) -> Option<TransportId> {
        match node.as_text() {
            Some(name) => self.transport_named(name, &node.span, sink),
            None => {
                sink.wrong_type(node, key, "a transport");
                None
            }
        }
    }

    /// The workload that a node names.
    pub fn workload_in(&self, node: &Node, sink: &mut Sink<'_>) -> Option<WorkloadId> {
        let Some(name) = node.as_text() else {
            sink.wrong_type(node, "workload", "a string");
            return None;
        };
        let found = position(self.workloads, name);
        if found.is_none() {
            let message = format!("there is no workload `{name}`");
            sink.unknown(Code::UnknownWorkload, &node.span, message, name, names(self.workloads));
        }
        found.map(WorkloadId::at)
    }

    /// The sources that a table names.
    pub fn sources(&self, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> List<SourceId> {
        let mut sources = Vec::new();
        for (name, span) in reader.texts("sources", sink) {
            match position(self.sources, &name) {
                Some(at) => sources.push(SourceId::at(at)),
                None => {
                    let message = format!("there is no source `{name}`");
                    sink.unknown(Code::UnknownSource, &span, message, &name, names(self.sources));
                }
            }
        }
        sources.into()
    }

    /// The sources of something that must have one.
    pub fn required_sources(&self, reader: &mut Reader<'_>, span: &Range<usize>, sink: &mut Sink<'_>) -> List<SourceId> {
        let before = reader
            .node("sources")
            .is_some_and(|node| !matches!(&node.value, super::node::Value::List(items) if items.is_empty()));
        if !before {
            let help = "name the id of an entry of sources.toml".to_owned();
            sink.error(Code::NoSource, span, "nothing is named under `sources`", Some(help));
        }
        self.sources(reader, sink)
    }

    /// The lines that a table carries.
    pub fn carries(&self, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> List<Text> {
        let carried = reader.texts("carries", sink);
        for (name, span) in &carried {
            if position(self.lines, name).is_none() {
                let message = format!("there is no line `{name}`");
                sink.unknown(Code::UnknownLine, span, message, name, names(self.lines));
            }
        }
        carried.into_iter().map(|(name, _)| name).collect()
    }

    /// A list of transports.
    pub fn transports(&self, key: &'static str, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> List<TransportId> {
        let listed = reader.texts(key, sink);
        listed.into_iter().filter_map(|(name, span)| self.transport_named(&name, &span, sink)).collect()
    }
}
