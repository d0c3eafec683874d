//! What was announced while this node did not hear it, read from the streams.

use std::collections::{HashSet, VecDeque};
use std::future::{Future, pending};
use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::super::cursor::Cursor;
use super::super::feature::TopicId;
use super::super::hub::Hub;
use super::super::window::{From, Most};
use super::Redis;

/// Topics that are read at the same time.
const READS: usize = 32;
/// Events that a node hands on from the stream; behind more of them, each client reads at its own pace.
const HANDED_ON: usize = 128;

type Read<'a> = Pin<Box<dyn Future<Output = TopicId> + Send + 'a>>;

/// Topics whose gaps are read, each once at a time and a bounded number at once.
pub struct Gaps<'a> {
    redis: &'a Redis,
    hub: &'a Hub,
    reads: FuturesUnordered<Read<'a>>,
    waiting: VecDeque<(TopicId, Cursor)>,
    /// Those that are read or wait.
    open: HashSet<TopicId>,
    /// Those in which there was another gap while they were read.
    again: HashSet<TopicId>,
}

impl<'a> Gaps<'a> {
    pub fn new(redis: &'a Redis, hub: &'a Hub) -> Self {
        Self {
            redis,
            hub,
            reads: FuturesUnordered::new(),
            waiting: VecDeque::new(),
            open: HashSet::new(),
            again: HashSet::new(),
        }
    }

    /// Has a topic read from `last` on.
    pub fn add(&mut self, topic: TopicId, last: Cursor) {
        if self.open.insert(topic.clone()) {
            self.waiting.push_back((topic, last));
            self.start();
        } else {
            self.again.insert(topic);
        }
    }

    /// Reads on until one of them is done; for ever where there is none.
    pub async fn next(&mut self) {
        let Some(topic) = self.reads.next().await else {
            return pending().await;
        };
        self.open.remove(&topic);
        if self.again.remove(&topic) {
            match self.hub.last(&topic) {
                Some(last) => self.add(topic, last),
                None => self.hub.break_off(&topic, false),
            }
        }
        self.start();
    }

    fn start(&mut self) {
        while self.reads.len() < READS {
            let Some((topic, last)) = self.waiting.pop_front() else {
                return;
            };
            let (redis, hub) = (self.redis, self.hub);
            self.reads.push(Box::pin(async move {
                read_on(redis, hub, &topic, last).await;
                topic
            }));
        }
    }
}

/// Hands on what follows `last` in a topic's stream; where that is much, or not there any more, its clients read for themselves.
async fn read_on(redis: &Redis, hub: &Hub, topic: &TopicId, last: Cursor) {
    let most = Most {
        events: HANDED_ON,
        ..Most::default()
    };
    match redis.read(topic, From::After(last), most).await {
        Ok(page) if !page.more && !page.start.reset => {
            let mut prev = last;
            for event in &page.events {
                hub.merge(topic, prev, event);
                prev = event.id;
            }
        }
        Ok(page) => hub.break_off(topic, page.start.reset),
        Err(_) => hub.break_off(topic, false),
    }
}
