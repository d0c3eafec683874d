//! A client of a service: every request and every connection of its goes to the next node.

use std::net::SocketAddr;
use std::time::Instant;

use serde_json::{Value, json};

use crate::host::service::Service;
use crate::reader::{Reader, Transport};
use crate::wire::PATIENCE;
use crate::wire::events::{Event, Id};
use crate::wire::http::{Exchange, Request, Response, open, send};
use crate::wire::socket::{Came, Socket};
use crate::wire::sse::Stream;

/// A client with or without a token.
#[derive(Clone)]
pub struct Client<'a> {
    service: &'a Service,
    token: Option<String>,
    /// Where all of its requests go, where that is not to be the next node.
    only: Option<SocketAddr>,
}

/// The answer to a poll.
#[derive(Debug)]
pub struct Page {
    pub events: Vec<Event>,
    pub cursor: String,
    pub reset: bool,
    pub more: bool,
    pub ended: bool,
    pub answer: Response,
}

/// What a stream or a socket says first.
#[derive(Clone, Debug)]
pub struct Ready {
    pub topic: String,
    pub cursor: Id,
    pub reset: bool,
    pub heartbeat: u64,
}

impl Ready {
    pub fn of(value: &Value) -> Self {
        let mut names: Vec<&str> =
            value.as_object().unwrap_or_else(|| panic!("no ready: {value}")).keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["cursor", "heartbeat", "reset", "topic"], "the members of ready");
        Self {
            topic: value["topic"].as_str().expect("a topic").to_owned(),
            cursor: Id::of(&value["cursor"]),
            reset: value["reset"].as_bool().expect("whether there is a reset"),
            heartbeat: value["heartbeat"].as_u64().expect("seconds"),
        }
    }
}

impl Page {
    pub fn of(answer: Response) -> Self {
        let answer = answer.expect(200);
        let body = answer.json();
        let mut names: Vec<&str> =
            body.as_object().unwrap_or_else(|| panic!("no page: {body}")).keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["cursor", "ended", "events", "more", "reset"], "the members of a page");
        let flag = |name: &str| body[name].as_bool().unwrap_or_else(|| panic!("`{name}` is no yes or no: {body}"));
        Self {
            events: body["events"].as_array().expect("a list of events").iter().map(Event::of).collect(),
            cursor: Id::of(&body["cursor"]).to_string(),
            reset: flag("reset"),
            more: flag("more"),
            ended: flag("ended"),
            answer,
        }
    }

    pub fn ids(&self) -> Vec<Id> {
        self.events.iter().map(Event::kept).collect()
    }
}

impl<'a> Client<'a> {
    pub fn new(service: &'a Service, token: Option<String>) -> Self {
        Self { service, token, only: None }
    }

    /// The same client, at one node only.
    pub fn at(&self, node: usize) -> Self {
        Self { only: Some(self.service.nodes[node].address), ..self.clone() }
    }

    /// The same, wherever another client is.
    pub fn at_address_of(&self, other: &Self) -> Self {
        Self { only: Some(other.address()), ..self.clone() }
    }

    /// The same, with another token.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    pub fn address(&self) -> SocketAddr {
        self.only.unwrap_or_else(|| self.service.address())
    }

    /// The request with the client's token, where it brings none of its own.
    pub fn signed(&self, request: Request) -> Request {
        match &self.token {
            Some(token) if !request.headers.iter().any(|(name, _)| name == "Authorization") => {
                request.header("Authorization", format!("Bearer {token}"))
            }
            _ => request,
        }
    }

    /// Sends a request and reads the answer.
    pub fn send(&self, request: Request) -> Response {
        let request = self.signed(request);
        send(self.address(), &request).unwrap_or_else(|problem| panic!("{} {}: {problem}", request.method, request.path))
    }

    /// Sends a request and reads the head of the answer.
    pub fn open(&self, request: Request) -> Exchange {
        let request = self.signed(request);
        open(self.address(), &request).unwrap_or_else(|problem| panic!("{} {}: {problem}", request.method, request.path))
    }

    pub fn get(&self, path: impl Into<String>) -> Response {
        self.send(Request::get(path))
    }

    pub fn post(&self, path: impl Into<String>, body: &Value) -> Response {
        self.send(Request::post(path, body))
    }

    /// Publishes what `body` says.
    pub fn offer(&self, feature: &str, topic: &str, body: &Value) -> Response {
        self.post(format!("/{feature}/events?topic={topic}"), body)
    }

    /// Publishes data, which has to be accepted.
    pub fn publish(&self, feature: &str, topic: &str, data: impl Into<Value>) -> Id {
        Id::of(&self.offer(feature, topic, &json!({ "data": data.into() })).expect(201).json()["id"])
    }

    /// Publishes the numbers of a range, one after the other.
    pub fn publish_numbers(&self, feature: &str, topic: &str, numbers: std::ops::Range<u64>) -> Vec<Id> {
        numbers.map(|number| self.publish(feature, topic, number)).collect()
    }

    /// Publishes the last event of a topic.
    pub fn end(&self, feature: &str, topic: &str) -> Id {
        Id::of(&self.offer(feature, topic, &json!({ "type": "end", "data": "over" })).expect(201).json()["id"])
    }

    /// A short poll.
    pub fn poll(&self, feature: &str, topic: &str, after: &str) -> Page {
        Page::of(self.get(format!("/{feature}/events?topic={topic}&after={after}")))
    }

    /// A long poll.
    pub fn wait(&self, feature: &str, topic: &str, after: &str, seconds: u64) -> Page {
        Page::of(self.get(format!("/{feature}/events?topic={topic}&after={after}&wait={seconds}")))
    }

    /// The cursor at which a topic stands.
    pub fn latest(&self, feature: &str, topic: &str) -> String {
        let answer = self.get(format!("/{feature}/state?topic={topic}")).expect(200);
        Id::of(&answer.json()["cursor"]).to_string()
    }

    /// A ticket for a feature.
    pub fn ticket(&self, feature: &str) -> String {
        let answer = self.post("/ticket", &json!({ "feature": feature }));
        assert!(matches!(answer.status(), 200 | 201), "{answer}");
        answer.json()["ticket"].as_str().expect("a ticket").to_owned()
    }

    /// A stream from a cursor on, by `Last-Event-ID`; none is from now on.
    pub fn stream(&self, feature: &str, topic: &str, cursor: Option<&str>) -> (Stream, Ready) {
        let mut request = Request::get(format!("/{feature}/stream?topic={topic}")).header("Accept", "text/event-stream");
        if let Some(cursor) = cursor {
            request = request.header("Last-Event-ID", cursor);
        }
        self.stream_of(request)
    }

    /// The stream that a request opens, and its first block.
    pub fn stream_of(&self, request: Request) -> (Stream, Ready) {
        let exchange = self.open(request);
        if exchange.head.status != 200 {
            panic!("no stream: {}", exchange.finish().expect("the answer is whole"));
        }
        let mut stream = Stream::new(exchange);
        let block =
            stream.block(Instant::now() + PATIENCE).expect("a first block").expect("the stream says ready before it ends");
        assert!(block.is("ready"), "the first block is `ready`: {block:?}");
        let ready = Ready::of(&block.json());
        assert_eq!(block.id, Some(ready.cursor.to_string()), "the id of ready is its cursor");
        (stream, ready)
    }

    /// A socket from a cursor on; none is from now on.
    pub fn socket(&self, feature: &str, topic: &str, cursor: Option<&str>) -> (Socket, Ready) {
        let after = cursor.map(|cursor| format!("&after={cursor}")).unwrap_or_default();
        self.socket_of(Request::upgrade(format!("/{feature}/socket?topic={topic}{after}")))
    }

    /// The socket that a request opens, and its first message.
    pub fn socket_of(&self, request: Request) -> (Socket, Ready) {
        let exchange = self.open(request);
        if exchange.head.status != 101 {
            panic!("no socket: {}", exchange.finish().expect("the answer is whole"));
        }
        let mut socket = Socket::new(exchange);
        let came = socket.next(Instant::now() + PATIENCE).expect("a first message");
        let Came::Json(message) = came else { panic!("the first message is `ready`: {came:?}") };
        (socket, Ready::of(&message["ready"]))
    }

    /// Somebody who reads a topic from a cursor on, whatever the transport.
    pub fn reader(&self, transport: Transport, feature: &str, topic: &str, cursor: Option<&str>) -> Reader<'a> {
        Reader::open(self.clone(), transport, feature, topic, cursor)
    }
}
