//! Replies that are streamed, and taken up again; and the state of a topic.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use harness::client::{Client, Ready};
use harness::host::service::Mode;
use harness::host::wait_until;
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::events::{Event, Id};
use harness::wire::http::Request;
use harness::wire::sse::Stream;
use harness::wire::token::Claims;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add("replies: a reply is a stream with a topic of its own, and ends", "reply-topic end-event", streamed);
    list.add("replies: its subject may read it, and nobody else", "reply-private", private);
    list.add("replies: a broken stream goes on where it broke", "reply-resume", resumed);
    list.add("replies: the same key of the same subject joins the same reply", "reply-key", joined);
    list.add("replies: a reply goes on when its reader leaves", "reply-goes-on", goes_on);
    list.add_in(
        &[Mode::Process],
        "replies: what is not written in REPLY_SECONDS ends with an error",
        "reply-abandoned one-second",
        too_late,
    );
    list.add_once("replies: one may take as long as REPLY_SECONDS can say", "end-event", long_lived);
    list.add_redis("replies: a reply whose node died gets its end from the node that is asked", "reply-abandoned", writer_died);
    list.add("replies: who joins a reply whose beginning is gone is told so", "reply-key below-floor", joined_late);
    list.add_redis(
        "replies: a reply whose writer is gone ends for who has been reading it",
        "reply-abandoned",
        writer_died_under_a_reader,
    );
    list.add("state: the state comes with a cursor from which reading goes on without a gap", "state", state);
}

/// A request to whose reply some time passes.
const QUESTION: &str = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

fn ask(client: &Client, body: &Value) -> (Stream, Ready) {
    client.stream_of(Request::post("/answers/replies", body))
}

/// The events that are still to come, the end among them.
fn rest(stream: &mut Stream) -> Vec<Event> {
    let mut events = Vec::new();
    let deadline = Instant::now() + 2 * PATIENCE;
    loop {
        assert!(Instant::now() < deadline, "the reply has no end: {events:?}");
        let block = stream.block(deadline).expect("a reply goes on").expect("a reply has an end");
        if block.is("heartbeat") {
            continue;
        }
        assert!(block.event.is_none() || block.is("end"), "{block:?}");
        events.push(Event::of(&block.json()));
        if block.is("end") {
            return events;
        }
    }
}

fn ids(events: &[Event]) -> Vec<Id> {
    events.iter().map(Event::kept).collect()
}

fn streamed(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let mut topics = BTreeSet::new();
    for _ in 0..3 {
        let (mut stream, ready) = ask(&client, &json!({ "data": "a short question" }));
        let name = ready.topic.strip_prefix("reply:").unwrap_or_else(|| panic!("the topic of a reply: {ready:?}"));
        let bits = name.len() * if name.bytes().all(|byte| byte.is_ascii_hexdigit()) { 4 } else { 6 };
        assert!(bits >= 128, "{name} has {bits} bits");
        let events = rest(&mut stream);
        assert!(events.len() >= 2, "pieces and an end: {events:?}");
        assert!(events.iter().all(|event| event.topic == ready.topic));
        assert!(ready.cursor < events[0].kept() && ids(&events).is_sorted());
        topics.insert(ready.topic.clone());
    }
    assert_eq!(topics.len(), 3, "each reply has its own");
}

fn long_lived(ground: &Ground) {
    for seconds in ["2592000", "31536000"] {
        let service = ground.own(&[("REPLY_SECONDS", seconds)]);
        let (mut stream, _) = ask(&service.client(), &json!({ "data": "a short question" }));
        let events = rest(&mut stream);
        assert!(events.len() >= 2 && events[events.len() - 1].data.is_null(), "{seconds}: {events:?}");
    }
}

fn private(ground: &Ground) {
    let service = ground.service();
    let (owner, other) = (service.client(), service.client());
    let (mut stream, ready) = ask(&owner, &json!({ "data": "whose is it" }));
    let paths = ["stream", "events", "state"].map(|what| format!("/answers/{what}?topic={}&after=oldest", ready.topic));
    for path in &paths {
        let status = other.get(path).status();
        assert!(matches!(status, 403 | 404), "{path}: {status}");
        assert_eq!(owner.open(Request::get(path)).head.status, 200, "{path}");
    }
    let events = rest(&mut stream);
    assert_eq!(owner.poll("answers", &ready.topic, "oldest").ids(), ids(&events), "its log is the reply");
    let status = service.stranger().get(&paths[1]).status();
    assert!(matches!(status, 401 | 403), "{status}");
    let status = other.offer("answers", &ready.topic, &json!({ "data": "forged" })).status();
    assert!(matches!(status, 403 | 404 | 409), "{status}");
}

fn resumed(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let (mut stream, ready) = ask(&client, &json!({ "data": QUESTION }));
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let block = stream.block(Instant::now() + PATIENCE).expect("it goes on").expect("it goes on");
        seen.extend(block.event.is_none().then(|| Event::of(&block.json())));
    }
    drop(stream);
    let (mut stream, again) = client.stream("answers", &ready.topic, Some(&seen[2].kept().to_string()));
    assert!(!again.reset, "{again:?}");
    seen.extend(rest(&mut stream));
    assert_eq!(client.poll("answers", &ready.topic, "oldest").ids(), ids(&seen), "all of it, and nothing twice");
    let end = seen.last().expect("an end").kept().to_string();
    let request = Request::get(format!("/answers/stream?topic={}", ready.topic)).header("Last-Event-ID", end);
    client.send(request).expect(204);
}

fn joined(ground: &Ground) {
    let service = ground.service();
    let (client, other) = (service.client(), service.client());
    let body = json!({ "data": QUESTION, "key": "k" });
    let replies: Vec<(String, Vec<Id>)> = std::thread::scope(|scope| {
        let read = || {
            let (mut stream, ready) = ask(&client, &body);
            (ready.topic, ids(&rest(&mut stream)))
        };
        let readers: Vec<_> = (0..4).map(|_| scope.spawn(read)).collect();
        readers.into_iter().map(|reader| reader.join().expect("a reply")).collect()
    });
    assert!(replies.iter().all(|reply| *reply == replies[0]), "one reply, whole for each: {replies:?}");
    let (_, ready) = ask(&client, &json!({ "data": "something else", "key": "k" }));
    assert_eq!(ready.topic, replies[0].0, "later, and whatever the body says");
    assert_ne!(ask(&other, &body).1.topic, replies[0].0, "another subject has another reply");
    assert_ne!(ask(&client, &json!({ "data": QUESTION })).1.topic, replies[0].0, "without a key each is a new one");
}

fn goes_on(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let (stream, ready) = ask(&client, &json!({ "data": QUESTION }));
    drop(stream);
    let over = wait_until(PATIENCE, || client.poll("answers", &ready.topic, "oldest").ended);
    assert!(over, "the reply is written to its end");
    let page = client.poll("answers", &ready.topic, "oldest");
    assert!(page.events.len() > 10, "whole: {page:?}");
}

/// The data of the end, which is an error.
fn ends_with_an_error(events: &[Event]) {
    let end = events.last().expect("an end");
    assert!(end.kind == "end" && end.data.get("error").is_some_and(Value::is_string), "{end:?}");
}

fn too_late(ground: &Ground) {
    let service = ground.service_with(&[("REPLY_SECONDS", "1")]);
    let question = QUESTION.repeat(8);
    let (mut stream, _) = ask(&service.client(), &json!({ "data": question }));
    let events = rest(&mut stream);
    assert!(events.len() > 1, "what was written comes first");
    ends_with_an_error(&events);
}

fn writer_died(ground: &Ground) {
    let mut service = ground.own(&[("REPLY_SECONDS", "2")]);
    let subject = unique("asks");
    let token = Claims::all(&subject).token();
    let topic = {
        let client = service.stranger().with_token(token.clone()).at(0);
        let (mut stream, ready) = ask(&client, &json!({ "data": QUESTION.repeat(8) }));
        stream.block(Instant::now() + PATIENCE).expect("a first word").expect("a first word");
        ready.topic
    };
    service.nodes[0].kill();
    let left = service.nodes.len() - 1;
    if left == 0 {
        service.nodes[0].start_again();
    }
    sleep(Duration::from_millis(2500));
    let client = service.stranger().with_token(token).at(left);
    let (mut stream, _) = client.stream("answers", &topic, Some("oldest"));
    let events = rest(&mut stream);
    assert!(events.len() > 1, "what was written is still there");
    ends_with_an_error(&events);
    let page = client.poll("answers", &topic, "oldest");
    assert_eq!(page.events.iter().filter(|event| event.kind == "end").count(), 1, "one end");
}

fn state(ground: &Ground) {
    let service = ground.service();
    for feature in ["chat", "feed", "ticker", "waits", "board", "voice"] {
        let (client, topic) = (service.client(), unique("state"));
        let ids = client.publish_numbers(feature, &topic, 0..3);
        let answer = client.get(format!("/{feature}/state?topic={topic}")).expect(200);
        let body = answer.json();
        assert!(body.get("state").is_some(), "{answer}");
        assert_eq!(Id::of(&body["cursor"]), ids[2], "where nothing is published meanwhile the cursor is the last id");
    }
    // While somebody publishes: what the state was read after is never lost, since the cursor was taken before.
    let (client, topic) = (service.client(), unique("state"));
    let cursors: Vec<Id> = std::thread::scope(|scope| {
        scope.spawn(|| service.client().publish_numbers("chat", &topic, 0..60));
        (0..20).map(|_| Id::of(&client.get(format!("/chat/state?topic={topic}")).expect(200).json()["cursor"])).collect()
    });
    assert!(cursors.is_sorted(), "a cursor never goes back: {cursors:?}");
}

fn joined_late(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "5")]);
    let client = service.client();
    let body = json!({ "data": QUESTION, "key": "k" });
    let (mut stream, ready) = ask(&client, &body);
    assert!(!ready.reset);
    assert!(rest(&mut stream).len() > 10, "all of it for who was there");
    let (mut stream, ready) = ask(&client, &body);
    assert!(ready.reset, "its beginning is gone: {ready:?}");
    assert_eq!(rest(&mut stream).len(), 5);
}

fn writer_died_under_a_reader(ground: &Ground) {
    let mut service = ground.own(&[("REPLY_SECONDS", "3"), ("HEARTBEAT_SECONDS", "1")]);
    let mut redis = service.redis.take().expect("a Redis");
    let client = service.client();
    let (mut stream, _) = ask(&client, &json!({ "data": QUESTION }));
    stream.block(Instant::now() + PATIENCE).expect("a first word").expect("a first word");
    // The owner's code gives up where its words are refused, and its end cannot be written either.
    redis.kill();
    sleep(Duration::from_secs(1));
    redis.start_again();
    let events = rest(&mut stream);
    assert_eq!(events.last().expect("an end").kind, "end");
}
