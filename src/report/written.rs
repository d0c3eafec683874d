//! What a document holds as it is known, and puts into words only where a format shows it.

use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

use crate::model::{Fact, Knowledge, SourceId, Value};

/// A value as in a requirements file: `"never"`, `20_000`.
#[derive(Clone, Copy)]
pub struct Written<'d> {
    pub fact: &'d Fact,
    pub value: Value,
}

/// A fact with its value: `direction = "bidirectional"`.
#[derive(Clone, Copy)]
pub struct Holds<'d>(pub Written<'d>);

/// The ids of sources.
#[derive(Clone, Copy)]
pub struct Cited<'d> {
    pub knowledge: &'d Knowledge,
    pub sources: &'d [SourceId],
}

impl Written<'_> {
    pub fn is_set(self) -> bool {
        matches!(self.value, Value::Set(_))
    }
}

impl<'d> Cited<'d> {
    pub fn ids(self) -> impl Iterator<Item = &'d str> {
        self.sources.iter().map(move |id| self.knowledge.source(*id).id.as_ref())
    }
}

impl Display for Written<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fact.write(self.value, formatter)
    }
}

impl Display for Holds<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} = {}", self.0.fact.id, self.0)
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Holds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Cited<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.ids())
    }
}
