//! What of a topic can still be had, and where delivery starts for whom.

use std::sync::Arc;

use super::cursor::Cursor;
use super::event::Event;
use super::feature::Missed;

//% if polling
/// Most events that a poll may ask for.
pub const PAGE_EVENTS: usize = 1000;
//% endif
/// Events of a page unless the client says otherwise.
pub const USUAL_EVENTS: usize = 100;
/// Most bytes of one page, but for the first event.
pub const PAGE_BYTES: usize = 1 << 20;

/// What a broker keeps of a topic beside its events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// Up to where events are gone, or were never there.
    pub floor: Cursor,
    /// The newest event ever; the floor where there was none.
    pub last: Cursor,
    /// Whether the newest event is the last that there will be.
    pub ended: bool,
}

/// What a client says of where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// It has not been here.
    Nothing,
    /// It wants all that is kept: `oldest`.
    Oldest,
    /// It wants what comes: `latest`.
    Latest,
    /// It knows the topic up to here.
    After(Cursor),
    /// It says something that is no cursor.
    Malformed,
}

impl From {
    pub fn read(cursor: Option<&str>) -> Self {
        match cursor {
            None => Self::Nothing,
            Some("oldest") => Self::Oldest,
            Some("latest") => Self::Latest,
            Some(cursor) => cursor.parse().map_or(Self::Malformed, Self::After),
        }
    }
}

/// Where delivery starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Start {
    pub cursor: Cursor,
    /// The client missed what cannot be had any more.
    pub reset: bool,
}

impl Record {
    pub fn start(&self, from: From, missed: Missed) -> Start {
        let (cursor, reset) = match from {
            From::After(cursor) if (self.floor..=self.last).contains(&cursor) => (cursor, false),
            From::After(_) | From::Malformed => (self.floor, true),
            From::Oldest => (self.floor, false),
            From::Latest => (self.last, false),
            From::Nothing => match missed {
//% if replay
                Missed::Replay => (self.last, false),
//% endif
//% if skip
                // The newest event is the state, whenever it was published.
                Missed::Skip => (self.floor, false),
//% endif
            },
        };
        Start { cursor, reset }
    }
}

/// Some events of a topic, and where they leave their reader.
#[derive(Debug)]
pub struct Page {
    pub start: Start,
    pub events: Vec<Arc<Event>>,
    /// There are more after these.
    pub more: bool,
    pub record: Record,
}

impl Page {
    /// Up to where the reader knows the topic after this page.
    pub fn cursor(&self) -> Cursor {
        self.events
            .last()
            .map_or(self.start.cursor, |event| event.id)
    }

    /// Whether nothing will follow this page.
    pub fn ended(&self) -> bool {
        self.record.ended && self.cursor() == self.record.last
    }
//% if long_polling or sse or websocket

    /// What follows it.
    pub fn rest(&self) -> Rest {
        if self.ended() {
            Rest::Nothing
        } else if self.more {
            Rest::InLog
        } else {
            Rest::ToCome
        }
    }
//% endif
}

//% if long_polling or sse or websocket
/// What follows what a client got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rest {
    /// More of the log.
    InLog,
    /// What will be published.
    ToCome,
    /// The topic has had its last event.
    Nothing,
}

//% endif
/// The end of a topic.
#[derive(Debug)]
pub struct Newest {
    pub record: Record,
    pub events: Vec<Arc<Event>>,
}

/// How much of a topic is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub events: usize,
    pub bytes: usize,
}

impl Default for Most {
    fn default() -> Self {
        Self {
            events: USUAL_EVENTS,
            bytes: PAGE_BYTES,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: Record = Record {
        floor: Cursor {
            milliseconds: 10,
            sequence: 0,
        },
        last: Cursor {
            milliseconds: 20,
            sequence: 5,
        },
        ended: false,
    };

    fn start(cursor: Option<&str>, missed: Missed) -> (String, bool) {
        let start = RECORD.start(From::read(cursor), missed);
        (start.cursor.to_string(), start.reset)
    }
//% if replay

    #[test]
    fn a_client_that_was_never_here_starts_with_what_comes() {
        assert_eq!(start(None, Missed::Replay), ("20-5".to_owned(), false));
    }
//% endif
//% if skip

    #[test]
    fn where_events_are_whole_states_a_new_client_gets_the_newest() {
        assert_eq!(start(None, Missed::Skip), ("10-0".to_owned(), false));
    }
//% endif

    #[test]
    fn the_ends_of_the_window_have_names() {
        for missed in MISSED {
            assert_eq!(start(Some("oldest"), missed), ("10-0".to_owned(), false));
            assert_eq!(start(Some("latest"), missed), ("20-5".to_owned(), false));
        }
    }

    #[test]
    fn a_cursor_inside_the_window_is_taken_up() {
        for missed in MISSED {
            for cursor in ["10-0", "15-3", "20-5"] {
                assert_eq!(start(Some(cursor), missed), (cursor.to_owned(), false));
            }
        }
    }

    #[test]
    fn a_cursor_outside_the_window_is_a_reset() {
        for missed in MISSED {
            for cursor in ["9-9", "20-6", "nonsense", ""] {
                assert_eq!(start(Some(cursor), missed), ("10-0".to_owned(), true));
            }
        }
    }
//% if replay and skip

    const MISSED: [Missed; 2] = [Missed::Replay, Missed::Skip];
//% elif replay

    const MISSED: [Missed; 1] = [Missed::Replay];
//% else

    const MISSED: [Missed; 1] = [Missed::Skip];
//% endif
}
