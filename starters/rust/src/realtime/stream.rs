//! `GET /{feature}/stream`: Server-Sent Events (HTML Standard, 9.2).

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio::io::AsyncWriteExt;

use super::connections::Held;
use super::delivery::{Delivery, Step, Writing};
use super::event::joined;
use super::feature::{Feature, TopicId, Transport};
use super::pace::{Beat, Pace};
//% if redis
use super::problem::{AWAY, Problem};
//% else
use super::problem::Problem;
//% endif
use super::query::Query;
use super::queue::Item;
use super::takeover::{Head, Takeover};
use super::token::Subject;
use super::window::{From, Most};
use super::wire::Wire;
use super::{Realtime, access, names, random, ticket};

pub async fn get(
    realtime: Arc<Realtime>,
    feature: &'static Feature,
    query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let seen = parts
        .headers
        .get("last-event-id")
        .map(|id| id.to_str().unwrap_or_default());
    let from = From::read(seen.or(query.after.as_deref()));
//% if redis
    match opened(&realtime, feature, &query, &parts, from).await {
        // Any status but 200 ends a native `EventSource` for good.
        Err(problem) if seen.is_some() && problem.code == AWAY => {
            Ok(respond(Body::from(come_back(1000))))
        }
        opened => opened,
    }
//% else
    opened(&realtime, feature, &query, &parts, from).await
//% endif
}

async fn opened(
    realtime: &Arc<Realtime>,
    feature: &'static Feature,
    query: &Query,
    parts: &Parts,
    from: From,
) -> Result<Response, Problem> {
    let topic = names::topic(feature, query.topic.as_deref())?;
    let held = realtime
        .connections
        .hold(realtime.metrics.of(feature, Transport::Sse))?;
    let subject = ticket::identify(realtime, parts, query, feature).await?;
    access::may_read(realtime, &subject, &topic).await?;
    open(realtime, &subject, &topic, from, held).await
}

/// A stream of a topic from a cursor on; 204 where there is nothing more to come, which also ends a native `EventSource`.
pub async fn open(
    realtime: &Arc<Realtime>,
    subject: &Subject,
    topic: &TopicId,
    from: From,
    held: Held,
) -> Result<Response, Problem> {
    let counts = realtime.metrics.of(topic.feature, Transport::Sse);
    let delivery = Delivery::start(realtime, counts, topic, from, Most::default()).await?;
    if delivery.is_over() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let outlet = Box::new(Outlet {
        opening: ready(realtime, topic, &delivery),
        delivery,
        pace: Pace::new(realtime, subject),
        realtime: Arc::clone(realtime),
        _held: held,
    });
    let mut response = respond(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let takeover = Takeover::by(|wire, head| outlet.serve(wire, head));
    response.extensions_mut().insert(takeover);
    Ok(response)
}

struct Outlet {
    realtime: Arc<Realtime>,
    opening: Bytes,
    delivery: Delivery,
    pace: Pace,
    _held: Held,
}

impl Outlet {
    async fn serve(mut self: Box<Self>, mut wire: Wire, head: Head) -> io::Result<Option<Wire>> {
        let opening = [&*head.alone(), &std::mem::take(&mut self.opening)].concat();
        wire.write_all(&opening).await?;
        drop(opening);
        self.delivery.by_rows(Writing {
            port: wire.port(),
            encode: Item::block,
//% if binary
            // Streams get no frames.
            name: 0,
//% endif
        });
        // Whoever has gone or does not read is waited for no longer.
        let _ = self.write(&mut wire).await;
        let _ = wire.shutdown().await;
        Ok(None)
    }

    /// Writes what comes, all that is there in one piece, until the stream ends.
    async fn write(&mut self, wire: &mut Wire) -> io::Result<()> {
        loop {
            let block = tokio::select! {
                step = self.delivery.next() => Self::written(step),
                beat = self.pace.next() => match beat {
                    Beat::Heartbeat => Some(Bytes::from_static(b"event: heartbeat\ndata: {}\n\n")),
                    Beat::Expired => None,
                    Beat::Drained => return wire.write_all(&self.farewell()).await,
                },
                () = wire.gone() => None,
            };
            match block {
                Some(block) => {
                    wire.write_all(&block).await?;
                    wire.flush().await?;
                }
                None => return Ok(()),
            }
        }
    }

    fn written(step: Step) -> Option<Bytes> {
        match step {
            Step::Items(items) => Some(joined(items.iter().map(Item::block))),
            Step::Held => Some(Bytes::new()),
            Step::Reset(cursor) => Some(
                format!("event: reset\nid: {cursor}\ndata: {{\"cursor\":\"{cursor}\"}}\n\n").into(),
            ),
//% if replay
            Step::TooSlow | Step::End => None,
//% else
            Step::End => None,
//% endif
        }
    }

    /// What is queued, and when to come back: after the end of this server.
    fn farewell(&mut self) -> Bytes {
        let queued = self
            .delivery
            .next()
            .now_or_never()
            .and_then(Self::written)
            .unwrap_or_default();
        // A second more, for a port that answers 503 to the very end would end a native `EventSource`.
        let seconds = self.realtime.drain.remaining().unwrap_or_default() + 1;
        Bytes::from([&*queued, &come_back(seconds * 1000)].concat())
    }
}

/// The first block: where delivery starts, and how often the server gives a sign of life.
fn ready(realtime: &Realtime, topic: &TopicId, delivery: &Delivery) -> Bytes {
    let (cursor, reset) = (delivery.start.cursor, delivery.start.reset);
    let (retry, heartbeat) = (jittered(1000), realtime.settings.heartbeat_seconds);
    let data = format!(
        r#"{{"topic":"{}","cursor":"{cursor}","reset":{reset},"heartbeat":{heartbeat}}}"#,
        topic.name
    );
    format!("event: ready\nretry: {retry}\nid: {cursor}\ndata: {data}\n\n").into()
}

/// Tells the client to come back after some time, and not with all the others.
fn come_back(milliseconds: u64) -> Vec<u8> {
    format!("retry: {}\n\n", jittered(milliseconds)).into_bytes()
}

/// From once to three times as long.
fn jittered(milliseconds: u64) -> u128 {
    Duration::from_millis(milliseconds)
        .mul_f64(1.0 + 2.0 * random::fraction())
        .as_millis()
}

fn respond(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("no-store, no-transform"),
    );
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
