//! A workload preset: usual values for what the user left out.

use serde::Serialize;

use super::{FactId, List, Origin, SourceId, Text, Value};

/// One file of `workloads/`.
#[derive(Clone, Debug, Serialize)]
pub struct Workload {
    pub id: Text,
    pub summary: Text,
    pub because: Text,
    pub sources: List<SourceId>,
    pub carries: List<Text>,
    /// Sorted by fact.
    pub assume: List<(FactId, Value)>,
    pub origin: Origin,
}
