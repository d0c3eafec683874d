//! What stands in Redis, for nodes of any language to read.

use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use harness::host::redis::Redis;
use harness::host::service::Service;
use harness::reader::{News, Transport};
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::events::Id;
use harness::wire::frames::{BINARY, Frame};
use harness::wire::resp::{Connection, Reply};
use harness::wire::token::Claims;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_redis(
        "redis: a topic is a stream of type and data, with a record of birth, trimmed and last",
        "redis-stream redis-record redis-prefix redis-publish",
        layout,
    );
    list.add_redis(
        "redis: a key is the SHA-256 of feature, topic, subject and key, and leads to the id",
        "redis-key",
        key_layout,
    );
    list.add_redis("redis: a ticket is there until it is used", "redis-ticket ticket-expires", ticket_layout);
    list.add_redis("redis: everything is announced on one channel", "redis-channel redis-publish", announcements);
    list.add_redis(
        "redis: ephemeral events are announced without prev and id, frames as base64 with their sender",
        "redis-ephemeral redis-binary",
        passing_announcements,
    );
    list.add_redis("redis: REDIS_PREFIX keeps apps apart", "redis-prefix", prefix);
    list.add_redis(
        "redis: a stream is trimmed to exactly HISTORY_LENGTH, and the record says to where",
        "redis-publish bound-history-length redis-record",
        exact_length,
    );
    list.add_redis("redis: a stream and its record expire", "redis-publish bound-history-ttl", expiry);
    list.add_redis("redis: who reads a topic first makes its record", "record-birth", birth);
    list.add_redis(
        "redis: where the stream is gone but not the record, the floor is the last id",
        "floor below-floor",
        stream_gone,
    );
    list.add_redis(
        "redis: an id is above the last even where the clock was set back",
        "ids-outlive-clock ids-grow",
        clock_set_back,
    );
    list.add_redis("redis: a warning at the start says that AOF is off", "redis-aof-warning", no_aof);
}

/// Where a topic's stream and record stand.
pub fn names(feature: &str, topic: &str) -> (String, String) {
    (format!("all-four:s:{feature}:{topic}"), format!("all-four:r:{feature}:{topic}"))
}

fn fields(redis: &mut Connection, record: &str) -> Vec<(String, String)> {
    let reply = redis.run(&["HGETALL", record]);
    reply.texts().chunks(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
}

/// A field of a topic's record.
pub fn field(redis: &mut Connection, record: &str, name: &str) -> String {
    let fields = fields(redis, record);
    let found = fields.iter().find(|(field, _)| field == name);
    found.unwrap_or_else(|| panic!("no `{name}` in {fields:?}")).1.clone()
}

fn layout(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("layout"));
    let ids = [client.publish("chat", &topic, json!({ "text": "é" })), client.publish("chat", &topic, 7)];
    let mut redis = service.redis().connection();
    let (stream, record) = names("chat", &topic);
    let entries = redis.run(&["XRANGE", &stream, "-", "+"]);
    let entries: Vec<(&str, Vec<&str>)> =
        entries.list().iter().map(|entry| (entry.list()[0].text(), entry.list()[1].texts())).collect();
    assert_eq!(entries.iter().map(|(id, _)| (*id).to_owned()).collect::<Vec<_>>(), ids.map(|id| id.to_string()));
    for ((_, fields), data) in entries.iter().zip([json!({ "text": "é" }), json!(7)]) {
        let [kind_name, kind, data_name, text] = fields.as_slice() else { panic!("type and data: {fields:?}") };
        assert_eq!([*kind_name, *kind, *data_name], ["type", "message", "data"]);
        assert_eq!(serde_json::from_str::<Value>(text).expect("data is JSON"), data);
    }
    assert_eq!(field(&mut redis, &record, "last"), ids[1].to_string());
    assert!(Id::parse(&field(&mut redis, &record, "birth")).expect("an id") < ids[0]);
}

fn key_layout(ground: &Ground) {
    let service = ground.service();
    let (subject, topic) = (unique("subject"), unique("layout"));
    let client = service.bearer(&Claims::all(&subject));
    let id = client.offer("chat", &topic, &json!({ "data": 1, "key": "the-key" })).expect(201).json()["id"].clone();
    let text = format!("chat\n{topic}\n{subject}\nthe-key");
    let hash: String = digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let name = format!("all-four:k:{hash}");
    let mut redis = service.redis().connection();
    assert_eq!(redis.run(&["GET", &name]), Reply::Text(id.as_str().expect("an id").to_owned()));
    let seconds = redis.run(&["TTL", &name]).integer();
    assert!((500..=600).contains(&seconds), "KEY_SECONDS is 600: {seconds}");
}

fn ticket_layout(ground: &Ground) {
    let service = ground.service();
    let ticket = service.client().ticket("chat");
    let mut redis = service.redis().connection();
    let name = format!("all-four:t:{ticket}");
    let seconds = redis.run(&["TTL", &name]).integer();
    assert!((1..=30).contains(&seconds), "TICKET_SECONDS is 30: {seconds}");
    let request = harness::wire::http::Request::get(format!("/chat/stream?ticket={ticket}"));
    drop(service.stranger().stream_of(request));
    assert_eq!(redis.run(&["EXISTS", &name]).integer(), 0, "taken");
}

/// A connection that hears what the nodes announce.
pub fn listen(service: &Service) -> Connection {
    let mut redis = service.redis().connection();
    redis.run(&["SUBSCRIBE", "all-four:events"]);
    redis
}

/// The next announcement of a topic.
fn announced(redis: &mut Connection, topic: &str) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let message = redis.message(deadline).expect("an announcement comes");
        let message: Value = serde_json::from_str(&message).unwrap_or_else(|problem| panic!("not JSON ({problem}): {message}"));
        if message["topic"] == topic {
            return message;
        }
    }
}

fn announcements(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("announced"));
    let mut heard = listen(&service);
    let birth = client.latest("chat", &topic);
    let mut prev = birth;
    for number in 0..3 {
        let id = client.publish("chat", &topic, number).to_string();
        let data = &announced(&mut heard, &topic);
        let expected =
            json!({ "v": 1, "feature": "chat", "topic": topic, "prev": prev, "id": id, "type": "message", "data": number });
        assert_eq!(*data, expected);
        prev = id;
    }
    client.offer("chat", &topic, &json!({ "data": "first", "key": "k" })).expect(201);
    announced(&mut heard, &topic);
    client.offer("chat", &topic, &json!({ "data": "again", "key": "k" })).expect(201);
    client.publish("chat", &topic, "next");
    assert_eq!(announced(&mut heard, &topic)["data"], "next", "what is not published again is not announced again");
}

fn passing_announcements(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("passing"));
    let mut heard = listen(&service);
    client.offer("chat", &topic, &json!({ "type": "typing", "data": "Ada", "ephemeral": true })).expect(202);
    let sign = announced(&mut heard, &topic);
    assert_eq!((&sign["v"], &sign["type"], &sign["data"]), (&json!(1), &json!("typing"), &json!("Ada")));
    assert!(sign.get("id").is_none() && sign.get("prev").is_none(), "{sign}");
    let (mut socket, _) = client.socket("voice", &topic, None);
    socket.raw(&Frame::new(BINARY, [0, 255, 10, 13]).bytes()).expect("sent");
    let frame = announced(&mut heard, &topic);
    let members = frame.as_object().expect("an object");
    let encoded = STANDARD.encode([0, 255, 10, 13]);
    assert!(members.values().any(|value| value == &json!(encoded)), "the bytes as base64: {frame}");
    assert!(members.contains_key("sender"), "its sender: {frame}");
    assert!(frame.get("id").is_none() && frame["feature"] == "voice", "{frame}");
}

fn prefix(ground: &Ground) {
    let usual = ground.own(&[]);
    let other = ground.node_beside(&usual, &[("REDIS_PREFIX", "other-app")]);
    usual.client().publish("chat", "main", "of one app");
    let token = Claims::all("other").token();
    let ask = |path: &str| {
        let request = harness::wire::http::Request::get(path).header("Authorization", format!("Bearer {token}"));
        harness::wire::http::send(other.address, &request).expect("an answer").expect(200)
    };
    let page = harness::client::Page::of(ask("/chat/events?after=oldest&wait=1"));
    assert!(page.events.is_empty(), "another app sees nothing: {page:?}");
    let keys = usual.redis().connection().run(&["KEYS", "*"]);
    let keys = keys.texts();
    assert!(keys.iter().all(|key| key.starts_with("all-four:") || key.starts_with("other-app:")), "{keys:?}");
    assert!(keys.contains(&"all-four:s:chat:main") && keys.contains(&"other-app:r:chat:main"), "{keys:?}");
}

fn exact_length(ground: &Ground) {
    let service = ground.service_with(&[("HISTORY_LENGTH", "5")]);
    let (client, topic) = (service.client(), unique("length"));
    let ids = client.publish_numbers("chat", &topic, 0..12);
    let mut redis = service.redis().connection();
    let (stream, record) = names("chat", &topic);
    assert_eq!(redis.run(&["XLEN", &stream]).integer(), 5);
    assert_eq!(field(&mut redis, &record, "trimmed"), ids[6].to_string(), "the last that was trimmed");
}

fn expiry(ground: &Ground) {
    let service = ground.service_with(&[("HISTORY_TTL", "100")]);
    let (client, topic) = (service.client(), unique("expiry"));
    client.publish("chat", &topic, 1);
    let mut redis = service.redis().connection();
    let (stream, record) = names("chat", &topic);
    for name in [stream, record] {
        let seconds = redis.run(&["TTL", &name]).integer();
        assert!((60..=100).contains(&seconds), "{name}: {seconds}");
    }
}

fn birth(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("birth"));
    let (_, ready) = client.stream("chat", &topic, None);
    let mut redis = service.redis().connection();
    let (_, record) = names("chat", &topic);
    let born = field(&mut redis, &record, "birth");
    assert_eq!(field(&mut redis, &record, "last"), born, "birth = last");
    assert_eq!(ready.cursor.to_string(), born, "which is `latest`");
    assert!(born.ends_with("-0"), "{born}");
    let clock: u64 = redis.run(&["TIME"]).texts()[0].parse().expect("seconds");
    let seconds = ready.cursor.milliseconds / 1000;
    assert!(clock.abs_diff(seconds) < 60, "by the broker's clock: {seconds}, and it is {clock}");
}

fn stream_gone(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("gone"));
    let ids = client.publish_numbers("chat", &topic, 0..3);
    let (stream, _) = names("chat", &topic);
    service.redis().connection().run(&["DEL", &stream]);
    let mut early = client.reader(Transport::Stream, "chat", &topic, Some(&ids[0].to_string()));
    let News::Reset(_) = early.news() else { panic!("what is gone is a reset") };
    let mut level = client.reader(Transport::Stream, "chat", &topic, Some(&ids[2].to_string()));
    client.publish("chat", &topic, 3);
    assert_eq!(level.event().data, 3, "who had it all has lost nothing");
    assert_eq!(early.event().data, 3);
}

fn clock_set_back(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("clock"));
    let first = client.publish("chat", &topic, 0);
    // As if the clock had been an hour ahead when the last event was published.
    let ahead = Id { milliseconds: first.milliseconds + 3_600_000, sequence: 5 };
    let mut redis = service.redis().connection();
    let (stream, record) = names("chat", &topic);
    redis.run(&["XADD", &stream, &ahead.to_string(), "type", "message", "data", "1"]);
    redis.run(&["HSET", &record, "last", &ahead.to_string()]);
    let ids = client.publish_numbers("chat", &topic, 2..5);
    assert!(ids[0] > ahead && ids.is_sorted(), "{ids:?} after {ahead}");
    let mut reader = client.reader(Transport::Stream, "chat", &topic, Some(&first.to_string()));
    assert_eq!(reader.data(4), (1..5).map(Value::from).collect::<Vec<_>>());
}

fn no_aof(ground: &Ground) {
    let service = ground.own_on(Redis::start_with(&["--appendonly", "no"]), &[]);
    let warned = |log: &str| {
        log.lines().any(|line| {
            line.to_lowercase().contains("warn") && ["AOF", "appendonly", "append-only"].iter().any(|word| line.contains(word))
        })
    };
    assert!(warned(&service.log()), "{}", service.log());
    let durable = ground.service();
    assert!(!warned(&durable.log()), "{}", durable.log());
}
