//! The topics that somebody on this node listens to.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::config::Settings;
//% if redis
use super::cursor::Cursor;
//% endif
use super::event::Event;
//% if sse or websocket
use super::event::Passing;
//% endif
use super::feature::TopicId;
use super::live::Live;
//% if redis
use super::live::Merge;
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
        Tuned {
            hub: Arc::clone(self),
            topic: topic.clone(),
            live: Arc::clone(live),
        }
    }

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

    /// The topics that somebody is level with, and up to where this node knows them.
    pub fn heard(&self) -> Vec<(TopicId, Cursor)> {
        let topics = self.topics.lock();
        let known = topics
            .iter()
            .filter_map(|(topic, live)| Some((topic.clone(), live.last()?)));
        known.collect()
    }

    /// Has every listener of a topic read from the broker again; `lost`: with a reset.
    pub fn break_off(&self, topic: &TopicId, lost: bool) {
        if let Some(live) = self.find(topic) {
            live.break_off(lost);
        }
    }
//% endif

    fn find(&self, topic: &TopicId) -> Option<Arc<Live>> {
        self.topics.lock().get(topic).cloned()
    }
}

/// A topic that is heard for as long as this is held.
pub struct Tuned {
    hub: Arc<Hub>,
    topic: TopicId,
    live: Arc<Live>,
}

impl Tuned {
    pub fn topic(&self) -> &TopicId {
        &self.topic
    }

    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }
}

impl Drop for Tuned {
    fn drop(&mut self) {
        let mut topics = self.hub.topics.lock();
        // This one and the map's own.
        if Arc::strong_count(&self.live) <= 2 {
            topics.remove(&self.topic);
        }
    }
}
