//! Events, encoded once for all who get them.

//% if sse or websocket
use std::sync::OnceLock;
//% endif
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
//% if websocket
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
//% endif

use super::cursor::Cursor;

/// The type of a topic's last event.
pub const END: &str = "end";

/// The forms in which an event is kept once it was delivered.
//% if sse and websocket
const FORMS: usize = 3;
//% elif sse or websocket
const FORMS: usize = 2;
//% else
const FORMS: usize = 1;
//% endif

/// What is to be published, checked.
#[derive(Clone, Debug)]
pub struct Message {
    pub kind: String,
    /// JSON on one line.
    pub data: String,
}

/// An event of a topic's log.
#[derive(Debug)]
pub struct Event {
    pub id: Cursor,
    /// Whether it is the last of its topic.
    pub end: bool,
    json: Bytes,
//% if sse
    stream: OnceLock<Bytes>,
//% endif
//% if websocket
    frame: OnceLock<Bytes>,
//% endif
}

impl Event {
    pub fn new(id: Cursor, topic: &str, message: &Message) -> Self {
        let Message { kind, data } = message;
        let at = written(id.milliseconds);
        let json = format!(
            r#"{{"id":"{id}","topic":"{topic}","type":"{kind}","data":{data},"at":"{at}"}}"#
        );
        Self {
            id,
            end: kind == END,
            json: json.into(),
//% if sse
            stream: OnceLock::new(),
//% endif
//% if websocket
            frame: OnceLock::new(),
//% endif
        }
    }

    /// The whole event as JSON on one line.
    pub fn json(&self) -> &Bytes {
        &self.json
    }

    /// The bytes that it takes in memory, about: each transport's form is a copy.
    pub fn weight(&self) -> usize {
        size_of::<Self>() + FORMS * self.json.len()
    }
//% if sse

    /// As a block of an event stream. JSON escapes line breaks, so that nothing in it can begin a line.
    pub fn stream(&self) -> Bytes {
        let block = || {
            let name = if self.end { "event: end\n" } else { "" };
            Bytes::from(
                [
                    name.as_bytes(),
                    format!("id: {}\ndata: ", self.id).as_bytes(),
                    &self.json,
                    b"\n\n",
                ]
                .concat(),
            )
        };
        self.stream.get_or_init(block).clone()
    }
//% endif
//% if websocket

    /// As a frame of a socket.
    pub fn frame(&self) -> Bytes {
        self.frame.get_or_init(|| wrapped(&self.json)).clone()
    }
//% endif
}
//% if sse or websocket

/// An event that passes by: without id and history.
#[derive(Debug)]
pub enum Passing {
    /// A typing sign.
    Sign(Sign),
//% if binary
    /// What a socket sent in a binary frame.
    Relayed(Relayed),
//% endif
}

impl Passing {
    /// Bytes, about.
    pub fn size(&self) -> usize {
        match self {
            Self::Sign(sign) => sign.json.len(),
//% if binary
            Self::Relayed(relayed) => relayed.frame.len(),
//% endif
        }
    }
}

//% if binary
/// A binary frame for the other sockets of a topic.
#[derive(Debug)]
pub struct Relayed {
//% if redis
    pub bytes: Bytes,
//% endif
    /// The socket that it came from.
    pub sender: u128,
    frame: Bytes,
}

impl Relayed {
    pub fn new(bytes: Bytes, sender: u128) -> Self {
//% if redis
        Self {
            frame: framed(bytes.clone(), Data::Binary),
            bytes,
            sender,
        }
//% else
        Self {
            frame: framed(bytes, Data::Binary),
            sender,
        }
//% endif
    }

    pub fn frame(&self) -> Bytes {
        self.frame.clone()
    }
}

//% endif
/// An ephemeral event.
#[derive(Debug)]
pub struct Sign {
//% if redis
    pub message: Message,
//% endif
    json: Bytes,
//% if sse
    stream: OnceLock<Bytes>,
//% endif
//% if websocket
    frame: OnceLock<Bytes>,
//% endif
}

impl Sign {
    /// `now`: milliseconds since 1970.
//% if not redis
    #[expect(clippy::needless_pass_by_value, reason = "across machines it is kept")]
//% endif
    pub fn new(topic: &str, message: Message, now: u64) -> Self {
        let Message { kind, data } = &message;
        let at = written(now);
        let json = format!(r#"{{"topic":"{topic}","type":"{kind}","data":{data},"at":"{at}"}}"#);
        Self {
            json: json.into(),
//% if redis
            message,
//% endif
//% if sse
            stream: OnceLock::new(),
//% endif
//% if websocket
            frame: OnceLock::new(),
//% endif
        }
    }
//% if sse

    pub fn stream(&self) -> Bytes {
        let block = || Bytes::from([b"data: ", &*self.json, b"\n\n"].concat());
        self.stream.get_or_init(block).clone()
    }
//% endif
//% if websocket

    pub fn frame(&self) -> Bytes {
        self.frame.get_or_init(|| wrapped(&self.json)).clone()
    }
//% endif
}
//% endif
//% if websocket

fn wrapped(json: &[u8]) -> Bytes {
    let text = [br#"{"event":"#, json, b"}"].concat();
    framed(text, Data::Text)
}

/// As one frame from a server, which has no mask: the same for everybody.
fn framed(payload: impl Into<Bytes>, kind: Data) -> Bytes {
    let frame = Frame::message(payload, OpCode::Data(kind), true);
    let mut bytes = Vec::with_capacity(frame.len());
    frame.format(&mut bytes).expect("a vector takes everything");
    bytes.into()
}
//% endif
//% if sse or websocket

/// Several pieces as one; of one alone, the bytes that all who get it share.
pub fn joined(mut pieces: impl Iterator<Item = Bytes>) -> Bytes {
    let first = pieces.next().unwrap_or_default();
    let Some(second) = pieces.next() else {
        return first;
    };
    let mut all = [first, second].concat();
    pieces.for_each(|piece| all.extend_from_slice(&piece));
    all.into()
}
//% endif

/// Milliseconds since 1970 as RFC 3339 writes them.
pub fn written(milliseconds: u64) -> impl std::fmt::Display {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(milliseconds))
}
