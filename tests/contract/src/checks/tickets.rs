//! Tickets: for pages, which can set no header where they need one.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::http::{Request, Response};
use harness::wire::token::Claims;
use serde_json::json;

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add("tickets: one opens a stream, and no second", "ticket-answer ticket-stream ticket-once", opens_a_stream);
    list.add("tickets: one opens a socket, and no second", "ticket-socket ticket-once", opens_a_socket);
    list.add("tickets: of ten connections with one ticket, one is opened", "ticket-once", ten_at_once);
    list.add("tickets: after TICKET_SECONDS it is void", "ticket-expires one-second", expires);
    list.add("tickets: each is 128 random bits or more", "ticket-expires", random);
    list.add("tickets: it stands for its bearer's rights in its feature, and for no more", "ticket-rights", rights);
    list.add(
        "tickets: what it opens ends with its bearer's token",
        "ticket-rights socket-expires stream-expires",
        ends_with_the_token,
    );
    list.add("tickets: it is no Bearer token, and nothing but streams and sockets takes it", "ticket-not-bearer", not_bearer);
    list.add("tickets: a request that limits refuse leaves it as it was", "ticket-after-limits", after_limits);
}

fn stream_with(ticket: &str, topic: &str) -> Request {
    Request::get(format!("/chat/stream?topic={topic}&ticket={ticket}"))
}

fn socket_with(ticket: &str, topic: &str) -> Request {
    Request::upgrade(format!("/chat/socket?topic={topic}&ticket={ticket}"))
}

fn opens_a_stream(ground: &Ground) {
    let service = ground.service();
    let topic = unique("ticket");
    let answer = service.client().post("/ticket", &json!({ "feature": "chat" }));
    assert!(matches!(answer.status(), 200 | 201), "{answer}");
    assert_eq!(answer.json()["expires_in"], 30);
    assert!(answer.head.lists("Cache-Control", "no-store"), "a ticket is not to be stored: {answer}");
    let ticket = answer.json()["ticket"].as_str().expect("a ticket").to_owned();
    let (_stream, ready) = service.stranger().stream_of(stream_with(&ticket, &topic));
    assert_eq!(ready.topic, topic);
    service.stranger().send(stream_with(&ticket, &topic)).expect(401).code();
    service.stranger().send(socket_with(&ticket, &topic)).expect(401).code();
}

fn opens_a_socket(ground: &Ground) {
    let service = ground.service();
    let topic = unique("ticket");
    let ticket = service.client().ticket("chat");
    let (mut socket, _) = service.stranger().socket_of(socket_with(&ticket, &topic));
    socket.publish("r", json!({ "data": 1 }));
    assert_eq!(super::sockets::message_with(&mut socket, "ack")["ref"], "r", "it has the bearer's right to write");
    service.stranger().send(socket_with(&ticket, &topic)).expect(401).code();
    service.stranger().send(stream_with(&ticket, &topic)).expect(401).code();
}

fn ten_at_once(ground: &Ground) {
    let service = ground.service();
    let topic = unique("ticket");
    for _ in 0..3 {
        let ticket = service.client().ticket("chat");
        let open = || service.stranger().open(stream_with(&ticket, &topic)).head.status;
        let mut statuses: Vec<u16> = std::thread::scope(|scope| {
            let opening: Vec<_> = (0..10).map(|_| scope.spawn(open)).collect();
            opening.into_iter().map(|thread| thread.join().expect("an answer")).collect()
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [&[200][..], &[401; 9]].concat());
    }
}

fn expires(ground: &Ground) {
    let service = ground.service_with(&[("TICKET_SECONDS", "1")]);
    let (topic, client) = (unique("ticket"), service.client());
    let ticket = client.ticket("chat");
    sleep(Duration::from_millis(1700));
    service.stranger().send(stream_with(&ticket, &topic)).expect(401);
    let ticket = client.ticket("chat");
    service.stranger().stream_of(stream_with(&ticket, &topic));
}

fn random(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let tickets: BTreeSet<String> = (0..50).map(|_| client.ticket("chat")).collect();
    assert_eq!(tickets.len(), 50);
    for ticket in &tickets {
        let hexadecimal = ticket.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = if hexadecimal {
            ticket.len() * 4
        } else {
            URL_SAFE_NO_PAD.decode(ticket).expect("letters for an address").len() * 8
        };
        assert!(bits >= 128, "{ticket} has {bits} bits");
    }
    let letters: Vec<BTreeSet<u8>> =
        (0..20).map(|place| tickets.iter().map(|ticket| ticket.as_bytes()[place]).collect()).collect();
    assert!(letters.iter().all(|seen| seen.len() > 5), "no place is the same in all: {tickets:?}");
}

fn rights(ground: &Ground) {
    let service = ground.service();
    let claims = Claims::none(&unique("limited")).with("read", json!(["chat/mine", "feed/*"]));
    let client = service.bearer(&claims);
    let stranger = service.stranger();
    let status = |answer: Response| answer.status();
    assert_eq!(status(stranger.send(stream_with(&client.ticket("chat"), "other"))), 403, "another topic");
    let ticket = client.ticket("feed");
    let answer = status(stranger.send(stream_with(&ticket, "mine")));
    assert!(matches!(answer, 401 | 403), "another feature: {answer}");
    let (mut socket, _) = stranger.socket_of(socket_with(&client.ticket("chat"), "mine"));
    socket.publish("no", json!({ "data": 1 }));
    assert_eq!(super::sockets::message_with(&mut socket, "error")["ref"], "no", "no right to write");
}

fn ends_with_the_token(ground: &Ground) {
    let service = ground.service();
    let topic = unique("ticket");
    let client = service.bearer(&Claims::all(&unique("soon gone")).for_seconds(4));
    let (mut socket, _) = service.stranger().socket_of(socket_with(&client.ticket("chat"), &topic));
    let (mut stream, _) = service.stranger().stream_of(stream_with(&client.ticket("chat"), &topic));
    let deadline = Instant::now() + PATIENCE;
    assert_eq!(socket.close_code(deadline).expect("the socket ends in time"), Some(4401));
    while stream.block(deadline).expect("the stream ends in time").is_some() {}
}

fn not_bearer(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let ticket = client.ticket("chat");
    service.stranger().with_token(&ticket).get("/chat/state").expect(401);
    service.stranger().with_token(&ticket).post("/ticket", &json!({ "feature": "chat" })).expect(401);
    service.stranger().get(format!("/chat/state?ticket={ticket}")).expect(401);
    service.stranger().get(format!("/chat/events?wait=1&ticket={ticket}")).expect(401);
    service.stranger().post(format!("/chat/events?ticket={ticket}"), &json!({ "data": 1 })).expect(401);
    service.stranger().stream_of(stream_with(&ticket, "main"));
}

fn after_limits(ground: &Ground) {
    let service = ground.service_with(&[("MAX_CONNECTIONS", "3")]);
    let client = service.client().at(0);
    let stranger = service.stranger().at_address_of(&client);
    let mut held: Vec<_> = (0..3).map(|_| client.stream("chat", "limits", None)).collect();
    let ticket = client.ticket("chat");
    stranger.send(stream_with(&ticket, "limits")).expect(503).code();
    held.clear();
    let opened = harness::host::wait_until(PATIENCE, || stranger.open(stream_with(&ticket, "limits")).head.status == 200);
    assert!(opened, "the ticket is as good as it was");
}
