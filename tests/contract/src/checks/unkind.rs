//! Clients that are clumsy, or that mean no good: they get what is theirs, and nobody else pays for it.

use std::io::Write;
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use harness::host::wait_until;
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::frames::Frame;
use harness::wire::http::{Request, begin, connect};
use harness::wire::token::Claims;
use serde_json::json;

use super::life::count;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once("unkind: what is nested too deeply harms nobody", "ws-error bound-message", nested);
    list.add_once("unkind: who says much and reads nothing takes no memory", "bound-queue-bytes", reads_nothing);
    list.add_once(
        "unkind: a handshake that is refused ends its connection, whoever keeps it open",
        "bound-connections",
        kept_open,
    );
    list.add_once("unkind: an upgrade that nobody here knows is not asked for", "publish-created", other_upgrade);
    list.add("unkind: a stream ends with its token, whoever keeps it open", "stream-expires bound-connections", outlives);
}

fn nested(ground: &Ground) {
    let service = ground.own(&[]);
    let client = service.client();
    let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [1_000, 30_000] {
        let (mut socket, _) = client.socket("chat", "main", None);
        let message = format!("{{\"publish\":{{\"ref\":{},\"data\":1}}}}", deep(depth));
        socket.raw(&Frame::text(message).bytes()).expect("the socket takes a frame");
        let code = socket.close_code(Instant::now() + PATIENCE).expect("the socket ends");
        assert_eq!(code, Some(1007), "{depth} deep is not JSON that anybody takes");
        let body = format!("{{\"data\":{}}}", deep(depth));
        let request = Request::new("POST", "/chat/events?topic=main").header("Content-Type", "application/json").body(body);
        client.send(request).expect(400).code();
    }
    client.publish("chat", "main", "it is still there");
}

fn reads_nothing(ground: &Ground) {
    let service = ground.own(&[("RATE_LIMIT", "0")]);
    let before = service.nodes[0].memory();
    let (mut socket, _) = service.client().at(0).socket("chat", "main", None);
    let sign = json!({ "publish": { "ref": "x".repeat(50_000), "data": 1, "ephemeral": true } });
    let frame = Frame::text(sign.to_string()).bytes();
    // It is stopped by the server, which reads no more, or ends with it.
    spawn(move || while socket.raw(&frame).is_ok() {});
    sleep(Duration::from_secs(6));
    let grown = service.nodes[0].memory().saturating_sub(before);
    assert!(grown < 60_000_000, "the server has grown by {grown} bytes");
    service.client().publish("chat", "main", "others are served");
}

fn kept_open(ground: &Ground) {
    let service = ground.service();
    let address = service.address();
    let mut stream = connect(address).expect("a connection");
    stream.write_all(&Request::upgrade("/nowhere/socket").bytes(address)).expect("a request is sent");
    let exchange = begin(stream, "GET", Instant::now() + PATIENCE).expect("a head");
    assert_eq!(exchange.head.status, 404);
    if !exchange.head.lists("Connection", "close") {
        return;
    }
    let (mut stream, _) = exchange.body.into_parts();
    let is_gone = || stream.write_all(b"still here").is_err();
    assert!(wait_until(PATIENCE, is_gone), "the server lets go of the connection");
}

fn other_upgrade(ground: &Ground) {
    let service = ground.service();
    let upgrade = |request: Request| {
        let request = request.header("Connection", "Upgrade, HTTP2-Settings").header("Upgrade", "h2c");
        request.header("HTTP2-Settings", "AAMAAABkAAQAAP__")
    };
    let client = service.client();
    client.send(upgrade(Request::get("/healthz"))).expect(200);
    let path = format!("/chat/events?topic={}", unique("upgrade"));
    client.send(upgrade(Request::post(path, &json!({ "data": 1 })))).expect(201);
}

fn outlives(ground: &Ground) {
    let service = ground.own(&[]);
    let client = service.bearer(&Claims::all("soon gone").for_seconds(3)).at(0);
    let (kept, _) = client.stream("feed", "main", None);
    let held = || count(&service.nodes[..1], "realtime_connections", &["feature=\"feed\"", "sse"]);
    assert_eq!(held(), 1.0);
    assert!(wait_until(PATIENCE, || held() == 0.0), "its token is over, and it is held all the same");
    drop(kept);
}
