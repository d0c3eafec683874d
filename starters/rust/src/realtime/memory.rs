//! The broker in this process: nothing to install, and a restart forgets.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{ArcMutexGuard, Mutex, RawMutex};

use super::broker::{Answer, KeyDigest, Published, Refusal};
use super::config::Settings;
use super::cursor::Cursor;
use super::event::Message;
//% if sse or websocket
use super::event::Passing;
//% endif
use super::feature::TopicId;
use super::history::Log;
//% if long_polling or sse or websocket
use super::hub::Hub;
//% endif
use super::metrics::Metrics;
//% if replies
use super::replies;
//% endif
use super::window::{From, Most, Newest, Page};
use super::{clock, expiring};

pub struct Memory {
    settings: Arc<Settings>,
//% if long_polling or sse or websocket
    hub: Arc<Hub>,
//% endif
    metrics: Arc<Metrics>,
    logs: Mutex<HashMap<TopicId, Arc<Mutex<Log>>>>,
    /// The bytes of all events.
    bytes: AtomicUsize,
    keys: Mutex<expiring::Map<KeyDigest, Cursor>>,
//% if tickets or replies
    kept: Mutex<expiring::Map<String, String>>,
//% endif
}

impl Memory {
//% if long_polling or sse or websocket
    pub fn new(settings: Arc<Settings>, hub: Arc<Hub>, metrics: Arc<Metrics>) -> Self {
//% else
    pub fn new(settings: Arc<Settings>, metrics: Arc<Metrics>) -> Self {
//% endif
        let keys = expiring::Map::new(settings.max_keys);
//% if tickets or replies
        let kept = expiring::Map::new(settings.max_keys);
//% endif
        Self {
            settings,
//% if long_polling or sse or websocket
            hub,
//% endif
            metrics,
            logs: Mutex::default(),
            bytes: AtomicUsize::new(0),
            keys: Mutex::new(keys),
//% if tickets or replies
            kept: Mutex::new(kept),
//% endif
        }
    }

    pub fn publish(
        &self,
        topic: &TopicId,
        message: &Message,
        key: Option<KeyDigest>,
    ) -> Answer<Published> {
        // Held throughout, so that of two that publish with one key at the same moment only one does.
        let mut keys = key.map(|key| (key, self.keys.lock()));
        if let Some((key, keys)) = &keys
            && let Some(id) = keys.get(key)
        {
            let (id, fresh) = (*id, false);
            return Ok(Published { id, fresh });
        }
        let id = self.append(topic, message)?;
        if let Some((key, keys)) = &mut keys {
            let forgotten = keys.insert(*key, id, Duration::from_secs(self.settings.key_seconds));
            self.metrics.keys_forgotten.inc_by(forgotten);
        }
        drop(keys);
        self.make_room();
        Ok(Published { id, fresh: true })
    }

    fn append(&self, topic: &TopicId, message: &Message) -> Answer<Cursor> {
        let mut log = self.log(topic)?;
        if log.record().ended {
            return Err(Refusal::Ended);
        }
        let before = log.bytes();
        let event = log.append(
            &topic.name,
            message,
            clock::now(),
            self.settings.history_length,
        );
        self.count(before, log.bytes());
//% if long_polling or sse or websocket
        // Announced under the log's lock, so that listeners get events in their order.
        self.hub.deliver(topic, &event);
//% endif
        Ok(event.id)
    }
//% if sse or websocket

    pub fn pass(&self, topic: &TopicId, passing: Passing) {
        self.hub.pass(topic, passing);
    }
//% endif

    pub fn read(&self, topic: &TopicId, from: From, most: Most) -> Answer<Page> {
        Ok(self.log(topic)?.read(from, topic.feature.missed, most))
    }

    pub fn newest(&self, topic: &TopicId, count: usize) -> Answer<Newest> {
        Ok(self.log(topic)?.newest(count))
    }
//% if tickets or replies

    pub fn keep(&self, name: &str, value: &str, seconds: u64) -> Answer<Option<String>> {
        let mut kept = self.kept.lock();
        if let Some(there) = kept.get(name) {
            return Ok(Some(there.clone()));
        }
        if kept.is_full() {
            return Err(Refusal::Full);
        }
        kept.insert(
            name.to_owned(),
            value.to_owned(),
            Duration::from_secs(seconds),
        );
        Ok(None)
    }
//% endif
//% if replies

    pub fn look_up(&self, name: &str) -> Option<String> {
        self.kept.lock().get(name).cloned()
    }
//% endif
//% if tickets

    pub fn take(&self, name: &str) -> Option<String> {
        self.kept.lock().remove(name)
    }
//% endif

    /// Lets go of what has expired.
    pub fn sweep(&self) {
        self.keys.lock().sweep();
//% if tickets or replies
        self.kept.lock().sweep();
//% endif
//% if not replies
        let lifetime = Duration::from_secs(self.settings.history_ttl);
//% endif
        let now = Instant::now();
//% if long_polling or sse or websocket
        self.logs.lock().retain(|topic, log| {
//% if replies
            let lifetime = Duration::from_secs(replies::lifetime(&self.settings, topic));
//% endif
//% else
        self.logs.lock().retain(|_, log| {
//% endif
            let mut log = log.lock();
            if now.duration_since(log.touched) < lifetime {
                return true;
            }
            let before = log.bytes();
            log.clear();
            self.count(before, 0);
//% if long_polling or sse or websocket
            self.is_heard(topic)
//% else
            false
//% endif
        });
    }

    /// A topic's log, which is made where there is none. It is locked before the map is let go, so that no log is swept away
    /// under the feet of who publishes to it.
    fn log(&self, topic: &TopicId) -> Answer<ArcMutexGuard<RawMutex, Log>> {
        let mut logs = self.logs.lock();
        if let Some(log) = logs.get(topic) {
            return Ok(log.lock_arc());
        }
        if logs.len() >= self.settings.max_topics {
            // What nobody published to and nobody listens to is not worth a refusal.
//% if long_polling or sse or websocket
            logs.retain(|topic, log| !log.lock().is_empty() || self.is_heard(topic));
//% else
            logs.retain(|_, log| !log.lock().is_empty());
//% endif
        }
        if logs.len() >= self.settings.max_topics {
            return Err(Refusal::Full);
        }
        let log = Arc::new(Mutex::new(Log::new(clock::now())));
        logs.insert(topic.clone(), Arc::clone(&log));
        Ok(log.lock_arc())
    }

//% if long_polling or sse or websocket
    /// Whether somebody listens, who is not to be told of a new beginning that nobody asked for.
    fn is_heard(&self, topic: &TopicId) -> bool {
        self.hub.is_heard(topic)
    }

//% endif
    fn count(&self, before: usize, after: usize) {
        if after >= before {
            self.bytes.fetch_add(after - before, Ordering::Relaxed);
        } else {
            self.bytes.fetch_sub(before - after, Ordering::Relaxed);
        }
    }

    /// Where all logs together are too large, those that were not published to for the longest lose their events first.
    fn make_room(&self) {
        let most = self.settings.history_bytes;
        if self.bytes.load(Ordering::Relaxed) <= most {
            return;
        }
        let mut logs: Vec<_> = self.logs.lock().values().cloned().collect();
        logs.sort_by_cached_key(|log| log.lock().touched);
        // A little more than needed, so that this is not done for each event.
        let enough = most - most / 8;
        for log in logs {
            let mut log = log.lock();
            while !log.is_empty() && self.bytes.load(Ordering::Relaxed) > enough {
                let before = log.bytes();
                log.drop_oldest();
                self.count(before, log.bytes());
            }
        }
    }
}
