//! The log of one topic in this process.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::cursor::Cursor;
use super::event::{Event, Message};
use super::feature::Missed;
use super::window::{From, Most, Newest, Page, Record};

#[derive(Debug)]
pub struct Log {
    floor: Cursor,
    last: Cursor,
    ended: bool,
    events: VecDeque<Arc<Event>>,
    bytes: usize,
    /// When it was last published to, or made.
    pub touched: Instant,
}

impl Log {
    /// `now`: milliseconds since 1970.
    pub fn new(now: u64) -> Self {
        let birth = Cursor::at(now);
        Self {
            floor: birth,
            last: birth,
            ended: false,
            events: VecDeque::new(),
            bytes: 0,
            touched: Instant::now(),
        }
    }

    pub fn record(&self) -> Record {
        Record {
            floor: self.floor,
            last: self.last,
            ended: self.ended,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The bytes that its events take in memory, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds an event, and lets go of the oldest where there are more than `most`.
    pub fn append(&mut self, topic: &str, message: &Message, now: u64, most: usize) -> Arc<Event> {
        let event = Arc::new(Event::new(self.last.next(now), topic, message));
        self.last = event.id;
        self.ended = event.end;
        self.bytes += event.weight();
        self.events.push_back(Arc::clone(&event));
        self.touched = Instant::now();
        while self.events.len() > most {
            self.drop_oldest();
        }
        event
    }

    /// Lets go of everything; who comes back with an older cursor gets a reset.
    pub fn clear(&mut self) {
        self.events = VecDeque::new();
        self.bytes = 0;
        self.floor = self.last;
    }

    pub fn drop_oldest(&mut self) {
        if let Some(oldest) = self.events.pop_front() {
            self.bytes -= oldest.weight();
            self.floor = oldest.id;
        }
    }

    /// What follows `from`, oldest first.
    pub fn read(&self, from: From, missed: Missed, most: Most) -> Page {
        let record = self.record();
        let start = record.start(self.known(from), missed);
        let rest = self.events.range(self.first(start.cursor, missed)..);
        let mut bytes = 0;
        let mut events = Vec::new();
        for event in rest.clone() {
            bytes += event.json().len();
            if events.len() == most.events || (bytes > most.bytes && !events.is_empty()) {
                break;
            }
            events.push(Arc::clone(event));
        }
        let more = events.len() < rest.len();
        Page {
            start,
            events,
            more,
            record,
        }
    }

    /// The newest events, oldest of them first.
    pub fn newest(&self, count: usize) -> Newest {
        let first = self.events.len().saturating_sub(count);
        Newest {
            record: self.record(),
            events: self.events.range(first..).cloned().collect(),
        }
    }

    /// A cursor that this log never gave is worth nothing, also where it lies between two that it did: it is of a time before a
    /// restart, and the clock went back since.
    fn known(&self, from: From) -> From {
        match from {
            From::After(cursor) if cursor > self.floor && !self.has(cursor) => From::Malformed,
            _ => from,
        }
    }

    fn has(&self, id: Cursor) -> bool {
        self.events
            .binary_search_by_key(&id, |event| event.id)
            .is_ok()
    }

    /// The position of the first event that a reader at `cursor` gets.
    fn first(&self, cursor: Cursor, missed: Missed) -> usize {
        let unseen = self.events.partition_point(|event| event.id <= cursor);
        match missed {
//% if replay
            Missed::Replay => unseen,
//% endif
//% if skip
            Missed::Skip => unseen.max(self.events.len().saturating_sub(1)),
//% endif
        }
    }
}
