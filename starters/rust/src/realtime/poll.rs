//! `GET /{feature}/events`: polls.

use std::sync::Arc;
//% if long_polling
use std::time::Duration;
//% endif

use axum::body::Body;
use axum::extract::Request;
//% if short_polling
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
//% else
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
//% endif
use axum::response::Response;

use super::cursor::Cursor;
//% if long_polling
use super::delivery::{Delivery, Step};
//% endif
use super::event::Event;
use super::feature::{Feature, TopicId, Transport};
//% if long_polling
use super::metrics::Counts;
//% endif
use super::problem::Problem;
use super::query::Query;
//% if long_polling
use super::queue::Item;
use super::token::Subject;
//% endif
use super::window::{From, Most, PAGE_BYTES, PAGE_EVENTS, Page, USUAL_EVENTS};
use super::{Realtime, access, names};

//% if long_polling
/// Seconds that a poll waits unless the client says otherwise, and at most.
const USUAL_WAIT: u64 = «wait_seconds»;
const LONGEST_WAIT: u64 = «wait_most_seconds»;

//% endif
pub async fn get(
    realtime: Arc<Realtime>,
    feature: &'static Feature,
    query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let subject = access::identify(&realtime, &parts)?;
    let topic = names::topic(feature, query.topic.as_deref())?;
    access::may_read(&realtime, &subject, &topic).await?;
    let from = From::read(query.after.as_deref());
    let most = Most {
        events: limit(&query)?,
        bytes: PAGE_BYTES,
    };
//% if long_polling and short_polling
    if let Some(wait) = waits(feature, &query)? {
        let wait = within(wait, &subject);
        return wait_for(&realtime, &topic, from, most, wait).await;
    }
    at_once(&realtime, &parts.headers, &topic, from, most).await
//% elif long_polling
    let wait = within(wait(&query)?, &subject);
    wait_for(&realtime, &topic, from, most, wait).await
//% else
    at_once(&realtime, &parts.headers, &topic, from, most).await
//% endif
}

fn limit(query: &Query) -> Result<usize, Problem> {
    match query.limit.unwrap_or(USUAL_EVENTS) {
        limit @ 1..=PAGE_EVENTS => Ok(limit),
        _ => Err(Problem::bad(
            "bad-limit",
            format!("`limit` is a whole number from 1 to {PAGE_EVENTS}."),
        )),
    }
}
//% if long_polling

//% if short_polling
/// How long a poll waits; nothing where it is a short one.
fn waits(feature: &Feature, query: &Query) -> Result<Option<Duration>, Problem> {
    let long = feature.serves(Transport::LongPolling)
        && (query.wait.is_some() || !feature.serves(Transport::ShortPolling));
    if long {
        wait(query).map(Some)
    } else {
        Ok(None)
    }
}

//% endif
fn wait(query: &Query) -> Result<Duration, Problem> {
    match query.wait.unwrap_or(USUAL_WAIT) {
        wait @ 1..=60 => Ok(Duration::from_secs(wait.min(LONGEST_WAIT))),
        _ => Err(Problem::bad(
            "bad-wait",
            "`wait` is a number of seconds from 1 to 60.",
        )),
    }
}

/// No longer than the token holds.
fn within(wait: Duration, subject: &Subject) -> Duration {
    let left = subject.remaining().map(Duration::from_millis);
    left.map_or(wait, |left| wait.min(left))
}

/// Answers when there is something after the cursor, or when the wait is over.
async fn wait_for(
    realtime: &Arc<Realtime>,
    topic: &TopicId,
    from: From,
    most: Most,
    wait: Duration,
) -> Result<Response, Problem> {
    let counts: &Arc<Counts> = realtime.metrics.of(topic.feature, Transport::LongPolling);
    let _held = realtime.connections.hold(counts)?;
    let mut delivery = Delivery::start(realtime, counts, topic, from, most).await?;
    let page = delivery
        .at_once()
        .filter(|page| page.start.reset || page.ended() || !page.events.is_empty());
    if let Some(page) = page {
        counts.delivered(&page.events);
        return Ok(answer(&page, NO_STORE));
    }
    let news = tokio::select! {
        news = news(&mut delivery) => news,
        () = tokio::time::sleep(wait) => News::default(),
        () = realtime.drain.begun() => News::default(),
    };
    let (events, more) = cut(&news.events, most);
    let cursor = events
        .last()
        .filter(|_| more)
        .map_or(delivery.cursor(), |event| event.id);
    let ended = delivery.ended() && !more;
    let cursor = news.reset.unwrap_or(cursor);
    Ok(respond(
        written(events, cursor, news.reset.is_some(), more, ended),
        NO_STORE,
    ))
}

const NO_STORE: &str = "no-store";

/// What a waiting poll is answered with.
#[derive(Default)]
struct News {
    events: Vec<Arc<Event>>,
    reset: Option<Cursor>,
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
//% endif
//% if short_polling

/// Answers with what there is.
async fn at_once(
    realtime: &Realtime,
    asked: &HeaderMap,
    topic: &TopicId,
    from: From,
    most: Most,
) -> Result<Response, Problem> {
    let counts = realtime.metrics.of(topic.feature, Transport::ShortPolling);
    let page = realtime.broker.read(topic, from, most).await?;
    counts.started(from, page.start);
    let etag = format!("\"{}\"", page.cursor());
    let known = is_known(asked, &etag);
    let mut response = if known && !page.start.reset && !page.ended() {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        counts.delivered(&page.events);
        answer(&page, "")
    };
    let headers = response.headers_mut();
//% if shared_cache
    let cache = cache_control(realtime, topic.feature);
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::try_from(cache).expect("digits and letters"),
    );
//% else
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
//% endif
    headers.insert(
        ETAG,
        HeaderValue::try_from(etag).expect("a cursor is digits"),
    );
    headers.insert(VARY, HeaderValue::from_static("Authorization"));
    headers.insert("x-poll-interval", topic.feature.poll_seconds.into());
    Ok(response)
}

/// Whether the client has what a tag stands for (RFC 9110, 13.1.2): caches may have made it weak, or ask for several.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let asked = headers.get_all(IF_NONE_MATCH).iter();
    let mut tags = asked
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim);
    tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

//% if shared_cache
/// Whether a cache may give the answer to others.
fn cache_control(realtime: &Realtime, feature: &Feature) -> String {
    match feature.shared_seconds {
        // Where tokens are verified, what one may read another may not.
        seconds @ 1.. if realtime.settings.key.is_none() => {
            format!("public, max-age=0, s-maxage={seconds}")
        }
        _ => "private, no-cache".to_owned(),
    }
}
//% endif
//% endif

fn answer(page: &Page, cache: &'static str) -> Response {
    respond(
        written(
            &page.events,
            page.cursor(),
            page.start.reset,
            page.more,
            page.ended(),
        ),
        cache,
    )
}

fn respond(body: Vec<u8>, cache: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// The body of an answer: events are JSON already.
fn written(events: &[Arc<Event>], cursor: Cursor, reset: bool, more: bool, ended: bool) -> Vec<u8> {
    let mut body = b"{\"events\":[".to_vec();
    for (at, event) in events.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(event.json());
    }
    let tail =
        format!("],\"cursor\":\"{cursor}\",\"reset\":{reset},\"more\":{more},\"ended\":{ended}}}");
    body.extend_from_slice(tail.as_bytes());
    body
}
