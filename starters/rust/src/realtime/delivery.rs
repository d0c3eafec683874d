//! One client's way through a topic: first what it missed, from the log and at its own pace, then what comes.

use std::sync::Arc;
use std::time::Duration;

//% if sse or websocket
use bytes::Bytes;

//% endif
use super::Realtime;
use super::broker::Answer;
use super::cursor::Cursor;
use super::feature::{Missed, TopicId};
use super::hub::Tuned;
use super::live::Heard;
use super::metrics::Counts;
//% if sse or websocket
use super::port::{Port, Standing};
//% endif
use super::queue::{Item, News};
//% if sse or websocket
use super::row::Way;
use super::window::{From, Most, Page, Rest, Start};
//% else
use super::window::{From, Most, Page, Rest};
//% endif

/// How long a broker is left alone that did not answer.
const PATIENCE: Duration = Duration::from_millis(250);

pub struct Delivery {
    realtime: Arc<Realtime>,
    counts: Arc<Counts>,
    tuned: Tuned,
//% if sse or websocket
    /// Where it started.
    pub start: Start,
//% endif
    /// Up to where the client knows the topic.
    cursor: Cursor,
    /// Read, and not handed out yet.
    page: Option<Page>,
    /// What follows what was handed out.
    rest: Rest,
    /// The client has joined those who wait for what comes.
    level: bool,
    /// The client knows of the reset before the page.
    told: bool,
//% if redis
    /// History was lost, so that the cursor is worth nothing.
    lost: bool,
//% endif
//% if sse or websocket
    /// How rows write to the client.
    writing: Option<Writing>,
//% endif
}
//% if sse or websocket

/// How rows write to a client.
pub struct Writing {
    pub port: Arc<Port>,
    pub encode: fn(&Item) -> Bytes,
//% if binary
    /// Whose frames it does not get, for they are its own.
    pub name: u128,
//% endif
}
//% endif

/// What a client gets next.
#[derive(Debug)]
pub enum Step {
    Items(Vec<Item>),
    /// What it missed cannot be had any more; it is to go on from here.
    Reset(Cursor),
//% if replay
    /// It did not read for so long that its queue overflowed.
    TooSlow,
//% endif
//% if sse or websocket
    /// The connection has to take what a row has left before there is more.
    Held,
//% endif
    /// There is nothing after what it got.
    End,
}

impl Delivery {
    /// Starts behind `from`. What is published from now on is not lost for it.
    pub async fn start(
        realtime: &Arc<Realtime>,
        counts: &Arc<Counts>,
        topic: &TopicId,
        from: From,
        most: Most,
    ) -> Answer<Self> {
        let tuned = realtime.hub.tune_in(topic);
        let page = realtime.broker.read(topic, from, most).await?;
        counts.started(from, page.start);
        Ok(Self {
            realtime: Arc::clone(realtime),
            counts: Arc::clone(counts),
            tuned,
//% if sse or websocket
            start: page.start,
//% endif
            cursor: page.start.cursor,
            page: Some(page),
            rest: Rest::ToCome,
            level: false,
            // `start` tells it.
            told: true,
//% if redis
            lost: false,
//% endif
//% if sse or websocket
            writing: None,
//% endif
        })
    }

//% if sse
    /// Whether there is nothing to deliver, now or later.
    pub fn is_over(&self) -> bool {
        self.page
            .as_ref()
            .is_some_and(|page| page.ended() && page.events.is_empty() && !page.start.reset)
    }

//% endif
//% if long_polling
    /// Up to where the client knows the topic.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Whether the topic has had its last event, and the client got it.
    pub fn ended(&self) -> bool {
        self.rest == Rest::Nothing
    }

    /// What is there already, without waiting.
    pub fn at_once(&mut self) -> Option<Page> {
        let page = self.page.take()?;
        self.cursor = page.cursor();
        self.rest = page.rest();
        Some(page)
    }

//% endif
    /// Waits for what comes next. Nothing is lost where the wait is given up.
    pub async fn next(&mut self) -> Step {
        loop {
//% if sse or websocket
            if self.settle() {
                return Step::Held;
            }
//% endif
            if let Some(page) = self.page.take() {
                if let Some(step) = self.hand_out(page) {
                    return step;
                }
                continue;
            }
            if self.rest == Rest::Nothing {
                return Step::End;
            }
            if !self.level && self.rest == Rest::ToCome {
                self.level = self.tuned.join(self.cursor);
            }
            if !self.level {
                // It stays so until it is read, also where the wait is given up.
                self.rest = Rest::InLog;
                Box::pin(self.read_on()).await;
                continue;
            }
//% if sse or websocket
            let Some(heard) = self.hear().await else {
                continue;
            };
            match heard {
//% else
            match self.tuned.next().await {
//% endif
                Heard::News(news) => {
                    if let Some(step) = self.take(news) {
                        return step;
                    }
                }
//% if redis
                Heard::Broken => {
                    self.level = false;
                    self.rest = Rest::InLog;
                }
//% endif
            }
        }
    }

//% if sse or websocket
    /// Lets rows write to the client from here on.
    pub fn by_rows(&mut self, writing: Writing) {
        self.writing = Some(writing);
    }

    /// Goes on from where a row got to. Whether something is left of what it wrote.
    fn settle(&mut self) -> bool {
        let Some(writing) = &self.writing else {
            return false;
        };
        if let Some(standing) = writing.port.settle() {
            self.tuned.move_to(standing.seat);
            self.cursor = standing.cursor;
        }
        writing.port.has_rest()
    }

    /// Waits for what comes next, in a row where that pays; nothing where the row has let go.
    async fn hear(&mut self) -> Option<Heard> {
        let Some(writing) = self.writing.as_ref().filter(|_| self.tuned.is_crowded()) else {
            return Some(self.tuned.next().await);
        };
        if let Some(heard) = self.tuned.heard() {
            return Some(heard);
        }
        let way = Way {
            counts: Arc::clone(&self.counts),
            encode: writing.encode,
        };
        let standing = Standing {
            seat: self.tuned.seat(),
            cursor: self.cursor,
//% if binary
            name: writing.name,
//% endif
        };
        let _member = self.tuned.enter(&way, &writing.port, standing);
        writing.port.left().await;
        None
    }

//% endif
    /// Called in a box, for it is rare, and its state would be much of a connection's memory.
    async fn read_on(&mut self) {
//% if redis
        self.lost |= self.tuned.reads_again();
        let from = if self.lost {
            From::Malformed
        } else {
            From::After(self.cursor)
        };
//% else
        let from = From::After(self.cursor);
//% endif
        match self
            .realtime
            .broker
            .read(self.tuned.topic(), from, Most::default())
            .await
        {
            Ok(page) => {
//% if redis
                self.lost = false;
//% endif
                self.page = Some(page);
            }
            Err(_) => tokio::time::sleep(PATIENCE).await,
        }
    }

    fn hand_out(&mut self, page: Page) -> Option<Step> {
        if page.start.reset && !self.told {
            self.told = true;
            self.cursor = page.start.cursor;
            self.counts.resets.inc();
            self.page = Some(page);
            return Some(Step::Reset(self.cursor));
        }
        self.told = false;
        self.cursor = page.cursor();
        self.rest = page.rest();
        self.counts.delivered(&page.events);
        let items: Vec<Item> = page.events.into_iter().map(Item::Event).collect();
        (!items.is_empty()).then_some(Step::Items(items))
    }

    fn take(&mut self, news: News) -> Option<Step> {
//% if sse or websocket
        self.counts.dropped.inc_by(news.dropped);
//% endif
        if news.missed > 0 {
            self.counts.overflows.inc();
            match self.tuned.topic().feature.missed {
//% if replay
                Missed::Replay => return Some(Step::TooSlow),
//% endif
//% if skip
                Missed::Skip => {
                    self.counts.dropped.inc_by(news.missed);
                }
//% endif
            }
        }
        let mut items = news.items;
        // What the log gave already comes once more where it was announced late.
        items.retain(|item| item.event().is_none_or(|event| event.id > self.cursor));
        let mut events = items.iter().filter_map(Item::event);
        self.counts.delivered(events.clone());
        if let Some(last) = events.next_back() {
            self.cursor = last.id;
            if last.end {
                self.rest = Rest::Nothing;
            }
        }
        (!items.is_empty()).then_some(Step::Items(items))
    }
}
