//! A topic as this node hears it: one queue for all who listen, each at a place of its own.
//!
//! What stands between a listener's place and the end is its queue. So a slow listener takes no memory, and slows nobody.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
//% if replies
use std::time::Instant;
//% endif

use parking_lot::Mutex;
use tokio::sync::Notify;
//% if sse or websocket
use tokio::sync::futures::Notified;
//% endif

use super::config::Settings;
use super::cursor::Cursor;
use super::event::Event;
//% if sse or websocket
use super::event::Passing;
//% endif
use super::queue::{Item, News, Place, Queue};
//% if sse or websocket
use super::row::Rows;
//% endif

pub struct Live {
//% if replies
    /// Since when somebody listens.
    pub since: Instant,
//% endif
    state: Mutex<State>,
    /// Something is new.
    changed: Notify,
    /// Who listens.
    pub tuned: AtomicUsize,
//% if sse or websocket
    pub rows: Rows,
//% endif
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
//% if sse or websocket
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
//% else
#[derive(Debug)]
//% endif
pub struct Seat {
    place: Place,
//% if redis
    /// Before the log was last read.
    breaks: Breaks,
//% endif
}
//% if redis

/// How often the queue was broken off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Breaks {
    all: u64,
    /// Of these, how often because history was lost.
    losses: u64,
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
            tuned: AtomicUsize::new(0),
//% if sse or websocket
            rows: Rows::default(),
//% endif
        }
    }

    /// A seat at the end of the queue. From now on what passes by is kept for it, as far as the queue goes.
    pub fn seat(&self) -> Seat {
        let state = self.state.lock();
        Seat {
            place: state.queue.end(),
//% if redis
            breaks: state.breaks,
//% endif
        }
    }

    /// Moves a seat behind the events for a listener who knows the topic up to `cursor`.
//% if redis
    /// False where this node knows more, or where the queue was broken off since the log was last read.
//% else
    /// False where this node knows more.
//% endif
    pub fn join(&self, seat: &mut Seat, cursor: Cursor) -> bool {
        let mut state = self.state.lock();
//% if redis
        if seat.breaks != state.breaks || state.last.is_some_and(|last| last > cursor) {
            return false;
        }
//% else
        if state.last.is_some_and(|last| last > cursor) {
            return false;
        }
//% endif
        // Not moved on: others may still wait for what lies between.
        state.last.get_or_insert(cursor);
//% if sse or websocket
        seat.place = state.queue.behind_events(seat.place);
//% else
        seat.place = state.queue.end();
//% endif
        true
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

//% if sse or websocket
    /// Something that is new, from when this is enabled on.
    pub fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// What is new for a seat, and the seat behind it. Absent within: the queue was broken off.
    pub fn peek(&self, seat: Seat) -> Option<(Option<News>, Seat)> {
        let state = self.state.lock();
//% if redis
        if seat.breaks != state.breaks {
            return Some((None, seat));
        }
//% endif
        let news = state.queue.since(seat.place)?;
        let place = state.queue.end();
//% if redis
        Some((Some(news), Seat { place, ..seat }))
//% else
        Some((Some(news), Seat { place }))
//% endif
    }

//% endif
    /// Waits for something new for a seat, which moves on behind it. Nothing is lost where the wait is given up.
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

    /// What is new for a seat, without waiting.
    pub fn hear(&self, seat: &mut Seat) -> Option<Heard> {
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

    /// A listener is about to read the log again; whether history was lost since it last did.
    pub fn reads_again(&self, seat: &mut Seat) -> bool {
        let now = self.state.lock().breaks;
        let before = std::mem::replace(&mut seat.breaks, now);
        now.losses != before.losses
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
}
