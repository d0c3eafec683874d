//! Somebody who reads a topic over the decided transport or a fallback, through whatever happens.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use harness::client::Page;
use harness::wire::events::Id;

use super::backoff::Backoff;
use super::link::{self, Failure, Link, News, Place};
use super::{Control, Diary, Manner, rest};
use crate::history::{History, Transport, What};
use crate::network;
use crate::random::Random;

/// After which a connection counts as a good one (`client/connection.js`).
const STEADY: Duration = Duration::from_secs(5);
/// Failures in a row, while plain HTTP gets through, after which a transport counts as blocked (`client/ways.js`).
const BLOCKED_AFTER: u32 = 2;
/// Heartbeats that may be missed (`client/silence.js`).
const PATIENCE: f64 = 2.5;

pub struct Reader {
    diary: Diary,
    manner: Manner,
    place: Place,
    /// The decided transport, and its fallbacks.
    ways: Vec<Transport>,
    at: usize,
    blocked: u32,
    cursor: Option<Id>,
    link: Option<Link>,
    /// Since when the present connection, or row of polls, has been there.
    since: Option<Instant>,
    heard: Instant,
    heartbeat: Duration,
    etag: Option<String>,
    backoff: Backoff,
    random: Random,
}

/// What a reader is made of.
pub struct Beginning {
    pub name: String,
    pub place: Place,
    pub ways: Vec<Transport>,
    pub manner: Manner,
    pub control: Arc<Control>,
    pub start: Instant,
    pub seed: u64,
}

impl Reader {
    pub fn new(beginning: Beginning) -> Self {
        let Beginning { name, place, ways, manner, control, start, seed } = beginning;
        let history = History::new(name, place.name());
        let backoff = Backoff::new(manner.first_pause, manner.longest_pause);
        Self {
            diary: Diary { start, history, control },
            manner,
            place,
            ways,
            at: 0,
            blocked: 0,
            cursor: None,
            link: None,
            since: None,
            heard: Instant::now(),
            heartbeat: Duration::ZERO,
            etag: None,
            backoff,
            random: Random::new(seed),
        }
    }

    /// Reads until it is told to stop.
    pub fn run(mut self) -> History {
        network::enter(self.manner.network.as_deref());
        let control = Arc::clone(&self.diary.control);
        while !Control::is(&control.stop) {
            if Control::is(&control.away) {
                self.link = None;
                self.since = None;
                rest(&control, Duration::from_millis(100));
            } else if Control::is(&control.stalled) {
                // Its silence is its own.
                self.heard = Instant::now();
                thread::sleep(Duration::from_millis(20));
            } else if let Err(failure) = self.turn()
                && !Control::is(&control.stop)
                && !Control::is(&control.away)
            {
                self.failed(&failure);
            }
        }
        control.let_go();
        self.diary.history
    }

    fn transport(&self) -> Transport {
        self.ways[self.at]
    }

    fn turn(&mut self) -> Result<(), Failure> {
        let transport = self.transport();
        if matches!(transport, Transport::LongPolling | Transport::ShortPolling) {
            return self.poll(transport);
        }
        let Some(link) = &mut self.link else { return self.open(transport) };
        match link::next(link, self.heard + self.heartbeat.mul_f64(PATIENCE))? {
            News::Event(id, payload) => {
                self.diary.write(What::Received { transport, id, payload });
                self.cursor = self.cursor.max(Some(id));
            }
            News::Reset(cursor) => {
                self.diary.write(What::Reset { cursor: Some(cursor) });
                self.cursor = Some(cursor);
            }
            News::Nothing => {}
        }
        self.heard = Instant::now();
        Ok(())
    }

    fn open(&mut self, transport: Transport) -> Result<(), Failure> {
        let (link, ready) = link::connect(&self.manner, &self.diary.control, transport, &self.place, self.cursor)?;
        let after = self.cursor;
        if ready.reset || self.cursor.is_none() {
            self.cursor = Some(ready.cursor);
        }
        self.diary.write(What::Opened { transport, after, cursor: Some(ready.cursor), reset: ready.reset });
        self.link = Some(link);
        self.heartbeat = Duration::from_secs(ready.heartbeat);
        self.through();
        Ok(())
    }

    fn through(&mut self) {
        self.blocked = 0;
        self.heard = Instant::now();
        self.since = Some(self.heard);
    }

    fn poll(&mut self, transport: Transport) -> Result<(), Failure> {
        let started = Instant::now();
        // The first tells the cursor and that the way is open, so it should not take long.
        let wait = (transport == Transport::LongPolling).then(|| if self.since.is_none() { 1 } else { self.manner.wait });
        let control = Arc::clone(&self.diary.control);
        let poll = link::poll(&self.manner, &control, &self.place, self.cursor, self.etag.as_deref(), wait)?;
        self.etag = poll.etag.or(self.etag.take());
        let more = poll.page.as_ref().is_some_and(|page| page.more);
        let came = poll.page.as_ref().map_or(0, |page| page.events.len());
        self.take(transport, poll.page);
        let pause = match transport {
            Transport::LongPolling if came == 0 && started.elapsed() < Duration::from_millis(900) => {
                self.random.part_of(Duration::from_secs(1))
            }
            Transport::ShortPolling if !more => {
                Duration::from_secs(poll.interval.unwrap_or(5)).mul_f64(0.8 + 0.2 * self.random.fraction())
            }
            _ => Duration::ZERO,
        };
        rest(&control, pause);
        Ok(())
    }

    fn take(&mut self, transport: Transport, page: Option<Page>) {
        let (after, reset) = (self.cursor, page.as_ref().is_some_and(|page| page.reset));
        // Where events come along, the answer does not say where they begin.
        let silent = page.as_ref().filter(|page| page.events.is_empty());
        let cursor = silent.and_then(|page| Id::parse(&page.cursor));
        if self.since.is_none() {
            self.diary.write(What::Opened { transport, after, cursor, reset });
            self.through();
        } else if reset {
            self.diary.write(What::Reset { cursor });
        }
        let Some(page) = page else { return };
        for event in &page.events {
            let payload = link::payload(&event.data);
            self.diary.write(What::Received { transport, id: event.kept(), payload });
        }
        let reached = Id::parse(&page.cursor);
        self.cursor = if page.reset { reached } else { self.cursor.max(reached) };
    }

    /// Waits, and takes another transport where something on the way blocks this one.
    fn failed(&mut self, failure: &Failure) {
        let transport = self.transport();
        self.diary.write(What::Parted { transport, why: failure.why.clone() });
        self.link = None;
        let was_open = self.since.take();
        if was_open.is_some_and(|since| since.elapsed() >= STEADY) {
            self.backoff.reset();
        }
        let opaque = matches!(transport, Transport::WebSocket | Transport::Sse) && !failure.plain;
        if was_open.is_none() && opaque {
            self.suspect(transport, failure.silent);
        }
        let pause = if failure.silent && was_open.is_some() {
            self.random.part_of(Duration::from_secs(1))
        } else {
            self.backoff.next(failure.retry_after, &mut self.random)
        };
        rest(&self.diary.control, pause);
    }

    fn suspect(&mut self, transport: Transport, certain: bool) {
        let control = Arc::clone(&self.diary.control);
        if !link::is_blocked(&self.manner, &control, transport, &self.place, self.cursor) || Control::is(&control.stop) {
            return;
        }
        self.blocked += 1;
        if !certain && self.blocked < BLOCKED_AFTER {
            return;
        }
        self.blocked = 0;
        self.at = (self.at + 1) % self.ways.len();
        if self.transport() != transport {
            self.diary.write(What::FellBack { from: transport, to: self.transport() });
        }
    }
}
