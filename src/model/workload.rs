//! A workload preset: usual values for what the user left out.

use serde::{Deserialize, Serialize};

use super::{FactId, Origin, SourceId, Text, Value};

/// One file of `workloads/`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Workload {
    pub id: Text,
    pub summary: Text,
    pub because: Text,
    pub sources: Vec<SourceId>,
    pub carries: Vec<Text>,
    /// Sorted by fact.
    pub assume: Vec<(FactId, Value)>,
    pub origin: Origin,
}
