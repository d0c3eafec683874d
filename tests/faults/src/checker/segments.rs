//! The stretches of a reader's history in which it is owed everything.

use harness::wire::events::Id;

use super::{Finding, Kind, Promise};
use crate::history::{History, Payload, What};

/// From where reading begins, or from a reset, to the next reset or to the end.
pub struct Segment<'h> {
    pub history: &'h History,
    pub generation: usize,
    /// Delivery starts behind this; none where nobody said, and then with the first event.
    pub start: Option<Id>,
    pub events: Vec<(Id, &'h Payload)>,
    /// No reset follows: everything up to the end of the run is owed.
    pub last: bool,
}

impl Segment<'_> {
    pub fn finding(&self, kind: Kind, says: String) -> Finding {
        Finding { kind, client: self.history.client.clone(), topic: self.history.topic.clone(), says }
    }

    /// The ids in this segment that the reader is owed: behind the first, up to the second, or to the end.
    pub fn owed(&self) -> (Bound, Option<Id>) {
        let start = match (self.start, self.events.first()) {
            (Some(start), _) => Bound::Behind(start),
            (None, Some((first, _))) => Bound::From(*first),
            (None, None) => Bound::Nowhere,
        };
        let reached = self.events.iter().map(|(id, _)| *id).max();
        (start, if self.last { None } else { Some(reached.or(self.start).unwrap_or(Id { milliseconds: 0, sequence: 0 })) })
    }
}

#[derive(Clone, Copy)]
pub enum Bound {
    Behind(Id),
    From(Id),
    Nowhere,
}

impl Bound {
    pub fn admits(self, id: Id) -> bool {
        match self {
            Self::Behind(start) => id > start,
            Self::From(start) => id >= start,
            Self::Nowhere => false,
        }
    }
}

/// The segments of a history; none where it reads nothing.
pub fn segments<'h>(history: &'h History, promise: &Promise) -> Vec<Segment<'h>> {
    let mut all: Vec<Segment<'h>> = Vec::new();
    for entry in &history.entries {
        let begins = match &entry.what {
            What::Opened { cursor, reset, .. } if *reset || all.is_empty() => Some(*cursor),
            What::Reset { cursor } => Some(*cursor),
            _ => None,
        };
        if let Some(start) = begins {
            let generation = promise.generation(entry.at);
            all.push(Segment { history, generation, start, events: Vec::new(), last: false });
        }
        if let (What::Received { id, payload, .. }, Some(segment)) = (&entry.what, all.last_mut()) {
            segment.events.push((*id, payload));
        }
    }
    if let Some(segment) = all.last_mut() {
        segment.last = true;
    }
    all
}
