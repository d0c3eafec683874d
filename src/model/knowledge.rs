//! The whole knowledge base, checked and sorted by id.

use serde::Serialize;

use super::{
    Capacity, Condition, Fact, FactId, List, Note, NoteId, Rule, RuleId, SourceId, Text, Transport, TransportId, Workload,
    WorkloadId,
};

/// Everything that decides and everything that a report says. Lists are sorted by id, so that no order of files shows.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Knowledge {
    pub title: Text,
    pub version: Text,
    pub facts: List<Fact>,
    pub transports: List<Transport>,
    pub rules: List<Rule>,
    pub notes: List<Note>,
    pub workloads: List<Workload>,
    pub sources: List<Source>,
    pub lines: List<Line>,
    pub impossible: List<Impossible>,
    pub mixes: List<Mix>,
    pub ride: RidePolicy,
    pub floors: List<Floor>,
    /// Absent where a base of its own brings no `capacity.toml`.
    pub capacity: Option<Capacity>,
    /// What packs switched off.
    pub disabled: List<Disabled>,
}

/// Where a piece of knowledge was written.
#[derive(Clone, Default, Debug, Serialize)]
pub struct Origin {
    /// The folder given with `--rules`; absent for the embedded base.
    pub pack: Option<Text>,
    /// The file below its base: `strategy/rare-updates.toml`.
    pub path: Text,
    /// Why it replaces the file of the same id in an earlier base.
    pub replaces: Option<Text>,
}

/// Something that can be looked up.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    pub id: Text,
    pub title: Text,
    pub section: Option<Text>,
    pub address: Option<Text>,
    /// The day on which it was checked, as `YYYY-MM-DD`.
    pub checked: Text,
    pub standing: Grade,
}

/// How a source was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Grade {
    /// The primary text: a specification, the product's source code, the vendor's own documentation.
    Primary,
    /// An excerpt of the primary text.
    Excerpt,
    /// A third party's text.
    Secondary,
    /// Measured by this project.
    Measured,
}

/// A statement of the source document that some rule, transport, note or workload carries.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub id: Text,
    pub says: Text,
}

/// Facts that cannot hold together.
#[derive(Clone, Debug, Serialize)]
pub struct Impossible {
    pub id: Text,
    pub because: Text,
    pub when: Condition,
}

/// Advice for an app of several features.
#[derive(Clone, Debug, Serialize)]
pub struct Mix {
    pub text: Text,
    pub sources: List<SourceId>,
    pub carries: List<Text>,
    /// Shown where the app uses all of these.
    pub when_transports: List<TransportId>,
    /// Shown where some feature is known to be like this; empty: any.
    pub when: Condition,
}

/// When a feature may ride on a transport that others need.
#[derive(Clone, Default, Debug, Serialize)]
pub struct RidePolicy {
    /// The fact that has to be the same for both, such as who the clients are.
    pub same: Option<FactId>,
    /// No ride where this is known to hold.
    pub unless: Option<Condition>,
}

/// A simple adviser to compare with: the first rule that holds chooses.
#[derive(Clone, Debug, Serialize)]
pub struct Floor {
    pub name: Text,
    pub rules: List<(Condition, TransportId)>,
    pub otherwise: TransportId,
}

/// A piece of knowledge that a pack switched off.
#[derive(Clone, Debug, Serialize)]
pub struct Disabled {
    /// `strategy/rare-updates`
    pub id: Text,
    pub because: Text,
    pub pack: Text,
    /// What it would have said, in one line.
    pub summary: Text,
}

impl Grade {
    /// All standings with their names in `sources.toml`.
    pub const ALL: [(Grade, &'static str); 4] = [
        (Grade::Primary, "primary"),
        (Grade::Excerpt, "excerpt"),
        (Grade::Secondary, "secondary"),
        (Grade::Measured, "measured"),
    ];

    /// The name in `sources.toml`.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(standing, _)| *standing == self).expect("ALL lists every standing").1
    }
}

fn find<T>(items: &[T], id: &str, key: impl Fn(&T) -> &str) -> Option<usize> {
    items.binary_search_by(|item| key(item).cmp(id)).ok()
}

impl Knowledge {
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    pub fn transport(&self, id: TransportId) -> &Transport {
        &self.transports[id.index()]
    }

    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.index()]
    }

    pub fn note(&self, id: NoteId) -> &Note {
        &self.notes[id.index()]
    }

    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.index()]
    }

    pub fn workload(&self, id: WorkloadId) -> &Workload {
        &self.workloads[id.index()]
    }

    pub fn find_fact(&self, id: &str) -> Option<FactId> {
        find(&self.facts, id, |fact| &fact.id).map(FactId::at)
    }

    pub fn find_transport(&self, id: &str) -> Option<TransportId> {
        find(&self.transports, id, |transport| &transport.id).map(TransportId::at)
    }

    pub fn find_rule(&self, id: &str) -> Option<RuleId> {
        find(&self.rules, id, |rule| &rule.id).map(RuleId::at)
    }

    pub fn find_note(&self, id: &str) -> Option<NoteId> {
        find(&self.notes, id, |note| &note.id).map(NoteId::at)
    }

    pub fn find_source(&self, id: &str) -> Option<SourceId> {
        find(&self.sources, id, |source| &source.id).map(SourceId::at)
    }

    pub fn find_workload(&self, id: &str) -> Option<WorkloadId> {
        find(&self.workloads, id, |workload| &workload.id).map(WorkloadId::at)
    }

    pub fn fact_ids(&self) -> impl Iterator<Item = FactId> + use<> {
        (0..self.facts.len()).map(FactId::at)
    }

    pub fn transport_ids(&self) -> impl Iterator<Item = TransportId> + use<> {
        (0..self.transports.len()).map(TransportId::at)
    }
}
