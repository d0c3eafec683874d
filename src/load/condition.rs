//! Conditions, and the facts that an example states.

use std::ops::Range;

use super::cell::read_cell;
use super::node::{Entry, Node, Value as Raw};
use super::reader::Sink;
use super::value::read_value;
use super::vocabulary::Vocabulary;
use crate::diag::Code;
use crate::model::{Cell, Condition, FactId, List, Value, WorkloadId};

/// The key that holds the alternatives of a condition.
const ANY: &str = "any";

/// Reads a condition from the node of a key such as `when`.
pub fn read_condition(vocabulary: &Vocabulary<'_>, key: &str, node: &Node, sink: &mut Sink<'_>) -> Condition {
    let Some(entries) = node.as_table() else {
        sink.wrong_type(node, key, "a table of facts and tests");
        return Condition::default();
    };
    let (any, all): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| entry.key == ANY);
    let all = cells(vocabulary, all, sink);
    let mut alternatives = Vec::new();
    for entry in any {
        let Raw::List(items) = &entry.node.value else {
            sink.wrong_type(&entry.node, ANY, "a list of tables");
            continue;
        };
        if items.is_empty() {
            sink.error(Code::BadTest, &entry.node.span, "`any` has no alternative, so it never holds", None);
        }
        for item in items {
            match item.as_table() {
                Some([]) => sink.error(Code::BadTest, &item.span, "an alternative without a test always holds", None),
                Some(entries) => alternatives.push(cells(vocabulary, entries.iter().collect(), sink)),
                None => sink.wrong_type(item, ANY, "a list of tables"),
            }
        }
    }
    Condition { all, any: alternatives.into() }
}

fn cells(vocabulary: &Vocabulary<'_>, entries: Vec<&Entry>, sink: &mut Sink<'_>) -> List<Cell> {
    let mut cells = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(fact) = vocabulary.fact_named(&entry.key, &entry.key_span, sink) else { continue };
        if let Some((test, written)) = read_cell(vocabulary.fact(fact), &entry.node, sink) {
            cells.push(Cell { fact, test, written });
        }
    }
    cells.sort_by_key(|cell| cell.fact);
    cells.into()
}

/// Facts that are stated, as in an example or a preset; sorted by fact.
pub struct Stated {
    pub workload: Option<WorkloadId>,
    pub facts: Vec<(FactId, Option<Value>)>,
    pub spans: Vec<(FactId, Range<usize>)>,
}

/// Reads a table of facts; `workloads` is absent where a workload may not be named.
pub fn read_stated(vocabulary: &Vocabulary<'_>, entries: &[Entry], workloads: bool, sink: &mut Sink<'_>) -> Stated {
    let mut stated = Stated { workload: None, facts: Vec::new(), spans: Vec::new() };
    for entry in entries {
        if workloads && entry.key == "workload" {
            stated.workload = vocabulary.workload_in(&entry.node, sink);
            continue;
        }
        let Some(fact) = vocabulary.fact_named(&entry.key, &entry.key_span, sink) else { continue };
        if let Some(value) = read_value(vocabulary.fact(fact), &entry.node, sink) {
            stated.facts.push((fact, value));
            stated.spans.push((fact, entry.key_span.start..entry.node.span.end));
        }
    }
    stated.facts.sort();
    stated
}
