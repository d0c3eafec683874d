//! Limits: how fast, how many, how large.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use harness::client::Client;
use harness::host::server::Server;
use harness::host::service::{Mode, merged};
use harness::host::{settings, wait_until};
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::http::{Request, Response, open, send};
use harness::wire::resp::Connection;
use harness::wire::token::Claims;
use serde_json::json;

use crate::checks::redis::names;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add("bounds: above RATE_LIMIT a subject gets 429 with Retry-After, and others do not", "rate-limit error-429", rate);
    list.add(
        "bounds: above RATE_LIMIT a message on a socket is an error with retry_after",
        "rate-limit ws-error",
        rate_on_a_socket,
    );
    list.add_once(
        "bounds: who is anonymous is counted by address, which trusted proxies tell",
        "rate-address rate-proxies",
        rate_by_address,
    );
    list.add_once("bounds: RATE_LIMIT=0 is no limit", "rate-off", no_rate);
    list.add(
        "bounds: above MAX_CONNECTIONS there is 503 with Retry-After until one goes",
        "bound-connections error-503",
        connections,
    );
    list.add("bounds: above MAX_TOPICS there is 429 with Retry-After", "bound-topics error-429", topics);
    list.add_in(&[Mode::Process], "bounds: no more than MAX_KEYS keys are kept, and the newest are", "bound-keys", keys);
    list.add_in(
        &[Mode::Process],
        "bounds: HISTORY_BYTES bounds what a node keeps of all topics",
        "bound-history-bytes",
        history_bytes,
    );
    list.add("bounds: reading takes no room for topics for long", "unused-topics", unused);
    list.add_once("bounds: a server that is full of idle connections says so", "bound-connections error-503", crowd);
    list.add_once("bounds: the limit of open files is raised at the start", "bound-files", open_files);
    list.add_once("bounds: connections that do not fit the open files are lowered, and it is said", "bound-files", lowered);
}

/// Sends until one is refused for coming too fast.
fn until_refused(most: usize, mut ask: impl FnMut() -> Response) -> Option<Response> {
    (0..most).map(|_| ask()).find(|answer| answer.status() == 429)
}

fn retry_after(answer: &Response) -> u64 {
    let seconds = answer.header("Retry-After").unwrap_or_else(|| panic!("no Retry-After: {answer}"));
    let seconds = seconds.parse().unwrap_or_else(|_| panic!("not seconds: {answer}"));
    assert!(seconds >= 1, "{answer}");
    seconds
}

fn rate(ground: &Ground) {
    let service = ground.service_with(&[("RATE_LIMIT", "5")]);
    let (client, other) = (service.client().at(0), service.client().at(0));
    let refused = until_refused(200, || client.get("/chat/state")).expect("two hundred requests at once are too many");
    refused.code();
    let seconds = retry_after(&refused);
    other.get("/chat/state").expect(200);
    let again = wait_until(Duration::from_secs(seconds + 5), || client.get("/chat/state").status() == 200);
    assert!(again, "after a while there is room again");
}

fn rate_on_a_socket(ground: &Ground) {
    let service = ground.service_with(&[("RATE_LIMIT", "5")]);
    let (client, topic) = (service.client().at(0), unique("rate"));
    let (mut socket, _) = client.socket("chat", &topic, None);
    for number in 0..60 {
        socket.publish(&number.to_string(), json!({ "data": number }));
    }
    let error = super::sockets::message_with(&mut socket, "error");
    assert!(error["retry_after"].as_f64().is_some_and(|seconds| seconds > 0.0), "{error}");
    assert!(error["ref"].is_string(), "{error}");
}

fn rate_by_address(ground: &Ground) {
    let from = |client: &Client, address: &str| client.send(Request::get("/chat/state").header("X-Forwarded-For", address));
    let behind = ground.own(&[("JWT_SECRET", ""), ("RATE_LIMIT", "5"), ("TRUSTED_PROXIES", "127.0.0.0/8")]);
    let client = behind.stranger();
    until_refused(200, || from(&client, "203.0.113.7")).expect("one address is too fast");
    from(&client, "203.0.113.8").expect(200);
    // What the client itself put before the proxy's entry counts for nothing.
    let forged = until_refused(20, || from(&client, &format!("{}, 203.0.113.7", unique("198.51.100.1").replace('-', ""))));
    assert!(forged.is_some(), "a forged beginning does not make another address");
    let mut last = 0;
    let cut = until_refused(20, || {
        last += 1;
        from(&client, &format!("198.51.100.{last}, nobody, 203.0.113.7"))
    });
    assert!(cut.is_some(), "nor does one that is cut off");
    until_refused(20, || from(&client, "203.0.113.9:4711")).expect("an address with a port is one");
    from(&client, "203.0.113.10:4711").expect(200);
    let mut last = 0;
    let network = until_refused(20, || {
        last += 1;
        from(&client, &format!("2001:db8:1:2::{last:x}"))
    });
    assert!(network.is_some(), "a network of 64 bits is one source");

    let direct = ground.own(&[("JWT_SECRET", ""), ("RATE_LIMIT", "5")]);
    let client = direct.stranger();
    let mut last = 0;
    let refused = until_refused(200, || {
        last += 1;
        from(&client, &format!("203.0.113.{last}"))
    });
    assert!(refused.is_some(), "without trusted proxies the header says nothing");
}

fn no_rate(ground: &Ground) {
    let service = ground.service_with(&[("RATE_LIMIT", "0")]);
    let client = service.client().at(0);
    let start = Instant::now();
    let refused = until_refused(400, || client.get("/chat/state"));
    assert!(refused.is_none(), "400 requests in {:?}", start.elapsed());
}

fn connections(ground: &Ground) {
    let service = ground.own(&[("MAX_CONNECTIONS", "4")]);
    let client = service.client().at(0);
    let streams = (client.stream("chat", "a", None), client.stream("feed", "b", None));
    let sockets = (client.socket("chat", "a", None), client.socket("voice", "c", None));
    for request in [Request::get("/chat/stream"), Request::upgrade("/chat/socket"), Request::get("/chat/events?wait=5")] {
        let refused = client.send(request).expect(503);
        retry_after(&refused);
        refused.code();
    }
    send(service.nodes[0].address, &Request::get("/healthz")).expect("an answer").expect(200);
    client.publish("chat", "a", "requests that do not stay are still served");
    drop(sockets);
    let opened = wait_until(PATIENCE, || client.open(Request::get("/chat/stream")).head.status == 200);
    assert!(opened, "there is room again");
    drop(streams);
}

fn topics(ground: &Ground) {
    let service = ground.own(&[("MAX_TOPICS", "3")]);
    let client = service.client().at(0);
    let _readers: Vec<_> = ["a", "b", "c"].map(|topic| client.stream("chat", topic, None)).into();
    for topic in ["a", "b", "c"] {
        client.publish("chat", topic, 1);
    }
    let refused = client.open(Request::get("/chat/stream?topic=d"));
    assert_eq!(refused.head.status, 429, "a fourth topic: {:?}", refused.head);
    let refused = refused.finish().expect("the answer is whole");
    retry_after(&refused);
    refused.code();
    client.publish("chat", "a", "those that are there go on");
}

fn keys(ground: &Ground) {
    let service = ground.own(&[("MAX_KEYS", "3")]);
    let client = service.client();
    let publish = |key: &str| client.offer("waits", "main", &json!({ "data": key, "key": key })).expect(201).json()["id"].clone();
    let ids: Vec<_> = ["a", "b", "c", "d", "e"].map(publish).into();
    assert_eq!(publish("e"), ids[4], "the newest is known");
    assert_eq!(publish("d"), ids[3], "the newest are known");
    assert_ne!(publish("a"), ids[0], "more than three are not");
}

fn history_bytes(ground: &Ground) {
    let service = ground.own(&[("HISTORY_BYTES", "2000000")]);
    let client = service.client();
    let text = "x".repeat(60_000);
    // As many as a collected heap takes to find its size.
    for number in 0..600 {
        client.publish("waits", &format!("warm-{number}"), text.clone());
    }
    let before = service.nodes[0].memory();
    for number in 0..600 {
        client.publish("waits", &format!("topic-{number}"), text.clone());
    }
    let grown = service.nodes[0].memory().saturating_sub(before);
    assert!(grown < 20_000_000, "36 MB were published, 2 MB may be kept, and the process grew by {grown}");
    let newest = client.poll("waits", "topic-599", "oldest");
    assert_eq!(newest.events.len(), 1, "the newest is kept");
}

fn open_files(ground: &Ground) {
    let settings = merged(None, &settings(&[]));
    let server = Server::spawn_under("ulimit -S -n 200", ground.project(), &settings);
    assert!(wait_until(PATIENCE * 3, || server.ready()), "{}", server.log());
    let (soft, hard) = server.open_file_limit();
    assert_eq!(soft, hard, "raised from 200");
}

fn lowered(ground: &Ground) {
    let settings = merged(None, &settings(&[("MAX_CONNECTIONS", "5000")]));
    let server = Server::spawn_under("ulimit -n 400", ground.project(), &settings);
    assert!(wait_until(PATIENCE * 3, || server.ready()), "{}", server.log());
    assert!(server.log().lines().any(|line| line.contains("MAX_CONNECTIONS")), "it is said:\n{}", server.log());
    let token = Claims::all("many").token();
    let request = |path: &str| Request::get(path).header("Authorization", format!("Bearer {token}"));
    let held: Vec<_> = (0..500)
        .map_while(|_| open(server.address, &request("/feed/stream")).ok().filter(|exchange| exchange.head.status == 200))
        .collect();
    assert!((50..400).contains(&held.len()), "{} streams are held", held.len());
    open(server.address, &request("/feed/stream")).expect("an answer").finish().expect("an answer").expect(503).code();
    send(server.address, &Request::get("/healthz")).expect("a server at its limit answers").expect(200);
}

fn unused(ground: &Ground) {
    let service = ground.own(&[("MAX_TOPICS", "3"), ("RATE_LIMIT", "0")]);
    let client = service.client().at(0);
    for number in 0..3 {
        client.latest("chat", &format!("read-{number}"));
    }
    if let Some(redis) = &service.redis {
        let mut redis = redis.connection();
        let lifetime = |redis: &mut Connection, topic: &str| redis.run(&["TTL", &names("chat", topic).1]).integer();
        assert!((1..=120).contains(&lifetime(&mut redis, "read-0")), "two minutes");
        assert_eq!(client.offer("chat", "new", &json!({ "data": 1 })).status(), 429, "for as long they are there");
        client.publish("chat", "read-1", "now it is used");
        assert!(lifetime(&mut redis, "read-1") > 80_000, "HISTORY_TTL");
    } else {
        client.publish("chat", "new", "in one process they give way at once");
    }
}

fn crowd(ground: &Ground) {
    let service = ground.own(&[("MAX_CONNECTIONS", "10")]);
    let address = service.nodes[0].address;
    let idle: Vec<_> = (0..400).map(|_| TcpStream::connect(address).expect("a connection")).collect();
    let answer = send(address, &Request::get("/healthz")).expect("an answer");
    assert!(matches!(answer.status(), 200 | 503), "{answer}");
    if answer.status() == 503 {
        retry_after(&answer);
        answer.code();
    }
    drop(idle);
    let again = wait_until(PATIENCE, || send(address, &Request::get("/healthz")).is_ok_and(|answer| answer.status() == 200));
    assert!(again, "there is room again");
}
