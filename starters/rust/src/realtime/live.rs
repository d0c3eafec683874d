//! A topic as this node hears it: one queue for all who listen, each at a place of its own.
//!
//! What stands between a listener's place and the end is its queue. So a slow listener takes no memory, and slows nobody.

use std::sync::Arc;
//% if replies
use std::time::Instant;
//% endif

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::config::Settings;
use super::cursor::Cursor;
use super::event::Event;
//% if sse or websocket
use super::event::Passing;
//% endif
use super::queue::{Item, News, Place, Queue};

pub struct Live {
//% if replies
    /// Since when somebody listens.
    pub since: Instant,
//% endif
    state: Mutex<State>,
    /// Something is new.
    changed: Notify,
}

struct State {
    /// Up to where this node knows the topic; absent until somebody has joined or something has come.
    last: Option<Cursor>,
    queue: Queue,
//% if redis
    breaks: Breaks,
//% endif
}

/// Where a listener stands.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    place: Place,
//% if redis
    breaks: Breaks,
//% endif
}
//% if redis

/// How often the queue was broken off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Breaks {
    all: u64,
    /// Of these, how often because history was lost.
    losses: u64,
}

impl Breaks {
    /// Whether history was lost since.
    pub fn lost_since(self, before: Self) -> bool {
        self.losses != before.losses
    }
}

/// What became of an announcement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Merge {
    /// It was delivered, or known already.
    Done,
    /// There are events between what is known, which is here, and the announced one.
    Gap(Cursor),
    /// The broker has forgotten what is known here.
    Lost,
}
//% endif

/// What a listener finds.
#[derive(Debug)]
pub enum Heard {
    News(News),
//% if redis
    /// The queue was broken off: the listener is to read from the broker again.
    Broken,
//% endif
}

impl Live {
    pub fn new(settings: &Settings) -> Self {
        let state = State {
            last: None,
            queue: Queue::new(settings.queue_length, settings.queue_bytes),
//% if redis
            breaks: Breaks::default(),
//% endif
        };
        Self {
//% if replies
            since: Instant::now(),
//% endif
            state: Mutex::new(state),
            changed: Notify::new(),
        }
    }

//% if redis
    /// A seat at the end of the queue for a listener who knows the topic up to `cursor`; nothing where this node knows more, or where
    /// the queue was broken off since `breaks`.
    pub fn join(&self, cursor: Cursor, breaks: Breaks) -> Option<Seat> {
        let mut state = self.state.lock();
        if state.breaks != breaks {
            return None;
        }
//% else
    /// A seat at the end of the queue for a listener who knows the topic up to `cursor`; nothing where this node knows more.
    pub fn join(&self, cursor: Cursor) -> Option<Seat> {
        let mut state = self.state.lock();
//% endif
        if state.last.is_some_and(|last| last > cursor) {
            return None;
        }
        // Not moved on: others may still wait for what lies between.
        state.last.get_or_insert(cursor);
        Some(state.seat())
    }

    /// An event that follows the one before it.
    pub fn deliver(&self, event: &Arc<Event>) {
        self.state.lock().deliver(event);
        self.changed.notify_waiters();
    }
//% if sse or websocket

    pub fn pass(&self, passing: Arc<Passing>) {
        self.state.lock().queue.push(Item::Passing(passing));
        self.changed.notify_waiters();
    }
//% endif

    /// Waits for something new since a seat was taken, which moves on behind it. Nothing is lost where the wait is given up.
    pub async fn next(&self, seat: &mut Seat) -> Heard {
        loop {
            if let Some(heard) = self.hear(seat) {
                return heard;
            }
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // From here on nothing goes unnoticed.
            changed.as_mut().enable();
            if let Some(heard) = self.hear(seat) {
                return heard;
            }
            changed.await;
        }
    }

    fn hear(&self, seat: &mut Seat) -> Option<Heard> {
        let state = self.state.lock();
//% if redis
        if seat.breaks != state.breaks {
            return Some(Heard::Broken);
        }
//% endif
        let news = state.queue.since(seat.place)?;
        seat.place = state.queue.end();
        Some(Heard::News(news))
    }
//% if redis

    /// An announced event, where `prev` is the one before it.
    pub fn merge(&self, prev: Cursor, event: &Arc<Event>) -> Merge {
        let mut state = self.state.lock();
        match state.last {
            Some(last) if event.id <= last => return Merge::Done,
            Some(last) if prev > last => return Merge::Gap(last),
            Some(last) if prev < last => return Merge::Lost,
            _ => state.deliver(event),
        }
        drop(state);
        self.changed.notify_waiters();
        Merge::Done
    }

    pub fn breaks(&self) -> Breaks {
        self.state.lock().breaks
    }

    /// Up to where this node knows the topic.
    pub fn last(&self) -> Option<Cursor> {
        self.state.lock().last
    }

    /// Has every listener read from the broker again.
    pub fn break_off(&self, lost: bool) {
        let mut state = self.state.lock();
        state.breaks.all += 1;
        state.breaks.losses += u64::from(lost);
        // Who joins next says how far this node knows the topic.
        state.last = None;
        drop(state);
        self.changed.notify_waiters();
    }
//% endif
}

impl State {
    fn deliver(&mut self, event: &Arc<Event>) {
        self.last = Some(event.id);
        self.queue.push(Item::Event(Arc::clone(event)));
    }

    fn seat(&self) -> Seat {
        Seat {
            place: self.queue.end(),
//% if redis
            breaks: self.breaks,
//% endif
        }
    }
}
