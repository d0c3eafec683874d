//! Long polling: polls that wait for something new.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use axum::response::Response;
use tokio::io::AsyncWriteExt;

use super::Realtime;
use super::connections::Held;
use super::cursor::Cursor;
use super::delivery::{Delivery, Step};
use super::event::Event;
//% if short_polling
use super::feature::{Feature, TopicId, Transport};
//% else
use super::feature::{TopicId, Transport};
//% endif
use super::poll::{answer, respond, written};
use super::problem::Problem;
use super::query::Query;
use super::queue::Item;
use super::takeover::{Head, Lent, Takeover};
use super::token::Subject;
use super::window::{From, Most};
use super::wire::Wire;

/// Seconds that a poll waits unless the client says otherwise, and at most.
const USUAL_WAIT: u64 = «wait_seconds»;
const LONGEST_WAIT: u64 = «wait_most_seconds»;

const NO_STORE: &str = "no-store";

//% if short_polling
/// How long a poll waits; nothing where it is a short one.
pub fn asked(
    feature: &Feature,
    query: &Query,
    subject: &Subject,
) -> Result<Option<Duration>, Problem> {
    let long = feature.serves(Transport::LongPolling)
        && (query.wait.is_some() || !feature.serves(Transport::ShortPolling));
    if long {
        time(query, subject).map(Some)
    } else {
        Ok(None)
    }
}

fn time(query: &Query, subject: &Subject) -> Result<Duration, Problem> {
//% else
/// How long a poll waits.
pub fn time(query: &Query, subject: &Subject) -> Result<Duration, Problem> {
//% endif
    let wait = match query.wait.unwrap_or(USUAL_WAIT) {
        wait @ 1..=60 => Duration::from_secs(wait.min(LONGEST_WAIT)),
        _ => {
            return Err(Problem::bad(
                "bad-wait",
                "`wait` is a number of seconds from 1 to 60.",
            ));
        }
    };
    // No longer than the token holds.
    let left = subject.remaining().map(Duration::from_millis);
    Ok(left.map_or(wait, |left| wait.min(left)))
}

/// Answers when there is something after the cursor, or when the wait is over.
pub async fn until_news(
    realtime: &Arc<Realtime>,
    request: &Parts,
    topic: &TopicId,
    from: From,
    most: Most,
    time: Duration,
) -> Result<Response, Problem> {
    let counts = realtime.metrics.of(topic.feature, Transport::LongPolling);
    let held = realtime.connections.hold(counts)?;
    let mut delivery = Delivery::start(realtime, counts, topic, from, most).await?;
    let page = delivery
        .at_once()
        .filter(|page| page.start.reset || page.ended() || !page.events.is_empty());
    if let Some(page) = page {
        counts.delivered(&page.events);
        return Ok(answer(&page, NO_STORE));
    }
    let mut waiting = Box::new(Waiting {
        realtime: Arc::clone(realtime),
        delivery,
        most,
        time,
        _held: held,
    });
    if request.extensions.get::<Lent>().is_none() {
        return Ok(respond(waiting.body().await, NO_STORE));
    }
    let mut response = respond(Vec::new(), NO_STORE);
    let takeover = Takeover::by(|wire, head| waiting.answer(wire, head));
    response.extensions_mut().insert(takeover);
    Ok(response)
}

struct Waiting {
    realtime: Arc<Realtime>,
    delivery: Delivery,
    most: Most,
    time: Duration,
    _held: Held,
}

/// What a waiting poll is answered with.
#[derive(Default)]
struct News {
    events: Vec<Arc<Event>>,
    reset: Option<Cursor>,
}

impl Waiting {
    /// Answers on a connection of its own, and gives it back.
    async fn answer(mut self: Box<Self>, mut wire: Wire, head: Head) -> io::Result<Option<Wire>> {
        let body = tokio::select! {
            body = self.body() => body,
            () = wire.abandoned() => return Ok(None),
        };
        wire.write_all(&head.before(&body)).await?;
        Ok(Some(wire))
    }

    async fn body(&mut self) -> Vec<u8> {
        let news = tokio::select! {
            news = news(&mut self.delivery) => news,
            () = tokio::time::sleep(self.time) => News::default(),
            () = self.realtime.drain.begun() => News::default(),
        };
        let (events, more) = cut(&news.events, self.most);
        let cursor = events
            .last()
            .filter(|_| more)
            .map_or(self.delivery.cursor(), |event| event.id);
        let ended = self.delivery.ended() && !more;
        let cursor = news.reset.unwrap_or(cursor);
        written(events, cursor, news.reset.is_some(), more, ended)
    }
}

/// Waits for events; there are none where the topic has no more, or where more came than a queue holds.
async fn news(delivery: &mut Delivery) -> News {
    loop {
        match delivery.next().await {
            Step::Items(items) => {
                let events: Vec<Arc<Event>> =
                    items.iter().filter_map(Item::event).cloned().collect();
                if !events.is_empty() {
                    return News {
                        events,
                        reset: None,
                    };
                }
            }
//% if sse or websocket
            // No row writes to who polls.
            Step::Held => {}
//% endif
            Step::Reset(cursor) => {
                return News {
                    events: Vec::new(),
                    reset: Some(cursor),
                };
            }
//% if replay
            Step::TooSlow | Step::End => return News::default(),
//% else
            Step::End => return News::default(),
//% endif
        }
    }
}

/// As many of the events as one answer holds, and whether there are more.
fn cut(events: &[Arc<Event>], most: Most) -> (&[Arc<Event>], bool) {
    let mut bytes = 0;
    let fits = events.iter().enumerate().take_while(|(at, event)| {
        bytes += event.json().len();
        *at < most.events && (*at == 0 || bytes <= most.bytes)
    });
    let count = fits.count();
    (&events[..count], count < events.len())
}
