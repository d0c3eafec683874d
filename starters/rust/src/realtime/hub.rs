//! The topics that somebody on this node listens to.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
//% if replies
use std::time::Duration;
//% endif

use parking_lot::Mutex;

use super::config::Settings;
use super::cursor::Cursor;
use super::event::Event;
//% if sse or websocket
use super::event::Passing;
//% endif
use super::feature::TopicId;
//% if redis
use super::live::{Heard, Live, Merge, Seat};
//% else
use super::live::{Heard, Live, Seat};
//% endif
//% if sse or websocket
use super::port::{Port, Standing};
use super::row::{Member, Way};

/// Listeners from which on it pays to write to them in rows.
const CROWD: usize = 8;
//% endif

pub struct Hub {
    settings: Arc<Settings>,
    topics: Mutex<HashMap<TopicId, Arc<Live>>>,
}

impl Hub {
    pub fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            topics: Mutex::default(),
        }
    }

    /// A topic as this node hears it. From now on what is announced there is kept for who will listen.
    pub fn tune_in(self: &Arc<Self>, topic: &TopicId) -> Tuned {
        let mut topics = self.topics.lock();
        let live = topics
            .entry(topic.clone())
            .or_insert_with(|| Arc::new(Live::new(&self.settings)));
        live.tuned.fetch_add(1, Ordering::Relaxed);
        Tuned {
            hub: Arc::clone(self),
            topic: topic.clone(),
            seat: live.seat(),
            live: Arc::clone(live),
        }
    }

//% if replies

    /// Those topics of a kind that somebody has been listening to for longer than this.
    pub fn heard_for(&self, time: Duration, kind: impl Fn(&TopicId) -> bool) -> Vec<TopicId> {
        let topics = self.topics.lock();
        let old = topics
            .iter()
            .filter(|(topic, live)| kind(topic) && live.since.elapsed() > time);
        old.map(|(topic, _)| topic.clone()).collect()
    }
//% endif

    pub fn is_heard(&self, topic: &TopicId) -> bool {
        self.topics.lock().contains_key(topic)
    }

    /// An event that follows the one before it.
    pub fn deliver(&self, topic: &TopicId, event: &Arc<Event>) {
        if let Some(live) = self.find(topic) {
            live.deliver(event);
        }
    }
//% if sse or websocket

    pub fn pass(&self, topic: &TopicId, passing: Passing) {
        if let Some(live) = self.find(topic) {
            live.pass(Arc::new(passing));
        }
    }
//% endif
//% if redis

    /// An event that another node may have published; `prev` is the one before it.
    pub fn merge(&self, topic: &TopicId, prev: Cursor, event: &Arc<Event>) -> Merge {
        self.find(topic)
            .map_or(Merge::Done, |live| live.merge(prev, event))
    }

    /// The topics that somebody listens to, and up to where this node knows them; absent where nobody is level with them yet.
    pub fn heard(&self) -> Vec<(TopicId, Option<Cursor>)> {
        let topics = self.topics.lock();
        let known = topics
            .iter()
            .map(|(topic, live)| (topic.clone(), live.last()));
        known.collect()
    }

    /// Up to where this node knows a topic.
    pub fn last(&self, topic: &TopicId) -> Option<Cursor> {
        self.find(topic).and_then(|live| live.last())
    }

    /// Has every listener of a topic read from the broker again; `lost`: with a reset.
    pub fn break_off(&self, topic: &TopicId, lost: bool) {
        if let Some(live) = self.find(topic) {
            live.break_off(lost);
        }
    }
//% endif

    fn find(&self, topic: &TopicId) -> Option<Arc<Live>> {
        let topics = self.topics.lock();
        topics.get(topic).map(Arc::clone)
    }
}

/// A topic that is heard for as long as this is held.
pub struct Tuned {
    hub: Arc<Hub>,
    topic: TopicId,
    live: Arc<Live>,
    seat: Seat,
}

impl Tuned {
    pub fn topic(&self) -> &TopicId {
        &self.topic
    }

    /// The log has been read up to `cursor`. Whether what comes next is heard from here on; else the log is to be read again.
    pub fn join(&mut self, cursor: Cursor) -> bool {
        self.live.join(&mut self.seat, cursor)
    }

    /// Waits for what comes next, for who has joined. Nothing is lost where the wait is given up.
    pub async fn next(&mut self) -> Heard {
        self.live.next(&mut self.seat).await
    }
//% if sse or websocket

    /// What there is now, for who has joined.
    pub fn heard(&mut self) -> Option<Heard> {
        self.live.hear(&mut self.seat)
    }

    /// Whether so many listen that rows pay.
    pub fn is_crowded(&self) -> bool {
        self.live.tuned.load(Ordering::Relaxed) >= CROWD
    }

    /// Has a row write to a client who has joined.
    pub fn enter(&self, way: &Way, port: &Arc<Port>, standing: Standing) -> Member {
        self.live.rows.enter(&self.live, way, port, standing)
    }

    pub fn seat(&self) -> Seat {
        self.seat
    }

    /// Goes on from where a row got to.
    pub fn move_to(&mut self, seat: Seat) {
        self.seat = seat;
    }
//% endif
//% if redis

    /// The log is about to be read again; whether history was lost since it last was.
    pub fn reads_again(&mut self) -> bool {
        self.live.reads_again(&mut self.seat)
    }
//% endif
}

impl Drop for Tuned {
    fn drop(&mut self) {
        let mut topics = self.hub.topics.lock();
        if self.live.tuned.fetch_sub(1, Ordering::Relaxed) == 1 {
            topics.remove(&self.topic);
        }
    }
}
