//! The newest of what was delivered on a topic, for all of its listeners.

use std::collections::VecDeque;
use std::sync::Arc;

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
    items: VecDeque<(u64, Item)>,
    events: Kind,
//% if sse or websocket
    passing: Kind,
//% endif
    /// Counts all that was ever delivered.
    end: u64,
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

/// Where a listener stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    end: u64,
//% if sse or websocket
    events: u64,
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
            end: 0,
        }
    }

    /// The place behind everything.
    pub fn end(&self) -> Place {
//% if sse or websocket
        Place {
            end: self.end,
            events: self.events.total,
        }
//% else
        Place { end: self.end }
//% endif
    }

    pub fn push(&mut self, item: Item) {
        self.end += 1;
        let size = item.size();
        let kind = self.kind(&item);
        kind.total += 1;
        kind.held.items += 1;
        kind.held.bytes += size;
//% if sse or websocket
        let passes = item.passes();
        self.items.push_back((self.end, item));
        self.shrink(passes);
//% else
        self.items.push_back((self.end, item));
        self.shrink();
//% endif
    }

    /// What is new since a place, where anything is.
    pub fn since(&self, place: Place) -> Option<News> {
        if place.end == self.end {
            return None;
        }
        // Most listeners are nearly level, so that it is looked for from the end.
        let new = self.items.iter().rev();
        let new = new.take_while(|(order, _)| *order > place.end).count();
        let first = self.items.len() - new;
        let items: Vec<Item> = self
            .items
            .range(first..)
            .map(|(_, item)| item.clone())
            .collect();
//% if sse or websocket
        let (there, events) = (
            items.len() as u64,
            items.iter().filter(|item| !item.passes()).count() as u64,
        );
        let missed = self.events.total - place.events - events;
        Some(News {
            items,
            missed,
            dropped: self.end - place.end - there - missed,
        })
//% else
        let missed = self.end - place.end - items.len() as u64;
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
                .position(|(_, item)| item.passes() == passes)
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
        let Some((_, item)) = self.items.remove(at) else {
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
