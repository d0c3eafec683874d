//! Publishing: names, ids, keys, what is ephemeral, and the end of a topic.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use harness::reader::{News, Transport};
use harness::unique;
use harness::wire::events::{Event, Id, date};
use harness::wire::http::Request;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;
use crate::ways::{REPLAYING, everywhere};

pub fn list(list: &mut List) {
    list.add(
        "publishing: the answer is 201 with the id, the topic and the time, and the event comes as it was sent",
        "publish-created event-shape id-shape at-is-id type-default publish-mounted",
        created,
    );
    list.add("publishing: data of every kind of JSON comes back the same", "event-shape", every_kind_of_data);
    list.add("publishing: data may be null, and comes as soon as any other", "event-shape ephemeral-where", null);
    list.add("publishing: topics have 1 to 128 characters of their alphabet", "topic-names error-topic", topic_names);
    list.add("publishing: a type is a lower-case word, and others are refused", "type-names", type_names);
    list.add("publishing: a key publishes once, whatever the second body says", "key-once", key_once);
    list.add("publishing: a key counts for one subject, feature and topic", "key-scope", key_scope);
    list.add("publishing: all who are anonymous are one subject", "key-anonymous", key_anonymous);
    list.add("publishing: ten requests with one key at the same time publish once", "key-concurrent", key_concurrent);
    list.add("publishing: after KEY_SECONDS a key publishes again", "key-expires one-second", key_expires);
    list.add("publishing: without a key each request publishes", "key-made", key_made);
    list.add("publishing: keys are 1 to 128 visible characters of ASCII", "key-shape", key_shape);
    list.add(
        "publishing: an ephemeral event reaches streams and sockets without an id, and is not kept",
        "ephemeral-accepted ephemeral-where ephemeral-no-id",
        ephemeral,
    );
    list.add("publishing: what is not JSON of the right shape is refused", "error-json", bad_bodies);
    list.add(
        "ends: who comes before the end gets the rest and the end, on each transport",
        "end-event end-rest type-end",
        end_rest,
    );
    list.add("ends: who stands at the end is told that there is no more", "end-204 end-polls", at_the_end);
    list.add("ends: nothing can be published after the end", "publish-ended error-409 type-end", after_the_end);
}

fn created(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in everywhere() {
        let (client, topic) = (service.client(), unique("created"));
        let mut reader = client.reader(transport, feature, &topic, None);
        let answer = client.offer(feature, &topic, &json!({ "data": { "text": "hello" } })).expect(201).json();
        let mut names: Vec<_> = answer.as_object().expect("an object").keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["at", "id", "topic"]);
        let id = Id::of(&answer["id"]);
        assert_eq!((&answer["topic"], &answer["at"]), (&json!(topic), &json!(date(id.milliseconds))), "{answer}");
        let expected = Event { id: Some(id), topic, kind: "message".to_owned(), data: json!({ "text": "hello" }) };
        assert_eq!(reader.event(), expected, "{transport:?} of {feature}");
    }
}

/// JSON at its edges; no number beyond what a double holds, as I-JSON asks.
fn kinds_of_data() -> Vec<Value> {
    let text = [
        "",
        " ",
        "é",
        "日本語",
        "👩‍👩‍👧",
        "\u{2028}\u{2029}",
        "\u{feff}",
        "\"\\/",
        "</script>",
        "\u{7f}",
        "\u{1}\u{1f}",
        "data: x",
        "id: 1-0",
    ];
    let mut kinds: Vec<Value> = text.into_iter().map(Value::from).collect();
    kinds.extend([
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(9_007_199_254_740_991_i64),
        json!([]),
        json!({}),
    ]);
    kinds.extend([json!({ "": { "a b": [1, [2, [3]]] } }), json!({ "id": "1-0", "topic": "x" })]);
    kinds
}

fn every_kind_of_data(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("kinds"));
        let mut reader = client.reader(transport, feature, &topic, None);
        for data in kinds_of_data() {
            client.publish(feature, &topic, data);
        }
        assert_eq!(reader.data(kinds_of_data().len()), kinds_of_data(), "{transport:?} of {feature}");
    }
}

fn null(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in everywhere() {
        let (client, topic) = (service.client(), unique("null"));
        let mut reader = client.reader(transport, feature, &topic, None);
        client.publish(feature, &topic, Value::Null);
        assert_eq!(reader.event().data, Value::Null, "{transport:?} of {feature}");
    }
    let (client, topic) = (service.client(), unique("null"));
    let mut reader = client.reader(Transport::Stream, "chat", &topic, None);
    client.offer("chat", &topic, &json!({ "data": null, "ephemeral": true })).expect(202);
    assert_eq!(reader.event().data, Value::Null, "also where it is ephemeral");
}

fn topic_names(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let long = format!("{}{}", unique("long."), "x".repeat(128))[..128].to_owned();
    for topic in ["a", "A.b_c:d-9", "user:42", &long] {
        client.publish("chat", topic, "fine");
    }
    let too_long = "x".repeat(129);
    for topic in ["a%20b", "a%2Fb", "%C3%A9", "a%00", "a%0A", "*", &too_long, "a,b", "a%2Bb"] {
        let body = json!({ "data": 1 });
        let answers = [
            client.offer("chat", topic, &body),
            client.get(format!("/chat/events?topic={topic}&wait=1")),
            client.get(format!("/chat/stream?topic={topic}")),
            client.get(format!("/chat/state?topic={topic}")),
            client.send(Request::upgrade(format!("/chat/socket?topic={topic}"))),
        ];
        for answer in answers {
            assert_eq!(answer.status(), 400, "topic `{topic}`: {answer}");
            answer.code();
        }
    }
}

fn type_names(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("types"));
    let longest = "a".repeat(64);
    for kind in ["a", "message", "job.step-2_b", &longest] {
        client.offer("waits", &topic, &json!({ "type": kind, "data": 1 })).expect(201);
    }
    let too_long = "a".repeat(65);
    for kind in ["", "A", "1a", "a b", "é", "a\n", ".a", &too_long] {
        let answer = client.offer("waits", &topic, &json!({ "type": kind, "data": 1 })).expect(400);
        answer.code();
    }
    let page = client.poll("waits", &topic, "oldest");
    let kinds: Vec<_> = page.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["a", "message", "job.step-2_b", &longest]);
}

fn keyed(data: impl Into<Value>, key: &str) -> Value {
    json!({ "data": data.into(), "key": key })
}

fn key_once(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("key"));
    let first = client.offer("waits", &topic, &keyed("first", "k")).expect(201).json();
    for body in [keyed("first", "k"), keyed("second", "k"), json!({ "type": "other", "data": [], "key": "k" })] {
        let again = client.offer("waits", &topic, &body);
        assert!(matches!(again.status(), 200 | 201), "{again}");
        assert_eq!(again.json()["id"], first["id"], "the answer has the id of the first");
    }
    client.publish("waits", &topic, "third");
    let page = client.poll("waits", &topic, "oldest");
    assert_eq!(page.events.iter().map(|event| &event.data).collect::<Vec<_>>(), [&json!("first"), &json!("third")]);
}

fn key_scope(ground: &Ground) {
    let service = ground.service();
    let (one, other) = (service.client(), service.client());
    let (topic, second) = (unique("key"), unique("key"));
    let id = |answer: harness::wire::http::Response| Id::of(&answer.expect(201).json()["id"]);
    let ids = [
        id(one.offer("waits", &topic, &keyed(1, "k"))),
        id(other.offer("waits", &topic, &keyed(2, "k"))),
        id(one.offer("waits", &second, &keyed(3, "k"))),
        id(one.offer("chat", &topic, &keyed(4, "k"))),
        id(one.offer("waits", &topic, &keyed(5, "K"))),
    ];
    let data = |topic: &str| one.poll("waits", topic, "oldest").events.into_iter().map(|event| event.data).collect::<Vec<_>>();
    assert_eq!(data(&topic), [json!(1), json!(2), json!(5)], "{ids:?}");
    assert_eq!(data(&second), [json!(3)]);
    assert_eq!(one.wait("chat", &topic, "oldest", 1).events[0].data, json!(4));
}

fn key_anonymous(ground: &Ground) {
    let service = ground.service_with(&[("JWT_SECRET", "")]);
    let topic = unique("key");
    let first = service.stranger().offer("waits", &topic, &keyed("first", "k")).expect(201).json();
    let second = service.stranger().offer("waits", &topic, &keyed("second", "k")).json();
    assert_eq!(first["id"], second["id"]);
}

fn key_concurrent(ground: &Ground) {
    let service = ground.service();
    for round in 0..5 {
        let (client, topic) = (service.client(), unique("key"));
        let ids: BTreeSet<Id> = std::thread::scope(|scope| {
            let publish = |number: u64| Id::of(&client.offer("waits", &topic, &keyed(number, "k")).json()["id"]);
            let running: Vec<_> = (0..10).map(|number| scope.spawn(move || publish(number))).collect();
            running.into_iter().map(|thread| thread.join().expect("each gets an answer")).collect()
        });
        assert_eq!(ids.len(), 1, "round {round}: {ids:?}");
        assert_eq!(client.poll("waits", &topic, "oldest").events.len(), 1, "round {round}");
    }
}

fn key_expires(ground: &Ground) {
    let service = ground.service_with(&[("KEY_SECONDS", "1")]);
    let (client, topic) = (service.client(), unique("key"));
    let first = client.offer("waits", &topic, &keyed("first", "k")).expect(201).json();
    sleep(Duration::from_millis(1600));
    let second = client.offer("waits", &topic, &keyed("second", "k")).expect(201).json();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(client.poll("waits", &topic, "oldest").events.len(), 2);
}

fn key_made(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("key"));
    let ids: BTreeSet<Id> = (0..5).map(|_| client.publish("waits", &topic, "the same")).collect();
    assert_eq!(ids.len(), 5);
}

fn key_shape(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("key"));
    let longest = "~".repeat(128);
    for key in ["!", "a-b", &longest] {
        client.offer("waits", &topic, &keyed(1, key)).expect(201);
    }
    let too_long = "a".repeat(129);
    for key in ["", " ", "a b", "é", "a\n", "\u{7f}", &too_long] {
        client.offer("waits", &topic, &keyed(1, key)).expect(400).code();
    }
    client.offer("waits", &topic, &json!({ "data": 1, "key": 7 })).expect(400).code();
}

fn ephemeral(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("typing"));
    let mut pushed = [Transport::Socket, Transport::Stream].map(|transport| client.reader(transport, "chat", &topic, None));
    let before = client.latest("chat", &topic);
    let answer = client.offer("chat", &topic, &json!({ "type": "typing", "data": "Ada", "ephemeral": true })).expect(202);
    assert!(!answer.text().contains("\"id\""), "an ephemeral event has no id: {answer}");
    for reader in &mut pushed {
        let cursor = reader.cursor.clone();
        let event = reader.event();
        assert_eq!((event.id, event.kind.as_str(), &event.data), (None, "typing", &json!("Ada")), "{:?}", reader.transport);
        assert_eq!(reader.cursor, cursor, "what has no id moves no cursor");
    }
    assert_eq!(client.latest("chat", &topic), before, "the topic stands where it stood");
    let page = client.wait("chat", &topic, &before, 1);
    assert!(page.events.is_empty(), "polls do not get it: {page:?}");
    client.publish("chat", &topic, "kept");
    assert_eq!(
        client.reader(Transport::Stream, "chat", &topic, Some("oldest")).event().data,
        json!("kept"),
        "it is not in the history"
    );
}

fn bad_bodies(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let path = "/chat/events?topic=bodies";
    let json = |body: &str| Request::new("POST", path).header("Content-Type", "application/json").body(body);
    let bodies = [
        "",
        "{",
        "[]",
        "\"data\"",
        "{}",
        "{\"data\":1",
        "{\"data\":NaN}",
        "{\"data\":\"\u{0}\"}",
        "{\"type\":7,\"data\":1}",
        "{\"data\":1,\"ephemeral\":\"yes\"}",
    ];
    for body in bodies {
        let answer = client.send(json(body));
        assert_eq!(answer.status(), 400, "{body}: {answer}");
        answer.code();
    }
    let answer = client.send(json("").body([b"{\"data\":\"", [0xff, 0xfe].as_slice(), b"\"}"].concat()));
    assert_eq!(answer.status(), 400, "what is not UTF-8: {answer}");
}

fn end_rest(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("end"));
        let first = client.publish(feature, &topic, "first");
        let mut open = client.reader(transport, feature, &topic, Some(&first.to_string()));
        client.publish(feature, &topic, "second");
        let end = client.end(feature, &topic);
        let mut late = client.reader(transport, feature, &topic, Some(&first.to_string()));
        for reader in [&mut open, &mut late] {
            assert_eq!(reader.event().data, json!("second"), "{transport:?} of {feature}");
            let last = reader.event();
            assert_eq!((last.kind.as_str(), last.kept(), last.data), ("end", end, json!("over")), "{transport:?} of {feature}");
            assert_eq!(reader.news(), News::Ended, "{transport:?} of {feature}");
        }
    }
}

fn at_the_end(ground: &Ground) {
    let service = ground.service();
    for feature in ["chat", "feed", "waits"] {
        let (client, topic) = (service.client(), unique("end"));
        client.publish(feature, &topic, "first");
        let end = client.end(feature, &topic).to_string();
        if feature != "waits" {
            let request = Request::get(format!("/{feature}/stream?topic={topic}"));
            client.send(request.clone().header("Last-Event-ID", &end)).expect(204);
            client.get(format!("{}&after={end}", request.path)).expect(204);
        }
        let page = client.wait(feature, &topic, &end, 30);
        assert!(page.ended && page.events.is_empty() && page.cursor == end, "at once, and over: {page:?}");
        let page = client.wait(feature, &topic, "oldest", 30);
        assert!(page.ended && page.events.len() == 2, "{page:?}");
    }
}

fn after_the_end(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("end"));
    client.end("chat", &topic);
    for body in [json!({ "data": 1 }), json!({ "type": "end", "data": 1 }), json!({ "data": 1, "key": "k" })] {
        client.offer("chat", &topic, &body).expect(409).code();
    }
    let page = client.wait("chat", &topic, "oldest", 1);
    assert_eq!(page.events.len(), 1, "{page:?}");
}
