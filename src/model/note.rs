//! Notes: what a report adds to a decision. A note decides nothing.

use serde::Serialize;

use super::{Condition, FactId, List, Origin, SourceId, Text, TransportId, Value, WorkloadId};

/// One note; the folder gives its kind, the file's name its id.
#[derive(Clone, Debug, Serialize)]
pub struct Note {
    pub id: Text,
    pub kind: NoteKind,
    pub summary: Text,
    pub advice: Text,
    pub sources: List<SourceId>,
    pub carries: List<Text>,
    /// Applies only where one of these was decided; empty: any.
    pub transports: List<TransportId>,
    pub when: Condition,
    pub unless: Option<Condition>,
    /// The word under which reports group it.
    pub concerns: Option<Text>,
    /// Not part of the compiled base: only checks run them.
    #[serde(serialize_with = "List::none")]
    pub examples: List<NoteExample>,
    pub origin: Origin,
}

/// The three folders of notes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub enum NoteKind {
    /// What changes with the number of clients and machines.
    Scaling,
    /// What bites in operation.
    Pitfall,
    /// What stands beside the transports that are ranked.
    Beside,
}

/// A test that stands beside the note.
#[derive(Clone, Debug)]
pub struct NoteExample {
    pub workload: Option<WorkloadId>,
    pub given: Vec<(FactId, Option<Value>)>,
    pub transport: Option<TransportId>,
    pub fires: bool,
}

impl NoteKind {
    /// All kinds with their folders, in the order of reports.
    pub const ALL: [(NoteKind, &'static str); 3] =
        [(NoteKind::Scaling, "scaling"), (NoteKind::Pitfall, "pitfalls"), (NoteKind::Beside, "beside")];

    /// The folder that holds notes of this kind.
    pub fn folder(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).expect("ALL lists every kind").1
    }
}
