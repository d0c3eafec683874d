//! Where pieces of the knowledge base were written, for checks that come after loading.

use std::collections::HashMap;
use std::ops::Range;

use super::base::Kind;
use super::node::{Entry, Value};
use crate::diag::{FileId, Place};

/// A part of a piece that a check may point at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// The first line that says what it is.
    Head,
    When,
    Unless,
    /// The example at this position.
    Example(usize),
}

/// Places by kind, id and part.
#[derive(Default)]
pub struct Places(HashMap<(&'static str, String, Part), Place>);

impl Places {
    /// Where a part stands; the head where the part has no place of its own.
    pub fn of(&self, kind: Kind, id: &str, part: Part) -> Option<Place> {
        let at = |part| self.0.get(&(kind.name(), id.to_owned(), part)).cloned();
        at(part).or_else(|| at(Part::Head))
    }

    pub(super) fn add(&mut self, kind: Kind, id: &str, file: FileId, span: &Range<usize>, entries: &[Entry]) {
        let mut put = |part, span: Range<usize>| {
            self.0.insert((kind.name(), id.to_owned(), part), Place { file, span });
        };
        let head = entries.first().map_or(span.clone(), |entry| entry.key_span.start..entry.node.span.end);
        put(Part::Head, if span.is_empty() { head } else { span.clone() });
        for entry in entries {
            match (entry.key.as_ref(), &entry.node.value) {
                ("when", _) => put(Part::When, entry.node.span.clone()),
                ("unless", _) => put(Part::Unless, entry.node.span.clone()),
                ("example", Value::List(items)) => {
                    items.iter().enumerate().for_each(|(at, item)| put(Part::Example(at), item.span.clone()));
                }
                _ => {}
            }
        }
    }
}
