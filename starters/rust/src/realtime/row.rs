//! Clients of one topic who know all of it: what comes is written to a row of them in one go.
//!
//! To wake the task of each would cost more than the writing: its state does not stay in the caches. Tasks of their own serve those
//! who catch up or do not read, and do what is rare, such as heartbeats; meanwhile they are in no row.

use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::Notify;

use super::cursor::Cursor;
//% if binary
use super::event::Passing;
//% endif
use super::event::{Event, joined};
use super::live::{Live, Seat};
use super::metrics::Counts;
use super::port::{Port, Standing};
use super::queue::{Item, News};

/// Clients of a row: so few that a row is soon done, and several are served on as many processors.
const MEMBERS: usize = 64;

/// How a topic is delivered on one transport.
#[derive(Clone)]
pub struct Way {
    pub counts: Arc<Counts>,
    /// What is written for an item.
    pub encode: fn(&Item) -> Bytes,
}

/// The rows of one topic.
#[derive(Default)]
pub struct Rows(Mutex<Vec<Arc<Row>>>);

struct Row {
    way: Way,
    members: Mutex<Vec<Arc<Port>>>,
    /// Somebody has come, or nobody is left.
    changed: Notify,
}

impl Rows {
    /// Has a row write to a client for as long as what comes back is held.
    pub fn enter(&self, live: &Arc<Live>, way: &Way, port: &Arc<Port>, at: Standing) -> Member {
        port.enter(at);
        let mut rows = self.0.lock();
        let fits = |row: &&Arc<Row>| {
            Arc::ptr_eq(&row.way.counts, &way.counts) && row.members.lock().len() < MEMBERS
        };
        let row = rows.iter().find(fits).map(Arc::clone);
        let row = row.unwrap_or_else(|| {
            let row = Arc::new(Row {
                way: way.clone(),
                members: Mutex::default(),
                changed: Notify::new(),
            });
            rows.push(Arc::clone(&row));
            tokio::spawn(Arc::clone(&row).run(Arc::clone(live)));
            row
        });
        row.members.lock().push(Arc::clone(port));
        drop(rows);
        // It may have missed what came since this client looked.
        row.changed.notify_one();
        Member {
            row,
            port: Arc::clone(port),
        }
    }

    /// Takes a row away that nobody stands in.
    fn remove_if_empty(&self, row: &Arc<Row>) -> bool {
        let mut rows = self.0.lock();
        let is_empty = row.members.lock().is_empty();
        if is_empty {
            rows.retain(|other| !Arc::ptr_eq(other, row));
        }
        is_empty
    }
}

impl Row {
    async fn run(self: Arc<Self>, live: Arc<Live>) {
        loop {
            let news = live.changed();
            tokio::pin!(news);
            // From here on nothing goes unnoticed.
            news.as_mut().enable();
            self.serve(&live);
            if live.rows.remove_if_empty(&self) {
                return;
            }
            tokio::select! {
                // Those go first who are about to publish: what comes together is written together.
                () = news => tokio::task::yield_now().await,
                () = self.changed.notified() => {}
            }
        }
    }

    fn serve(&self, live: &Live) {
        let mut batches = Batches {
            live,
            way: &self.way,
            found: None,
        };
        self.members.lock().retain(|port| port.serve(&mut batches));
    }
}

/// A client in a row.
pub struct Member {
    row: Arc<Row>,
    port: Arc<Port>,
}

impl Drop for Member {
    fn drop(&mut self) {
        self.port.leave();
        let mut members = self.row.members.lock();
        members.retain(|port| !Arc::ptr_eq(port, &self.port));
        if members.is_empty() {
            self.row.changed.notify_one();
        }
    }
}

/// What is new for a row, encoded once for all who stand at one place.
pub struct Batches<'r> {
    live: &'r Live,
    way: &'r Way,
    found: Option<(Seat, Option<Batch>)>,
}

impl Batches<'_> {
    /// What is new behind a seat; absent where nothing is.
    pub fn after(&mut self, seat: Seat) -> Option<&mut Batch> {
        let known = self.found.as_ref().map(|(before, _)| *before);
        if known != Some(seat) {
            self.finish();
            let news = self.live.peek(seat);
            let batch = news.map(|(news, after)| Batch::new(news, after, self.way));
            self.found = Some((seat, batch));
        }
        self.found.as_mut().and_then(|(_, batch)| batch.as_mut())
    }

    fn finish(&mut self) {
        if let Some((_, Some(batch))) = self.found.take() {
            self.way.counts.delivered_to(batch.clients, &batch.events);
        }
    }
}

impl Drop for Batches<'_> {
    fn drop(&mut self) {
        self.finish();
    }
}

/// What is new behind one seat.
pub struct Batch {
    /// The seat behind it; absent where each client has to see for itself what became of it.
    after: Option<Seat>,
    pub bytes: Bytes,
    events: Vec<Arc<Event>>,
//% if binary
    senders: Vec<u128>,
//% endif
    /// Who got it.
    clients: u64,
}

impl Batch {
    fn new(news: Option<News>, after: Seat, way: &Way) -> Self {
        let plain = news.filter(|news| {
            let mut events = news.items.iter().filter_map(Item::event);
            news.missed == 0 && news.dropped == 0 && events.all(|event| !event.end)
        });
        let items = plain.as_ref().map_or(&[][..], |news| &news.items);
        Self {
            after: plain.is_some().then_some(after),
            bytes: joined(items.iter().map(way.encode)),
            events: items.iter().filter_map(Item::event).cloned().collect(),
//% if binary
            senders: items.iter().filter_map(sender).collect(),
//% endif
            clients: 0,
        }
    }

    /// Where a client stands once it has got this; absent where this is not for it as it is.
    pub fn taken_by(&self, standing: &Standing) -> Option<Standing> {
        let seat = self.after?;
        let first = self.events.first().map(|event| event.id);
        // What the log gave already comes once more where it was announced late.
        if first.is_some_and(|first: Cursor| first <= standing.cursor) {
            return None;
        }
//% if binary
        if self.senders.contains(&standing.name) {
            return None;
        }
//% endif
        let cursor = self.events.last().map_or(standing.cursor, |event| event.id);
//% if binary
        Some(Standing {
            seat,
            cursor,
            ..*standing
        })
//% else
        Some(Standing { seat, cursor })
//% endif
    }

    /// One more has got it.
    pub fn count(&mut self) {
        self.clients += 1;
    }
}
//% if binary

/// The socket that a frame came from.
fn sender(item: &Item) -> Option<u128> {
    let Item::Passing(passing) = item else {
        return None;
    };
    match &**passing {
        Passing::Relayed(relayed) => Some(relayed.sender),
        Passing::Sign(_) => None,
    }
}
//% endif
