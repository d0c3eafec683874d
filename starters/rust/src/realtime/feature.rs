//! What the machinery knows of a feature. The features themselves are in `app::features`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ptr;
use std::sync::Arc;

//% if tickets or (redis and long_polling)
use crate::app::features::FEATURES;

//% endif
/// One live feature of the app.
#[derive(Debug)]
pub struct Feature {
    /// The first segment of its URLs.
    pub name: &'static str,
    /// The decided transport first, then those that clients fall back on.
    pub transports: &'static [Transport],
    /// What a client gets that was away.
    pub missed: Missed,
    /// Whether clients send without a token that says so.
    pub client_sends: bool,
//% if binary
    /// Whether sockets pass binary frames on.
    pub binary: bool,
//% endif
//% if replies
    /// Whether it answers requests, one streamed reply each.
    pub replies: bool,
//% endif
//% if short_polling
    /// Seconds between two polls, as clients are told.
    pub poll_seconds: u32,
//% endif
//% if shared_cache
    /// Seconds for which a shared cache may keep a poll's answer; 0: it may not.
    pub shared_seconds: u32,
//% endif
}

/// How events reach a client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transport {
//% if short_polling
    ShortPolling,
//% endif
//% if long_polling
    LongPolling,
//% endif
//% if sse
    Sse,
//% endif
//% if websocket
    Websocket,
//% endif
}

/// What becomes of the events that a client was not there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missed {
//% if replay
    /// It gets them all, as long as they are kept.
    Replay,
//% endif
//% if skip
    /// It gets the newest, which is the whole state.
    Skip,
//% endif
}

//% if redis
impl Missed {
    /// As the script calls it.
    pub fn name(self) -> &'static str {
        match self {
//% if replay
            Self::Replay => "replay",
//% endif
//% if skip
            Self::Skip => "skip",
//% endif
        }
    }
}

//% endif
impl Feature {
    pub fn serves(&self, transport: Transport) -> bool {
        self.transports.contains(&transport)
    }
//% if tickets or (redis and long_polling)

    pub fn find(name: &str) -> Option<&'static Self> {
        FEATURES.iter().find(|feature| feature.name == name)
    }
//% endif
}

impl Transport {
    /// As metrics and logs call it.
    pub fn name(self) -> &'static str {
        match self {
//% if short_polling
            Self::ShortPolling => "short-polling",
//% endif
//% if long_polling
            Self::LongPolling => "long-polling",
//% endif
//% if sse
            Self::Sse => "sse",
//% endif
//% if websocket
            Self::Websocket => "websocket",
//% endif
        }
    }
}

/// A topic of a feature: a room, a document, a user.
#[derive(Clone)]
pub struct TopicId {
    pub feature: &'static Feature,
    pub name: Arc<str>,
}

impl PartialEq for TopicId {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.feature, other.feature) && self.name == other.name
    }
}

impl Eq for TopicId {}

impl Hash for TopicId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(self.feature, state);
        self.name.hash(state);
    }
}

impl fmt::Display for TopicId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.feature.name, self.name)
    }
}
