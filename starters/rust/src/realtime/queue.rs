//! The newest of what was delivered on a topic, for all of its listeners.

use std::collections::VecDeque;
use std::sync::Arc;

//% if sse or websocket
use bytes::Bytes;

//% endif
use super::event::Event;
//% if sse or websocket
use super::event::Passing;
//% endif

/// Something that a listener gets.
#[derive(Clone, Debug)]
pub enum Item {
    Event(Arc<Event>),
//% if sse or websocket
    Passing(Arc<Passing>),
//% endif
}

/// Bounded by number and bytes for events, and apart from them for what passes by, so that a sign never pushes an event out.
#[derive(Debug)]
pub struct Queue {
    most: Load,
    items: VecDeque<Item>,
    events: Kind,
//% if sse or websocket
    passing: Kind,
//% endif
}

#[derive(Debug, Default)]
struct Kind {
    held: Load,
    /// How many there ever were.
    total: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Load {
    items: usize,
    bytes: usize,
}

/// Where a listener stands: how many of each kind there were before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    events: u64,
//% if sse or websocket
    passing: u64,
//% endif
}

/// What is new since a place.
#[derive(Debug, Default)]
pub struct News {
    pub items: Vec<Item>,
    /// Events that fell out of the queue before the listener came for them.
    pub missed: u64,
//% if sse or websocket
    /// Signs and frames that did.
    pub dropped: u64,
//% endif
}

impl Queue {
    pub fn new(items: usize, bytes: usize) -> Self {
        Self {
            most: Load { items, bytes },
            items: VecDeque::new(),
            events: Kind::default(),
//% if sse or websocket
            passing: Kind::default(),
//% endif
        }
    }

    /// The place behind everything.
    pub fn end(&self) -> Place {
        Place {
            events: self.events.total,
//% if sse or websocket
            passing: self.passing.total,
//% endif
        }
    }
//% if sse or websocket

    /// The place behind all events, and for what passes by that of a listener who knows the events from elsewhere.
    pub fn behind_events(&self, place: Place) -> Place {
        Place {
            events: self.events.total,
            ..place
        }
    }
//% endif

    pub fn push(&mut self, item: Item) {
        let size = item.size();
        let kind = self.kind(&item);
        kind.total += 1;
        kind.held.items += 1;
        kind.held.bytes += size;
//% if sse or websocket
        let passes = item.passes();
        self.items.push_back(item);
        self.shrink(passes);
//% else
        self.items.push_back(item);
        self.shrink();
//% endif
    }

    /// What is new since a place, where anything is.
    pub fn since(&self, place: Place) -> Option<News> {
        if place == self.end() {
            return None;
        }
//% if sse or websocket
        let (mut events, missed) = self.events.since(place.events);
        let (mut passing, dropped) = self.passing.since(place.passing);
        let mut items = Vec::with_capacity(events + passing);
        // Most listeners are nearly level, so that it is looked for from the end.
        for item in self.items.iter().rev() {
            let left = if item.passes() {
                &mut passing
            } else {
                &mut events
            };
            if *left > 0 {
                *left -= 1;
                items.push(item.clone());
            } else if events + passing == 0 {
                break;
            }
        }
        items.reverse();
        Some(News {
            items,
            missed,
            dropped,
        })
//% else
        let (events, missed) = self.events.since(place.events);
        let first = self.items.len() - events;
        let items = self.items.range(first..).cloned().collect();
        Some(News { items, missed })
//% endif
    }

    /// Drops the oldest of a kind until the rest is within the bounds; the newest always stays.
//% if sse or websocket
    fn shrink(&mut self, passes: bool) {
        loop {
            let held = if passes {
                self.passing.held
            } else {
                self.events.held
            };
            if held.items <= 1 || (held.items <= self.most.items && held.bytes <= self.most.bytes) {
                return;
            }
            let oldest = self
                .items
                .iter()
                .position(|item| item.passes() == passes)
                .expect("more than one is held");
            self.drop_at(oldest);
        }
    }
//% else
    fn shrink(&mut self) {
        loop {
            let held = self.events.held;
            if held.items <= 1 || (held.items <= self.most.items && held.bytes <= self.most.bytes) {
                return;
            }
            self.drop_at(0);
        }
    }
//% endif

    fn drop_at(&mut self, at: usize) {
        let Some(item) = self.items.remove(at) else {
            return;
        };
        let size = item.size();
        let held = &mut self.kind(&item).held;
        held.items -= 1;
        held.bytes -= size;
    }

    fn kind(&mut self, item: &Item) -> &mut Kind {
        match item {
            Item::Event(_) => &mut self.events,
//% if sse or websocket
            Item::Passing(_) => &mut self.passing,
//% endif
        }
    }
}

impl Kind {
    /// How many there were since as many as `before`: those that are held, and those that fell out.
    fn since(&self, before: u64) -> (usize, u64) {
        let new = self.total - before;
        let held = usize::try_from(new).map_or(self.held.items, |new| new.min(self.held.items));
        (held, new - held as u64)
    }
}

impl Item {
    /// The event, where it is one.
//% if not (sse or websocket)
    #[expect(clippy::unnecessary_wraps, reason = "here everything is an event")]
//% endif
    pub fn event(&self) -> Option<&Arc<Event>> {
        match self {
            Self::Event(event) => Some(event),
//% if sse or websocket
            Self::Passing(_) => None,
//% endif
        }
    }

//% if sse
    /// As a block of a stream.
    pub fn block(&self) -> Bytes {
        match self {
            Self::Event(event) => event.stream(),
            Self::Passing(passing) => match &**passing {
                Passing::Sign(sign) => sign.stream(),
//% if binary
                Passing::Relayed(_) => Bytes::new(),
//% endif
            },
        }
    }

//% endif
//% if websocket
    /// As a frame of a socket.
    pub fn frame(&self) -> Bytes {
        match self {
            Self::Event(event) => event.frame(),
            Self::Passing(passing) => match &**passing {
                Passing::Sign(sign) => sign.frame(),
//% if binary
                Passing::Relayed(relayed) => relayed.frame(),
//% endif
            },
        }
    }

//% endif
    fn size(&self) -> usize {
        match self {
            Self::Event(event) => event.json().len(),
//% if sse or websocket
            Self::Passing(passing) => passing.size(),
//% endif
        }
    }
//% if sse or websocket

    fn passes(&self) -> bool {
        matches!(self, Self::Passing(_))
    }
//% endif
}
