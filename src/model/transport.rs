//! A transport that can be chosen.

use serde::Serialize;

use super::{Condition, Delivery, List, Origin, SourceId, Text, TransportId};

/// One file of `transports/`.
#[derive(Clone, Debug, Serialize)]
pub struct Transport {
    pub id: Text,
    /// The full name: "Server-Sent Events".
    pub name: Text,
    /// The name within a sentence: "SSE".
    pub short: Text,
    pub what: Text,
    /// Holds a connection open while nothing happens.
    pub open_connection: bool,
    /// Counts among the few connections that a browser opens to one host over HTTP/1.1.
    pub browser_limit: bool,
    /// How it moves data; absent: its costs cannot be worked out.
    pub delivery: Option<Delivery>,
    /// How the client sends on it.
    pub sends_back: Text,
    pub sources: List<SourceId>,
    pub pros: List<Statement>,
    pub cons: List<Statement>,
    pub use_when: List<Statement>,
    /// In the order in which a client tries them.
    pub fallbacks: List<Fallback>,
    /// Position in the order of machinery, least first: the tie-break.
    pub machinery: usize,
    pub origin: Origin,
}

/// A pro, a con or a use.
#[derive(Clone, Debug, Serialize)]
pub struct Statement {
    pub text: Text,
    pub carries: List<Text>,
    pub sources: List<SourceId>,
}

/// A transport to fall back on.
#[derive(Clone, Debug, Serialize)]
pub struct Fallback {
    pub to: TransportId,
    /// The obstacle that it survives.
    pub survives: Text,
    /// Only where this is known to hold; empty: always.
    pub when: Condition,
    /// Left out where this is known to hold.
    pub unless: Option<Condition>,
}
