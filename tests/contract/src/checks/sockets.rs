//! WebSocket: the handshake, messages in both directions, and binary frames.

use std::time::{Duration, Instant};

use harness::client::Client;
use harness::host::wait_until;
use harness::reader::Transport;
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::events::{Event, Id};
use harness::wire::frames::{BINARY, Frame};
use harness::wire::http::Request;
use harness::wire::socket::{Came, Socket};
use serde_json::{Value, json};

use super::life::count;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add("sockets: behind a message that is to be sent again nothing is published", "ws-refused-order", nothing_overtakes);
    list.add_once("sockets: the subprotocol is events.v1, and nothing offered is the same", "ws-no-subprotocol", subprotocol);
    list.add_once(
        "sockets: where only other subprotocols are offered the answer is 400",
        "ws-unknown-subprotocol",
        unknown_subprotocol,
    );
    list.add_once("sockets: a request without an upgrade gets 426", "ws-426", no_upgrade);
    list.add_once("sockets: a handshake that is odd holds no connection when it is over", "bound-connections", odd_handshakes);
    list.add("sockets: `ready` comes first, and everything is JSON in text frames", "ws-ready ws-text ws-event", ready);
    list.add(
        "sockets: a publish is acknowledged with its ref and id, and comes back to its sender",
        "ws-ack ws-echo ws-event",
        publish,
    );
    list.add("sockets: publishes are taken in their order", "ws-publish-order", publish_order);
    list.add("sockets: keys count on a socket as they do for requests", "key-once ws-ack", keys);
    list.add("sockets: an ephemeral publish is acknowledged without an id", "ws-ack ephemeral-no-id", ephemeral);
    list.add("sockets: a refused publish is an error with its ref, and the socket stays", "ws-error error-on-socket", refused);
    list.add(
        "sockets: the id of an ack is no cursor: what others published before it still comes",
        "ws-ack-no-cursor",
        ack_is_no_cursor,
    );
    list.add("sockets: a cursor that is none is a reset in ready", "malformed-cursor ws-ready", reset_in_ready);
    list.add("sockets: after the end a publish is refused", "publish-ended error-on-socket", ended);
    list.add("binary: frames go to the other sockets as they are, each sender's in their order", "binary-relay", binary_relay);
    list.add("binary: a frame is not kept", "binary-relay", binary_not_kept);
    list.add("binary: a feature of binary frames is on sockets only", "binary-no-fallback mounted-only", binary_sockets_only);
}

/// The next message that is neither a ping nor a heartbeat, as JSON.
pub fn message(socket: &mut Socket) -> Value {
    match socket.message(Instant::now() + PATIENCE).expect("a message comes in time") {
        Came::Json(message) => message,
        other => panic!("a message was to come, and not {other:?}"),
    }
}

/// The next message that has this member, past others.
pub fn message_with(socket: &mut Socket, name: &str) -> Value {
    loop {
        let message = message(socket);
        if let Some(value) = message.get(name) {
            return value.clone();
        }
    }
}

fn subprotocol(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let upgrade = || Request::upgrade("/chat/socket?topic=handshake");
    let (socket, _) = client.socket_of(upgrade());
    assert_eq!(socket.head.header("Sec-WebSocket-Protocol"), None, "nothing offered, nothing chosen");
    assert_eq!(socket.head.header("Sec-WebSocket-Accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "RFC 6455, section 1.3");
    assert_eq!(socket.head.header("Sec-WebSocket-Extensions"), None);
    for offered in ["events.v1", "other, events.v1", "events.v1, events.v2"] {
        let (socket, _) = client.socket_of(upgrade().header("Sec-WebSocket-Protocol", offered));
        assert_eq!(socket.head.header("Sec-WebSocket-Protocol"), Some("events.v1"), "of `{offered}`");
    }
}

fn unknown_subprotocol(ground: &Ground) {
    let service = ground.service();
    for offered in ["events.v2", "chat, mqtt", "EVENTS"] {
        let request = Request::upgrade("/chat/socket?topic=handshake").header("Sec-WebSocket-Protocol", offered);
        service.client().send(request).expect(400).code();
    }
}

fn no_upgrade(ground: &Ground) {
    let service = ground.service();
    let answer = service.client().get("/chat/socket?topic=handshake").expect(426);
    assert!(answer.head.lists("Upgrade", "websocket"), "RFC 9110, section 15.5.22: {answer}");
    answer.code();
}

fn odd_handshakes(ground: &Ground) {
    let service = ground.own(&[]);
    let client = service.client();
    for offered in ["events.v1, events.v1", "events.v1,,", "events.v1, \"", "events.v1;"] {
        let upgrade = Request::upgrade("/chat/socket?topic=main").header("Sec-WebSocket-Protocol", offered);
        let answer = client.open(upgrade);
        assert!([101, 400].contains(&answer.head.status), "to {offered}: {:?}", answer.head);
    }
    let held = || count(&service.nodes, "realtime_connections", &["feature=\"chat\""]);
    assert!(wait_until(PATIENCE, || held() == 0.0), "{} are held", held());
}

fn ready(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("socket"));
    let ids = client.publish_numbers("chat", &topic, 0..2);
    let (mut socket, ready) = client.socket("chat", &topic, Some(&ids[0].to_string()));
    assert_eq!((ready.topic.as_str(), ready.cursor, ready.reset, ready.heartbeat), (topic.as_str(), ids[0], false, 10));
    let first = message(&mut socket);
    assert_eq!(first.as_object().map(|members| members.keys().cloned().collect()), Some(vec!["event".to_owned()]), "{first}");
    assert_eq!(Event::of(&first["event"]).kept(), ids[1]);
}

fn publish(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("socket"));
    let (mut socket, _) = client.socket("chat", &topic, None);
    socket.publish("r-1", json!({ "type": "greeting", "data": { "text": "hello" } }));
    let (mut ack, mut event) = (None, None);
    while ack.is_none() || event.is_none() {
        let message = message(&mut socket);
        match (message.get("ack"), message.get("event")) {
            (Some(value), None) => ack = Some(value.clone()),
            (None, Some(value)) => event = Some(Event::of(value)),
            _ => panic!("{message}"),
        }
    }
    let (ack, event) = (ack.expect("an ack"), event.expect("an event"));
    assert_eq!((&ack["ref"], Id::of(&ack["id"])), (&json!("r-1"), event.kept()));
    assert_eq!((event.kind.as_str(), event.data), ("greeting", json!({ "text": "hello" })));
}

fn publish_order(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("socket"));
    let mut other = client.reader(Transport::Stream, "chat", &topic, None);
    let (mut socket, _) = client.socket("chat", &topic, None);
    for number in 0..100 {
        socket.publish(&number.to_string(), json!({ "data": number }));
    }
    let references: Vec<Value> = (0..100).map(|_| message_with(&mut socket, "ack")["ref"].clone()).collect();
    assert_eq!(references, (0..100).map(|number| json!(number.to_string())).collect::<Vec<_>>());
    assert_eq!(other.data(100), (0..100).map(Value::from).collect::<Vec<_>>());
}

fn keys(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("socket"));
    let first = client.offer("chat", &topic, &json!({ "data": "first", "key": "k" })).expect(201).json();
    let (mut socket, _) = client.socket("chat", &topic, None);
    socket.publish("r", json!({ "data": "second", "key": "k" }));
    assert_eq!(message_with(&mut socket, "ack"), json!({ "ref": "r", "id": first["id"] }));
    assert_eq!(client.wait("chat", &topic, "oldest", 1).events.len(), 1);
}

fn ephemeral(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("socket"));
    let mut other = client.reader(Transport::Socket, "chat", &topic, None);
    let (mut socket, _) = client.socket("chat", &topic, None);
    socket.publish("r", json!({ "type": "typing", "data": null, "ephemeral": true }));
    assert_eq!(message_with(&mut socket, "ack"), json!({ "ref": "r" }), "an ack without an id");
    let event = other.event();
    assert_eq!((event.id, event.kind.as_str()), (None, "typing"));
}

fn refused(ground: &Ground) {
    let service = ground.service();
    let topic = unique("socket");
    let reader = service.bearer(&harness::wire::token::Claims::none("reads").with("read", json!(["chat/*"])));
    let (mut socket, _) = reader.socket("chat", &topic, None);
    socket.publish("no", json!({ "data": 1 }));
    let error = message_with(&mut socket, "error");
    assert_eq!(error["ref"], "no", "{error}");
    assert!(error["code"].is_string() && error["message"].is_string(), "{error}");
    let denied = reader.offer("chat", &topic, &json!({ "data": 1 })).expect(403).code();
    assert_eq!(error["code"], denied, "the code is that of the request");
    let (mut socket, _) = service.client().socket("chat", &topic, None);
    for (reference, body) in [("type", json!({ "type": "A B", "data": 1 })), ("key", json!({ "data": 1, "key": "é" }))] {
        socket.publish(reference, body);
        assert_eq!(message_with(&mut socket, "error")["ref"], reference);
    }
    socket.publish("fine", json!({ "data": 1 }));
    assert_eq!(message_with(&mut socket, "ack")["ref"], "fine", "the socket is still open");
}

fn ack_is_no_cursor(ground: &Ground) {
    let service = ground.service();
    let topic = unique("socket");
    let (mut socket, _) = service.client().socket("chat", &topic, None);
    std::thread::scope(|scope| {
        scope.spawn(|| service.client().publish_numbers("chat", &topic, 0..60));
        for number in 100..160 {
            socket.publish(&number.to_string(), json!({ "data": number }));
        }
    });
    let mut numbers = Vec::new();
    while numbers.len() < 120 {
        let message = message(&mut socket);
        numbers.extend(message.get("event").map(|event| Event::of(event).data.as_u64().expect("a number")));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (0..60).chain(100..160).collect::<Vec<_>>());
}

fn reset_in_ready(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("socket"));
    let ids = client.publish_numbers("chat", &topic, 0..2);
    let (mut socket, ready) = client.socket("chat", &topic, Some("nonsense"));
    assert!(ready.reset && ready.cursor < ids[0], "{ready:?}");
    assert_eq!(Event::of(&message(&mut socket)["event"]).kept(), ids[0]);
}

fn ended(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("socket"));
    let (mut socket, _) = client.socket("chat", &topic, None);
    client.end("chat", &topic);
    assert_eq!(message_with(&mut socket, "event")["type"], "end");
    socket.publish("late", json!({ "data": 1 }));
    match socket.message(Instant::now() + PATIENCE).expect("an answer") {
        Came::Json(message) => assert_eq!(message["error"]["ref"], "late", "{message}"),
        // A server may as well close what has ended.
        Came::Close(_) | Came::Gone => {}
        other => panic!("{other:?}"),
    }
}

/// A binary frame, past whatever else comes.
fn binary(socket: &mut Socket) -> Vec<u8> {
    loop {
        match socket.message(Instant::now() + PATIENCE).expect("a frame comes in time") {
            Came::Binary(bytes) => return bytes,
            Came::Json(_) => {}
            other => panic!("a binary frame was to come, and not {other:?}"),
        }
    }
}

fn binary_relay(ground: &Ground) {
    let service = ground.service();
    let topic = unique("voice");
    let open = |client: &Client| client.socket("voice", &topic, None).0;
    let mut senders = [open(&service.client()), open(&service.client())];
    let mut listeners = [open(&service.client()), open(&service.client())];
    let frame = |sender: usize, number: u8| {
        let mut bytes = vec![sender as u8, number, 0, 0xff, 0x0a, 0x0d];
        bytes.resize(6 + usize::from(number), number);
        bytes
    };
    for number in 0..50 {
        for (place, sender) in senders.iter_mut().enumerate() {
            sender.raw(&Frame::new(BINARY, frame(place, number)).bytes()).expect("a frame is sent");
        }
    }
    for listener in &mut listeners {
        let mut came: [Vec<Vec<u8>>; 2] = Default::default();
        for _ in 0..100 {
            let bytes = binary(listener);
            came[usize::from(bytes[0])].push(bytes);
        }
        for (sender, frames) in came.iter().enumerate() {
            assert_eq!(*frames, (0..50).map(|number| frame(sender, number)).collect::<Vec<_>>(), "in the sender's order");
        }
    }
    for (place, sender) in senders.iter_mut().enumerate() {
        for _ in 0..50 {
            assert_eq!(usize::from(binary(sender)[0]), 1 - place, "to the other sockets, and not to its own");
        }
        assert!(sender.message(Instant::now() + Duration::from_millis(300)).is_err(), "and no more than those");
    }
}

fn binary_not_kept(ground: &Ground) {
    let service = ground.service();
    // Heard and read back at one node: to another the frame may still be on its way, and would reach who comes late.
    let (client, topic) = (service.client().at(0), unique("voice"));
    let (mut listener, _) = client.socket("voice", &topic, None);
    let (mut sender, before) = service.client().socket("voice", &topic, None);
    sender.raw(&Frame::new(BINARY, [1, 2, 3]).bytes()).expect("a frame is sent");
    assert_eq!(binary(&mut listener), [1, 2, 3]);
    let (mut late, ready) = client.socket("voice", &topic, Some("oldest"));
    assert_eq!(ready.cursor, before.cursor, "a frame has no id");
    let came = late.message(Instant::now() + Duration::from_millis(400));
    assert!(came.is_err(), "nothing is read back: {came:?}");
}

fn binary_sockets_only(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    client.get("/voice/stream").expect(404).code();
    // The path of publishing is there, reading by it is not.
    let answer = client.get("/voice/events");
    assert!(matches!(answer.status(), 404 | 405), "{answer}");
}

fn nothing_overtakes(ground: &Ground) {
    let service = ground.service_with(&[("RATE_LIMIT", "5")]);
    let (client, topic) = (service.client().at(0), unique("order"));
    let (mut socket, _) = client.socket("chat", &topic, None);
    let (mut sent, mut refused, mut accepted) = (0_u64, None, Vec::new());
    let start = Instant::now();
    // Longer than a bucket takes to have room again.
    while start.elapsed() < Duration::from_millis(900) {
        socket.publish(&sent.to_string(), json!({ "data": sent }));
        sent += 1;
        while let Ok(came) = socket.message(Instant::now() + Duration::from_millis(20)) {
            let Came::Json(message) = came else { panic!("{came:?}") };
            if let Some(ack) = message.get("ack") {
                accepted.push(ack["ref"].as_str().expect("a ref").parse::<u64>().expect("a number"));
            } else if let Some(error) = message.get("error") {
                assert!(error["retry_after"].as_u64() == Some(1), "{error}");
                refused.get_or_insert(error["ref"].as_str().expect("a ref").parse::<u64>().expect("a number"));
            }
        }
    }
    let refused = refused.expect("so many are too fast");
    assert!(accepted.iter().all(|number| *number < refused), "{refused} was refused, {accepted:?} were not");
}
