//! What a client did and saw, in its order: the only thing that the checker knows.

use std::fmt::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use harness::wire::events::Id;
use serde_json::{Value, json};

/// The ways to read, by the names that the starters give them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Transport {
    WebSocket,
    Sse,
    LongPolling,
    ShortPolling,
}

impl Transport {
    pub const ALL: [Self; 4] = [Self::WebSocket, Self::Sse, Self::LongPolling, Self::ShortPolling];

    pub fn name(self) -> &'static str {
        match self {
            Self::WebSocket => "websocket",
            Self::Sse => "sse",
            Self::LongPolling => "long-polling",
            Self::ShortPolling => "short-polling",
        }
    }
}

/// A message, by who published it and as which of theirs: known before the server gives it an id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Payload {
    pub by: Arc<str>,
    pub number: u64,
}

impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "number {} of `{}`", self.number, self.by)
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One thing that happened to a client.
#[derive(Clone, Debug)]
pub enum What {
    /// It published, for the first time or again with the same key.
    Sent {
        number: u64,
        key: String,
    },
    Acknowledged {
        number: u64,
        id: Id,
    },
    /// The server wants none of it, now or later.
    Refused {
        number: u64,
        why: String,
    },
    /// A connection came about, or the first answer of a poll; delivery starts at `cursor`, where that is said.
    Opened {
        transport: Transport,
        after: Option<Id>,
        cursor: Option<Id>,
        reset: bool,
    },
    Received {
        transport: Transport,
        id: Id,
        payload: Payload,
    },
    /// In the middle of a connection, or in the answer to a poll; delivery goes on at `cursor`, where that is said.
    Reset {
        cursor: Option<Id>,
    },
    Parted {
        transport: Transport,
        why: String,
    },
    FellBack {
        from: Transport,
        to: Transport,
    },
}

#[derive(Clone, Debug)]
pub struct Entry {
    /// Since the beginning of the run.
    pub at: Duration,
    pub what: What,
}

/// Everything that happened to one client, oldest first.
#[derive(Clone, Debug)]
pub struct History {
    pub client: Arc<str>,
    /// `feature/topic`.
    pub topic: String,
    pub entries: Vec<Entry>,
}

impl History {
    pub fn new(client: impl Into<Arc<str>>, topic: impl Into<String>) -> Self {
        Self { client: client.into(), topic: topic.into(), entries: Vec::new() }
    }

    /// One line of JSON an entry.
    pub fn lines(&self) -> String {
        let mut lines = String::new();
        for entry in &self.entries {
            let mut line = entry.what.json();
            line["client"] = json!(&*self.client);
            line["topic"] = json!(self.topic);
            line["at"] = json!(entry.at.as_secs_f64());
            let _ = writeln!(lines, "{line}");
        }
        lines
    }
}

impl What {
    fn json(&self) -> Value {
        let text = |id: &Option<Id>| id.map(|id| id.to_string());
        match self {
            Self::Sent { number, key } => json!({ "what": "sent", "number": number, "key": key }),
            Self::Acknowledged { number, id } => json!({ "what": "acknowledged", "number": number, "id": id.to_string() }),
            Self::Refused { number, why } => json!({ "what": "refused", "number": number, "why": why }),
            Self::Opened { transport, after, cursor, reset } => json!({
                "what": "opened", "transport": transport.name(), "after": text(after), "cursor": text(cursor), "reset": reset,
            }),
            Self::Received { transport, id, payload } => json!({
                "what": "received", "transport": transport.name(), "id": id.to_string(), "by": &*payload.by, "number": payload.number,
            }),
            Self::Reset { cursor } => json!({ "what": "reset", "cursor": text(cursor) }),
            Self::Parted { transport, why } => json!({ "what": "parted", "transport": transport.name(), "why": why }),
            Self::FellBack { from, to } => json!({ "what": "fell back", "from": from.name(), "to": to.name() }),
        }
    }
}
