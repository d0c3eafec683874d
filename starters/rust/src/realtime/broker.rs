//! Where topics live: their logs, the keys of what was published, and what is kept for a short while.

use std::fmt;

use super::cursor::Cursor;
use super::event::Message;
//% if sse or websocket
use super::event::Passing;
//% endif
use super::feature::TopicId;
use super::memory::Memory;
//% if redis
use super::redis::Redis;
//% endif
use super::window::{From, Most, Newest, Page};

/// Why a broker does not do what it was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The topic has had its last event.
    Ended,
    /// There is no room for another topic.
    Full,
//% if redis
    /// The broker does not answer.
    Away,
//% endif
}

impl Refusal {
    /// What a client is told.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Ended => "The topic has had its last event.",
            Self::Full => "There is no room for another topic.",
//% if redis
            Self::Away => "The broker does not answer; try again soon.",
//% endif
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.sentence())
    }
}

pub type Answer<T> = Result<T, Refusal>;

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Published {
    pub id: Cursor,
    /// It was not there before, under its key.
    pub fresh: bool,
}

/// The SHA-256 of feature, topic, subject and key: by whom what was published.
pub type KeyDigest = [u8; 32];

pub enum Broker {
    Memory(Memory),
//% if redis
    Redis(Redis),
//% endif
}

impl Broker {
    /// Adds an event to a topic's log and announces it; where the key was used, gives the id that it had then.
    pub async fn publish(
        &self,
        topic: &TopicId,
        message: &Message,
        key: Option<KeyDigest>,
    ) -> Answer<Published> {
        match self {
            Self::Memory(memory) => memory.publish(topic, message, key),
//% if redis
            Self::Redis(redis) => redis.publish(topic, message, key).await,
//% endif
        }
    }
//% if sse or websocket

    /// Hands on what has neither id nor history.
    pub async fn pass(&self, topic: &TopicId, passing: Passing) -> Answer<()> {
        match self {
            Self::Memory(memory) => memory.pass(topic, passing),
//% if redis
            Self::Redis(redis) => redis.pass(topic, &passing).await?,
//% endif
        }
        Ok(())
    }
//% endif

    /// What follows a cursor, oldest first.
    pub async fn read(&self, topic: &TopicId, from: From, most: Most) -> Answer<Page> {
        match self {
            Self::Memory(memory) => memory.read(topic, from, most),
//% if redis
            Self::Redis(redis) => redis.read(topic, from, most).await,
//% endif
        }
    }

    /// The newest events.
    pub async fn newest(&self, topic: &TopicId, count: usize) -> Answer<Newest> {
        match self {
            Self::Memory(memory) => memory.newest(topic, count),
//% if redis
            Self::Redis(redis) => redis.newest(topic, count).await,
//% endif
        }
    }
//% if tickets or replies

    /// Keeps a value for a while under a name that is not taken; what is there already is returned instead.
    pub async fn keep(&self, name: &str, value: &str, seconds: u64) -> Answer<Option<String>> {
        match self {
            Self::Memory(memory) => memory.keep(name, value, seconds),
//% if redis
            Self::Redis(redis) => redis.keep(name, value, seconds).await,
//% endif
        }
    }
//% endif
//% if replies

    /// The value that is kept under a name.
    pub async fn look_up(&self, name: &str) -> Answer<Option<String>> {
        match self {
            Self::Memory(memory) => Ok(memory.look_up(name)),
//% if redis
            Self::Redis(redis) => redis.look_up(name).await,
//% endif
        }
    }
//% endif
//% if tickets

    /// The value that is kept under a name, which only the first who asks gets.
    pub async fn take(&self, name: &str) -> Answer<Option<String>> {
        match self {
            Self::Memory(memory) => Ok(memory.take(name)),
//% if redis
            Self::Redis(redis) => redis.take(name).await,
//% endif
        }
    }
//% endif

    /// Whether it answers.
    pub fn is_there(&self) -> bool {
        match self {
            Self::Memory(_) => true,
//% if redis
            Self::Redis(redis) => redis.is_there(),
//% endif
        }
    }

    /// Lets go of what has expired; to be called about once a second.
    pub fn sweep(&self) {
        match self {
            Self::Memory(memory) => memory.sweep(),
//% if redis
            Self::Redis(_) => {}
//% endif
        }
    }
}
