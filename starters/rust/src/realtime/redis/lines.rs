//! What the script answers with.

use std::sync::Arc;

use redis::{FromRedisValue, ParsingError, Value, from_redis_value};

use super::super::cursor::Cursor;
use super::super::event::{Event, Message};
use super::super::window::{Newest, Page, Record, Start};

/// Some events of a topic and its record.
pub struct PageLines {
    record: Record,
    start: Start,
    more: bool,
    entries: Vec<String>,
}

impl PageLines {
    pub fn page(self, topic: &str) -> Page {
        Page {
            start: self.start,
            events: events(topic, self.entries),
            more: self.more,
            record: self.record,
        }
    }
}

/// The newest events of a topic and its record.
pub struct NewestLines {
    record: Record,
    entries: Vec<String>,
}

impl NewestLines {
    pub fn newest(self, topic: &str) -> Newest {
        Newest {
            record: self.record,
            events: events(topic, self.entries),
        }
    }
}

impl FromRedisValue for PageLines {
    fn from_redis_value(value: Value) -> Result<Self, ParsingError> {
        type Lines = (String, String, bool, String, bool, bool, Vec<String>);
        let (floor, last, ended, from, reset, more, entries): Lines = from_redis_value(value)?;
        let start = Start {
            cursor: cursor(&from)?,
            reset,
        };
        Ok(Self {
            record: record(&floor, &last, ended)?,
            start,
            more,
            entries,
        })
    }
}

impl FromRedisValue for NewestLines {
    fn from_redis_value(value: Value) -> Result<Self, ParsingError> {
        let (floor, last, ended, entries): (String, String, bool, Vec<String>) =
            from_redis_value(value)?;
        Ok(Self {
            record: record(&floor, &last, ended)?,
            entries,
        })
    }
}

fn record(floor: &str, last: &str, ended: bool) -> Result<Record, ParsingError> {
    Ok(Record {
        floor: cursor(floor)?,
        last: cursor(last)?,
        ended,
    })
}

fn cursor(text: &str) -> Result<Cursor, ParsingError> {
    text.parse()
        .map_err(|_| ParsingError::from(format!("{text:?} is no id")))
}

/// The events of a flat list of ids, types and data.
fn events(topic: &str, entries: Vec<String>) -> Vec<Arc<Event>> {
    let mut entries = entries.into_iter();
    let mut events = Vec::new();
    while let (Some(id), Some(kind), Some(data)) = (entries.next(), entries.next(), entries.next())
    {
        if let Ok(id) = id.parse() {
            events.push(Arc::new(Event::new(id, topic, &Message { kind, data })));
        }
    }
    events
}
