//! `GET /{feature}/events`: polls.

use std::sync::Arc;

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
use super::event::Event;
//% if short_polling
use super::feature::{Feature, TopicId, Transport};
//% else
use super::feature::Feature;
//% endif
use super::problem::Problem;
use super::query::Query;
use super::window::{From, Most, PAGE_BYTES, PAGE_EVENTS, Page, USUAL_EVENTS};
//% if long_polling
use super::{Realtime, access, names, wait};
//% else
use super::{Realtime, access, names};
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
    match wait::asked(feature, &query, &subject)? {
        Some(time) => wait::until_news(&realtime, &parts, &topic, from, most, time).await,
        None => at_once(&realtime, &parts.headers, &topic, from, most).await,
    }
//% elif long_polling
    let time = wait::time(&query, &subject)?;
    wait::until_news(&realtime, &parts, &topic, from, most, time).await
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

pub fn answer(page: &Page, cache: &'static str) -> Response {
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

pub fn respond(body: Vec<u8>, cache: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// What an answer has around its events, roughly.
const ENVELOPE: usize = 128;

/// The body of an answer: events are JSON already.
pub fn written(
    events: &[Arc<Event>],
    cursor: Cursor,
    reset: bool,
    more: bool,
    ended: bool,
) -> Vec<u8> {
    let bytes: usize = events.iter().map(|event| event.json().len() + 1).sum();
    let mut body = Vec::with_capacity(bytes + ENVELOPE);
    body.extend_from_slice(b"{\"events\":[");
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
