//! A transport that can be chosen.

use serde::{Deserialize, Serialize};

use super::{Condition, Delivery, Origin, SourceId, Text, TransportId};

/// One file of `transports/`.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    pub sources: Vec<SourceId>,
    pub pros: Vec<Statement>,
    pub cons: Vec<Statement>,
    pub use_when: Vec<Statement>,
    /// In the order in which a client tries them.
    pub fallbacks: Vec<Fallback>,
    /// Position in the order of machinery, least first: the tie-break.
    pub machinery: usize,
    pub origin: Origin,
}

/// A pro, a con or a use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Statement {
    pub text: Text,
    pub carries: Vec<Text>,
    pub sources: Vec<SourceId>,
}

/// A transport to fall back on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fallback {
    pub to: TransportId,
    /// The obstacle that it survives.
    pub survives: Text,
    /// Only where this is known to hold; empty: always.
    pub when: Condition,
    /// Left out where this is known to hold.
    pub unless: Option<Condition>,
}
