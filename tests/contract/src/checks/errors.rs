//! Problems: their shape, their statuses and the headers that belong to them.

use std::io::Write;
use std::time::Instant;

use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::http::{Request, Response, begin, connect};
use harness::wire::token::Claims;
use serde_json::json;

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once("errors: each is a problem with status, title and a code that is a word", "problem", shape);
    list.add_once("errors: what is not there is 404", "error-404 mounted-only", not_there);
    list.add_once("errors: another method is 405 with Allow", "error-405", other_methods);
    list.add_once("errors: without a token 401 with WWW-Authenticate", "error-401 problem", no_token);
    list.add_once("errors: without the right 403", "error-403 problem", no_right);
    list.add_once("errors: a body above MAX_MESSAGE_BYTES is 413, also in chunks", "error-413 bound-message", too_large);
    list.add_once("errors: a body that is not JSON by its type is 415", "error-415", not_json_by_type);
    list.add_once("errors: before an upgrade a refusal is a status", "error-before-upgrade", before_upgrade);
    list.add_once("errors: only what a feature needs is mounted, and publishing always", "mounted-only publish-mounted", mounted);
    list.add_once("errors: heads that break HTTP are refused and harm nobody", "problem", broken_heads);
    list.add_once("errors: requests that follow each other on one connection are all answered", "problem", pipelined);
}

/// Holds a problem to RFC 9457 and to the contract, and returns its code.
fn problem(answer: &Response) -> String {
    let body = answer.json();
    let code = answer.code();
    assert!(body["title"].is_string() && body["status"] == answer.status(), "{answer}");
    assert!(!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte == b'_'), "{answer}");
    code
}

fn shape(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let codes = [
        problem(&client.get("/chat/events?topic=a%20b").expect(400)),
        problem(&client.send(Request::post("/chat/events", &json!(7))).expect(400)),
        problem(&service.stranger().get("/chat/state").expect(401)),
        problem(&client.get("/nowhere").expect(404)),
        problem(&client.send(Request::new("PUT", "/chat/events")).expect(405)),
        problem(&client.offer("chat", "errors", &json!({ "data": "x".repeat(70_000) })).expect(413)),
    ];
    let again = problem(&client.get("/chat/events?topic=a%20b").expect(400));
    assert_eq!(codes[0], again, "a code stays");
    let different: std::collections::BTreeSet<&String> = codes.iter().collect();
    assert_eq!(different.len(), codes.len(), "each has its own: {codes:?}");
}

fn not_there(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let paths = [
        "/nowhere",
        "/nowhere/events",
        "/chat",
        "/chat/",
        "/chat/nothing",
        "/client/../Cargo.toml",
        "/client/%2e%2e/Cargo.toml",
        "//",
        "/metrics",
    ];
    for path in paths {
        let answer = client.get(path);
        assert_eq!(answer.status(), 404, "{path}: {answer}");
    }
    problem(&client.get("/nowhere/events"));
}

fn other_methods(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let requests = [
        ("DELETE", "/chat/events", "POST"),
        ("POST", "/chat/stream", "GET"),
        ("POST", "/chat/socket", "GET"),
        ("GET", "/ticket", "POST"),
    ];
    for (method, path, allowed) in requests {
        let answer = client.send(Request::new(method, path)).expect(405);
        assert!(answer.head.lists("Allow", allowed), "{method} {path}: {answer}");
        problem(&answer);
    }
}

fn no_token(ground: &Ground) {
    let service = ground.service();
    let stranger = service.stranger();
    let answers = [
        stranger.get("/chat/events?wait=1"),
        stranger.get("/feed/stream"),
        stranger.get("/chat/state"),
        stranger.offer("chat", "errors", &json!({ "data": 1 })),
        stranger.post("/ticket", &json!({ "feature": "chat" })),
        stranger.post("/answers/replies", &json!({ "data": "x" })),
        stranger.send(Request::upgrade("/chat/socket")),
    ];
    for answer in answers {
        let answer = answer.expect(401);
        assert!(answer.header("WWW-Authenticate").is_some_and(|value| value.starts_with("Bearer")), "{answer}");
        problem(&answer);
    }
}

fn no_right(ground: &Ground) {
    let service = ground.service();
    let nobody = service.bearer(&Claims::none("nobody"));
    let answers = [
        nobody.get("/chat/events?wait=1"),
        nobody.get("/feed/stream"),
        nobody.get("/chat/state"),
        nobody.offer("chat", "errors", &json!({ "data": 1 })),
        nobody.send(Request::upgrade("/chat/socket")),
    ];
    for answer in answers {
        problem(&answer.expect(403));
    }
}

fn too_large(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    client.offer("chat", "errors", &json!({ "data": "x".repeat(65_000) })).expect(201);
    problem(&client.offer("chat", "errors", &json!({ "data": "x".repeat(65_536) })).expect(413));
    let chunk = format!("2710\r\n{}\r\n", "x".repeat(10_000));
    let chunked = Request::new("POST", "/chat/events?topic=errors")
        .header("Content-Type", "application/json")
        .header("Transfer-Encoding", "chunked")
        .body(format!("9\r\n{{\"data\":\"\r\n{}0\r\n\r\n", chunk.repeat(9)));
    problem(&client.send(chunked).expect(413));
    // Said before it is sent: nobody has to wait for the rest.
    let claimed = Request::new("POST", "/chat/events?topic=errors")
        .header("Content-Type", "application/json")
        .header("Content-Length", "10000000000")
        .body("{\"data\":");
    problem(&client.send(claimed).expect(413));
}

fn not_json_by_type(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let path = "/chat/events?topic=errors";
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx"] {
        problem(&client.send(Request::new("POST", path).header("Content-Type", kind).body("{\"data\":1}")).expect(415));
    }
    problem(&client.send(Request::new("POST", path).body("{\"data\":1}")).expect(415));
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        client.send(Request::new("POST", path).header("Content-Type", kind).body("{\"data\":1}")).expect(201);
    }
}

fn before_upgrade(ground: &Ground) {
    let service = ground.service();
    let upgrade = |path: &str| Request::upgrade(path);
    problem(&service.stranger().send(upgrade("/chat/socket")).expect(401));
    problem(&service.client().send(upgrade("/chat/socket?topic=a%20b")).expect(400));
    problem(&service.client().send(upgrade("/chat/socket").header("Origin", "https://evil.example")).expect(403));
    let answer = service.client().post("/ticket", &json!({ "feature": "nowhere" }));
    assert!(matches!(answer.status(), 400 | 404), "{answer}");
    problem(&answer);
}

fn mounted(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    let absent = [
        Request::get("/feed/socket"),
        Request::get("/waits/stream"),
        Request::get("/waits/socket"),
        Request::get("/board/stream"),
        Request::get("/board/socket"),
        Request::get("/voice/stream"),
        Request::post("/chat/replies", &json!({ "data": 1 })),
        Request::upgrade("/ticker/socket"),
    ];
    for request in absent {
        let path = request.path.clone();
        let answer = client.send(request);
        assert_eq!(answer.status(), 404, "{path}: {answer}");
    }
    for feature in ["chat", "feed", "ticker", "waits", "board", "voice"] {
        client.offer(feature, &unique("mounted"), &json!({ "data": 1 })).expect(201);
    }
}

fn broken_heads(ground: &Ground) {
    let service = ground.service();
    let long = "x".repeat(200_000);
    let heads = [
        "GET /healthz\r\n\r\n".to_owned(),
        "nonsense\r\n\r\n".to_owned(),
        format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: {long}{long}{long}\r\n\r\n"),
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".to_owned(),
        "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}".repeat(100) + "\r\n\r\n",
    ];
    for head in heads {
        let mut stream = connect(service.address()).expect("a connection");
        // The server may hang up before it has read it all.
        let _ = stream.write_all(head.as_bytes());
        if let Ok(exchange) = begin(stream, "GET", Instant::now() + PATIENCE) {
            let shown: String = head.chars().take(40).collect();
            assert!((400..=505).contains(&exchange.head.status), "{shown}: {:?}", exchange.head);
        }
    }
    service.client().get("/healthz").expect(200);
}

fn pipelined(ground: &Ground) {
    let service = ground.service();
    let address = service.address();
    let mut stream = connect(address).expect("a connection");
    let three = [Request::get("/healthz"), Request::get("/nowhere"), Request::get("/readyz").header("Connection", "close")];
    let bytes: Vec<u8> = three.iter().flat_map(|request| request.bytes(address)).collect();
    stream.write_all(&bytes).expect("the requests are sent");
    let mut all = Vec::new();
    while harness::wire::http::fill(&mut stream, &mut all, Instant::now() + PATIENCE).expect("answers in time") {}
    let text = String::from_utf8_lossy(&all);
    let statuses: Vec<&str> = text.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["200", "404", "200"], "{text}");
}
