//! Server-sent events, as bytes on the wire.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::events::{Event, Id};
use harness::wire::http::Request;
use harness::wire::sse::{Block, Stream};
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once("streams: the headers forbid to store, to change and to hold back", "sse-headers", headers);
    list.add("streams: `ready` comes first, in one block with retry, id and data", "sse-ready sse-retry sse-named", ready);
    list.add("streams: the id of `ready` is where this connection begins, and no further", "sse-ready-id", ready_id);
    list.add("streams: `Last-Event-ID` counts for more than `after`", "sse-last-event-id", last_event_id);
    list.add("streams: an event is the lines id and data, byte for byte", "sse-event", event_bytes);
    list.add("streams: nothing that a user typed begins a line", "sse-injection", injection);
    list.add_once("streams: retry has some jitter", "sse-retry", jitter);
    list.add(
        "streams: everything but an event has a name and data, and a heartbeat no id",
        "sse-named heartbeat-stream sse-heartbeat",
        named,
    );
    list.add("streams: `end` is a block with a name, its id and its event", "end-event sse-named", end_block);
}

fn next(stream: &mut Stream) -> Block {
    next_until(stream, Instant::now() + PATIENCE)
}

fn next_until(stream: &mut Stream, deadline: Instant) -> Block {
    stream.block(deadline).expect("a block comes in time").expect("the stream goes on")
}

/// The next block that is no heartbeat.
fn next_event(stream: &mut Stream) -> Block {
    // Of the whole wait: heartbeats go on where an event is lost.
    let deadline = Instant::now() + PATIENCE;
    loop {
        let block = next_until(stream, deadline);
        if Instant::now() > deadline {
            panic!("only heartbeats come");
        }
        if !block.is("heartbeat") {
            return block;
        }
    }
}

fn headers(ground: &Ground) {
    let service = ground.service();
    let (stream, _) = service.client().stream("feed", &unique("stream"), None);
    assert_eq!(stream.head.header("Content-Type").and_then(|kind| kind.split(';').next()), Some("text/event-stream"));
    assert!(
        stream.head.lists("Cache-Control", "no-store") && stream.head.lists("Cache-Control", "no-transform"),
        "{:?}",
        stream.head
    );
    assert_eq!(stream.head.header("X-Accel-Buffering"), Some("no"));
    assert_eq!(stream.head.header("Content-Encoding"), None, "what is compressed is held back");
}

fn ready(ground: &Ground) {
    let service = ground.service();
    for feature in ["chat", "feed", "ticker"] {
        let (client, topic) = (service.client(), unique("stream"));
        let exchange = client.open(Request::get(format!("/{feature}/stream?topic={topic}")));
        let mut stream = Stream::new(exchange);
        let block = next(&mut stream);
        assert!(block.is("ready"), "{block:?}");
        let names: BTreeSet<&str> = block.lines.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(names, BTreeSet::from(["event", "retry", "id", "data"]), "{block:?}");
        assert_eq!(block.lines.len(), 4, "one line each: {block:?}");
        let ready = harness::client::Ready::of(&block.json());
        assert_eq!((ready.topic.as_str(), ready.reset), (topic.as_str(), false));
        assert_eq!(ready.heartbeat, 10, "half of the 20 s of all-four.toml");
        assert!((500..120_000).contains(&block.retry.expect("milliseconds")), "{block:?}");
    }
}

fn ready_id(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("stream"));
    let ids = client.publish_numbers("feed", &topic, 0..3);
    let (_, begin) = client.stream("feed", &topic, None);
    assert_eq!(begin.cursor, ids[2], "from now on: the last event's id");
    let (_, begin) = client.stream("feed", &topic, Some(&ids[0].to_string()));
    assert_eq!(begin.cursor, ids[0], "from a cursor on: that cursor, since nothing after it was sent yet");
    let (mut stream, begin) = client.stream("feed", &topic, Some("oldest"));
    assert!(begin.cursor < ids[0], "from the oldest on: before the first event");
    assert_eq!(next_event(&mut stream).id, Some(ids[0].to_string()));
    let (mut stream, begin) = client.stream("feed", &topic, Some("nonsense"));
    assert!(begin.reset && begin.cursor < ids[0], "after a reset: before the first event, {begin:?}");
    assert_eq!(next_event(&mut stream).id, Some(ids[0].to_string()));
}

fn last_event_id(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("stream"));
    let ids = client.publish_numbers("feed", &topic, 0..3);
    let path = format!("/feed/stream?topic={topic}&after={}", ids[0]);
    let (_, by_after) = client.stream_of(Request::get(&path));
    assert_eq!(by_after.cursor, ids[0]);
    let (_, by_header) = client.stream_of(Request::get(&path).header("Last-Event-ID", ids[1].to_string()));
    assert_eq!(by_header.cursor, ids[1]);
}

fn event_bytes(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("stream"));
    let (mut stream, _) = client.stream("feed", &topic, None);
    let start = stream.raw.len();
    let id = client.publish("feed", &topic, json!({ "text": "hello" }));
    let block = next_event(&mut stream);
    assert_eq!((block.id.as_deref(), block.event.as_deref()), (Some(id.to_string().as_str()), None));
    assert_eq!(block.lines.len(), 2, "id and data, and no other line: {block:?}");
    let text = String::from_utf8_lossy(&stream.raw[start..]).into_owned();
    assert!(text.contains(&format!("id: {id}\n")), "{text}");
    assert!(text.ends_with("\n\n") && !text.contains('\r'), "lines end in a line feed: {text:?}");
    let event = Event::of(&block.json());
    assert_eq!((event.kept(), event.data), (id, json!({ "text": "hello" })));
}

/// What would begin a line, or end a field, if it went out as it came in.
const INJECTIONS: [&str; 10] = [
    "a\nb",
    "a\r\nb",
    "a\rb",
    "\n\nid: 1-0\ndata: forged\n\n",
    "\r\rid: 1-0\rdata: forged\r\r",
    "\r\nevent: end\r\ndata: forged\r\n\r\n",
    "a\0b",
    "\u{85}\u{2028}\u{2029}",
    "\u{feff}data: forged",
    "retry: 1",
];

fn injection(ground: &Ground) {
    let service = ground.service();
    for feature in ["chat", "feed", "ticker"] {
        let (client, topic) = (service.client(), unique("stream"));
        let (mut stream, _) = client.stream(feature, &topic, None);
        for text in INJECTIONS {
            let data = json!({ text: [text] });
            let ids = [client.publish(feature, &topic, text), client.publish(feature, &topic, data.clone())];
            for (id, data) in ids.into_iter().zip([json!(text), data]) {
                let block = next_event(&mut stream);
                assert_eq!(block.id, Some(id.to_string()), "{text:?} in {feature}");
                assert_eq!(block.lines.len(), 2, "{text:?} in {feature}: {block:?}");
                assert_eq!(Event::of(&block.json()).data, data, "{text:?} in {feature}");
            }
        }
        assert!(!stream.raw.contains(&b'\r') && !stream.raw.contains(&0), "no CR and no NUL is on the wire of {feature}");
    }
}

fn jitter(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let retries: BTreeSet<Option<u64>> = (0..12)
        .map(|_| {
            let mut stream = Stream::new(client.open(Request::get("/feed/stream?topic=jitter")));
            next(&mut stream).retry
        })
        .collect();
    assert!(retries.len() > 2 && !retries.contains(&None), "{retries:?}");
}

fn named(ground: &Ground) {
    let service = ground.service_with(&[("HEARTBEAT_SECONDS", "1")]);
    let (client, topic) = (service.client(), unique("stream"));
    let (mut stream, ready) = client.stream("feed", &topic, None);
    assert_eq!(ready.heartbeat, 1, "ready tells the interval");
    for _ in 0..2 {
        let block = next(&mut stream);
        assert!(block.is("heartbeat") && block.id.is_none() && block.data.is_some(), "{block:?}");
        assert!(block.json().is_object(), "{block:?}");
    }
    let id = client.publish("feed", &topic, Value::Null);
    assert_eq!(next_event(&mut stream).id, Some(id.to_string()), "events come between heartbeats");
    // Quiet otherwise: no comment line, which a page cannot see.
    let deadline = Instant::now() + Duration::from_millis(1500);
    while let Ok(Some(block)) = stream.block(deadline) {
        assert!(block.event.is_some() && block.data.is_some(), "{block:?}");
    }
    assert!(!String::from_utf8_lossy(&stream.raw).lines().any(|line| line.starts_with(':')));
}

fn end_block(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("stream"));
    let (mut stream, _) = client.stream("feed", &topic, None);
    let id: Id = client.end("feed", &topic);
    let block = next_event(&mut stream);
    assert!(block.is("end"), "{block:?}");
    assert_eq!(block.id, Some(id.to_string()));
    let event = Event::of(&block.json());
    assert_eq!((event.kind.as_str(), event.data), ("end", json!("over")));
}
