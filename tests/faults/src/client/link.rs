//! One connection of a reader: how each transport begins, and what it brings.

use std::io;
use std::time::{Duration, Instant};

use harness::client::{Page, Ready};
use harness::wire::events::{Event, Id};
use harness::wire::http::Request;
use harness::wire::socket::{Came, Socket};
use harness::wire::sse::Stream;
use serde_json::{Value, json};

use super::{Control, Manner, open, signed};
use crate::history::{Payload, Transport};

/// In which a connection has to come about, and plain HTTP has to answer (`client/silence.js`, `client/reason.js`).
pub const READY_WITHIN: Duration = Duration::from_secs(10);
/// What a poll may take beyond the time that the server was asked to wait. realtime.js waits 15 s.
const POLL_PATIENCE: Duration = Duration::from_secs(5);

/// Why a connection or a request came to nothing.
#[derive(Debug)]
pub struct Failure {
    pub why: String,
    /// Nothing was heard for too long.
    pub silent: bool,
    /// It was plain HTTP that failed, which says nothing of a stream or a socket.
    pub plain: bool,
    /// Seconds.
    pub retry_after: u64,
}

impl Failure {
    pub fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), silent: false, plain: false, retry_after: 0 }
    }
}

impl From<io::Error> for Failure {
    fn from(problem: io::Error) -> Self {
        let silent = problem.kind() == io::ErrorKind::TimedOut;
        Self { silent, ..Self::new(if silent { "silence".to_owned() } else { problem.to_string() }) }
    }
}

/// What an open connection brings.
#[derive(Debug)]
pub enum News {
    Event(Id, Payload),
    Reset(Id),
    /// A sign of life.
    Nothing,
}

pub enum Link {
    Stream(Box<Stream>),
    Socket(Box<Socket>),
}

/// Where a reader reads: a feature and a topic.
#[derive(Clone)]
pub struct Place {
    pub feature: &'static str,
    pub topic: String,
}

impl Place {
    pub fn name(&self) -> String {
        format!("{}/{}", self.feature, self.topic)
    }
}

/// The message that an event carries.
fn news(event: &Event) -> News {
    News::Event(event.kept(), payload(&event.data))
}

pub fn payload(data: &Value) -> Payload {
    let (by, number) = (data["by"].as_str(), data["number"].as_u64());
    let (Some(by), Some(number)) = (by, number) else { panic!("an event that no client of this run published: {data}") };
    Payload { by: by.into(), number }
}

/// A ticket for a stream or a socket, by plain HTTP.
fn ticket(manner: &Manner, control: &Control, place: &Place) -> Result<String, Failure> {
    let request = Request::post("/ticket", &json!({ "feature": place.feature }));
    let answer = open(manner, control, signed(manner, request), READY_WITHIN)?.finish()?;
    if !matches!(answer.status(), 200 | 201) {
        return Err(refused(answer.status(), answer.header("Retry-After")));
    }
    Ok(answer.json()["ticket"].as_str().expect("a ticket").to_owned())
}

pub fn refused(status: u16, retry_after: Option<&str>) -> Failure {
    let retry_after = retry_after.and_then(|seconds| seconds.parse().ok()).unwrap_or_default();
    Failure { plain: true, retry_after, ..Failure::new(format!("status {status}")) }
}

fn after(name: &str, cursor: Option<Id>) -> String {
    cursor.map(|cursor| format!("&{name}={cursor}")).unwrap_or_default()
}

/// Opens a stream or a socket, and waits for what it says first.
pub fn connect(
    manner: &Manner,
    control: &Control,
    transport: Transport,
    place: &Place,
    cursor: Option<Id>,
) -> Result<(Link, Ready), Failure> {
    let ticket = ticket(manner, control, place).map_err(|failure| Failure { plain: true, ..failure })?;
    let deadline = Instant::now() + READY_WITHIN;
    let way = if transport == Transport::Sse { "stream" } else { "socket" };
    let Place { feature, topic } = place;
    let path = format!("/{feature}/{way}?topic={topic}&ticket={ticket}{}", after("after", cursor));
    let request = if transport == Transport::Sse { Request::get(path) } else { Request::upgrade(path) };
    let exchange = open(manner, control, request, READY_WITHIN)?;
    match (transport, exchange.head.status) {
        (Transport::Sse, 200) => {
            let mut stream = Stream::new(exchange);
            let block = stream.block(deadline)?.ok_or_else(|| Failure::new("the stream ended before it said anything"))?;
            if block.data.is_none() {
                return Err(Failure::new("the server asks to come back later"));
            }
            Ok((Link::Stream(Box::new(stream)), Ready::of(&block.json())))
        }
        (Transport::WebSocket, 101) => {
            let mut socket = Socket::new(exchange);
            match socket.next(deadline)? {
                Came::Json(message) if message.get("ready").is_some() => {
                    Ok((Link::Socket(Box::new(socket)), Ready::of(&message["ready"])))
                }
                other => Err(Failure::new(format!("the socket began with {other:?}"))),
            }
        }
        // Pages are not told the status.
        (_, status) => Err(Failure::new(format!("the server or a proxy answers {status}"))),
    }
}

/// The next that comes over a connection.
pub fn next(link: &mut Link, deadline: Instant) -> Result<News, Failure> {
    match link {
        Link::Stream(stream) => {
            let block = stream.block(deadline)?.ok_or_else(|| Failure::new("the stream ended"))?;
            stream.forget();
            if block.is("reset") {
                return Ok(News::Reset(Id::of(&Value::from(block.id))));
            }
            let is_event = block.event.is_none() && block.data.is_some();
            Ok(if is_event { news(&Event::of(&block.json())) } else { News::Nothing })
        }
        Link::Socket(socket) => match socket.next(deadline)? {
            Came::Json(message) if message.get("event").is_some() => Ok(news(&Event::of(&message["event"]))),
            Came::Json(message) if message.get("reset").is_some() => Ok(News::Reset(Id::of(&message["reset"]["cursor"]))),
            Came::Json(_) | Came::Binary(_) | Came::Ping => Ok(News::Nothing),
            Came::Close(code) => Err(Failure::new(format!("the socket closed with {code}"))),
            Came::Gone => Err(Failure::new("the connection ended")),
        },
    }
}

/// The answer to a poll; none where nothing has changed.
pub struct Poll {
    pub page: Option<Page>,
    pub etag: Option<String>,
    /// Seconds until the next one.
    pub interval: Option<u64>,
}

/// Asks once; `wait` seconds where it is a long poll.
pub fn poll(
    manner: &Manner,
    control: &Control,
    place: &Place,
    cursor: Option<Id>,
    etag: Option<&str>,
    wait: Option<u64>,
) -> Result<Poll, Failure> {
    let Place { feature, topic } = place;
    let waits = wait.map(|seconds| format!("&wait={seconds}")).unwrap_or_default();
    let mut request = Request::get(format!("/{feature}/events?topic={topic}{}{waits}", after("after", cursor)));
    if let Some(etag) = etag {
        request = request.header("If-None-Match", etag);
    }
    let time = Duration::from_secs(wait.unwrap_or_default()) + POLL_PATIENCE;
    let exchange = open(manner, control, signed(manner, request), time)?;
    let header = |name: &str| exchange.head.header(name).map(str::to_owned);
    let (etag, interval) = (header("ETag"), header("X-Poll-Interval").and_then(|seconds| seconds.parse().ok()));
    match exchange.head.status {
        200 => Ok(Poll { page: Some(Page::of(exchange.finish()?)), etag, interval }),
        304 => Ok(Poll { page: None, etag, interval }),
        status => Err(refused(status, exchange.head.header("Retry-After"))),
    }
}

/// Whether plain HTTP gets through where a transport did not: then something on the way blocks it (`client/reason.js`).
pub fn is_blocked(manner: &Manner, control: &Control, transport: Transport, place: &Place, cursor: Option<Id>) -> bool {
    let ask = |way: &str| {
        let path = format!("/{}/{way}?topic={}{}", place.feature, place.topic, after("after", cursor));
        open(manner, control, signed(manner, Request::get(path)), READY_WITHIN).map(|exchange| exchange.head.status < 400)
    };
    match ask(if transport == Transport::Sse { "stream" } else { "state" }) {
        // Whoever holds back a stream here, too, is on the way; unless nothing at all gets through.
        Err(problem) if problem.kind() == io::ErrorKind::TimedOut && transport == Transport::Sse => ask("state").unwrap_or(false),
        answered => answered.unwrap_or(false),
    }
}
