//! Who may do what: tokens, their algorithms, claims and end.

use std::fs;
use std::time::{Duration, Instant};

use harness::client::Client;
use harness::host::service::{Mode, Service};
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::http::Request;
use harness::wire::token::{Claims, PrivateKey, SECRET};
use serde_json::json;

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once(
        "tokens: a Bearer JWT signed with the secret is taken, in any case of the scheme",
        "token token-hs256 token-claims",
        taken,
    );
    list.add_once(
        "tokens: one that is altered, unsigned, of another secret or of another algorithm is refused",
        "token-algorithm token",
        refused,
    );
    list.add_once("tokens: what is over, has no end or no subject is refused", "token-claims", claims);
    list.add_once(
        "tokens: ES256 by a public key, and nothing that its text signs as a secret",
        "token-es256 token-algorithm",
        es256,
    );
    list.add_once("tokens: RS256 by a public key", "token-rs256 token-algorithm", rs256);
    list.add_once("tokens: rights are feature/topic, with `*` for a whole segment only", "token-rights policy", rights);
    list.add_once("tokens: absent rights are none", "token-absent", absent);
    list.add_once("tokens: where clients never send, nobody writes without `write`", "never-needs-write", never);
    list.add_once("tokens: wrong tokens are counted by address, and refused above RATE_LIMIT", "rate-address", guesses);
    list.add_once("tokens: the topic of a user is nobody else's, and not for who has no name", "policy", of_a_user);
    list.add_once("tokens: a poll waits no longer than its token holds", "poll-expires", poll_expires);
    list.add_once("tokens: an address takes no token", "token-not-in-url", not_in_url);
    list.add("tokens: a socket ends with its token, by 4401", "socket-expires close-4401", socket_expires);
    list.add("tokens: a stream ends with its token", "stream-expires", stream_expires);
    list.add_in(&[Mode::Process], "tokens: scripts/token makes one that the server takes", "token-script", script);
}

/// The status that a client gets for reading the state of a topic.
fn reads(client: &Client, feature: &str, topic: &str) -> u16 {
    client.get(format!("/{feature}/state?topic={topic}")).status()
}

fn writes(client: &Client, feature: &str, topic: &str) -> u16 {
    client.offer(feature, topic, &json!({ "data": 1 })).status()
}

fn taken(ground: &Ground) {
    let service = ground.service();
    let token = Claims::all("ada").token();
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let request = Request::get("/chat/state").header("Authorization", format!("{scheme} {token}"));
        service.stranger().send(request).expect(200);
    }
}

fn refused(ground: &Ground) {
    let service = ground.service();
    let claims = Claims::all("eve");
    let good = claims.token();
    let (body, signature) = good.rsplit_once('.').expect("a token has three parts");
    let (head, payload) = body.split_once('.').expect("a token has three parts");
    let other = Claims::all("admin").token();
    let payload_of_other = other.split('.').nth(1).expect("a token has three parts");
    let es256 = PrivateKey::es256();
    let bad = [
        "x".to_owned(),
        String::new(),
        body.to_owned(),
        format!("{body}."),
        format!("{head}.{payload_of_other}.{signature}"),
        format!("{good}x"),
        format!("{head}.{payload}x.{signature}"),
        claims.unsigned(),
        claims.signed_with("another secret that has forty characters"),
        claims.signed_by(&es256),
    ];
    for token in bad {
        let answer = service.stranger().with_token(token.clone()).get("/chat/state");
        assert_eq!(answer.status(), 401, "{token}: {answer}");
        assert!(answer.header("WWW-Authenticate").is_some(), "{answer}");
    }
    for header in [format!("Basic {good}"), good.clone(), format!("Bearer {good} {good}")] {
        service.stranger().send(Request::get("/chat/state").header("Authorization", header)).expect(401);
    }
}

fn claims(ground: &Ground) {
    let service = ground.service();
    let bad = [
        Claims::all("ada").for_seconds(-300),
        Claims::all("ada").without("exp"),
        Claims::all("ada").without("sub"),
        Claims::all("ada").with("exp", json!("tomorrow")),
        Claims::all("ada").with("sub", json!(7)),
    ];
    for (number, claims) in bad.iter().enumerate() {
        assert_eq!(reads(&service.bearer(claims), "chat", "main"), 401, "number {number}");
    }
}

/// A service that has the public half of a key.
fn with_public_key(ground: &Ground, key: &PrivateKey, algorithm: &str) -> (Service, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("public.pem");
    fs::write(&path, key.public_pem()).expect("a file in the scratch folder");
    let path = path.to_str().expect("a path of text").to_owned();
    let service = ground.own(&[("JWT_SECRET", ""), ("JWT_PUBLIC_KEY_FILE", &path), ("JWT_ALGORITHM", algorithm)]);
    (service, folder)
}

fn only_this_key(service: &Service, key: &PrivateKey, other: &PrivateKey) {
    let claims = Claims::all("ada");
    let asks = |token: String| service.stranger().with_token(token).get("/chat/state").status();
    assert_eq!(asks(claims.signed_by(key)), 200);
    assert_eq!(asks(claims.signed_by(other)), 401, "another key");
    assert_eq!(asks(claims.signed_with(SECRET)), 401, "a secret that the server does not have");
    assert_eq!(asks(claims.signed_with(&key.public_pem())), 401, "the text of the public key, as if it were a secret");
    assert_eq!(asks(claims.unsigned()), 401);
}

fn es256(ground: &Ground) {
    let key = PrivateKey::es256();
    let (service, _folder) = with_public_key(ground, &key, "ES256");
    only_this_key(&service, &key, &PrivateKey::es256());
}

fn rs256(ground: &Ground) {
    let key = PrivateKey::rs256();
    let (service, _folder) = with_public_key(ground, &key, "RS256");
    only_this_key(&service, &key, &PrivateKey::rs256());
}

fn rights(ground: &Ground) {
    let service = ground.service();
    let client = |read: serde_json::Value, write: serde_json::Value| {
        service.bearer(&Claims::none(&unique("rights")).with("read", read).with("write", write))
    };
    let one = client(json!(["chat/a", "waits/b"]), json!(["chat/a"]));
    assert_eq!([reads(&one, "chat", "a"), reads(&one, "waits", "b"), writes(&one, "chat", "a")], [200, 200, 201]);
    let denied = [
        reads(&one, "chat", "b"),
        reads(&one, "waits", "a"),
        reads(&one, "feed", "a"),
        writes(&one, "chat", "b"),
        writes(&one, "waits", "b"),
    ];
    assert_eq!(denied, [403; 5]);
    let any_topic = client(json!(["chat/*"]), json!(["*/a"]));
    assert_eq!([reads(&any_topic, "chat", "z"), reads(&any_topic, "waits", "z")], [200, 403]);
    assert_eq!([writes(&any_topic, "waits", "a"), writes(&any_topic, "waits", "b")], [201, 403]);
    // A star within a segment is a character like any other, and no topic has it.
    for pattern in ["chat/a*", "cha*/a", "chat", "*", "/a", "chat/", "chat/a/b", "**/a", ""] {
        let client = client(json!([pattern]), json!([pattern]));
        assert_eq!(
            [reads(&client, "chat", "a"), reads(&client, "chat", "ab"), writes(&client, "chat", "a")],
            [403; 3],
            "`{pattern}`"
        );
    }
    let reader = client(json!(["*/*"]), json!([]));
    assert_eq!([reads(&reader, "chat", "a"), writes(&reader, "chat", "a")], [200, 403], "to read is not to write");
    let writer = client(json!([]), json!(["*/*"]));
    assert_eq!([reads(&writer, "chat", "a"), writes(&writer, "chat", "a")], [403, 201], "to write is not to read");
}

fn absent(ground: &Ground) {
    let service = ground.service();
    let nobody = service.bearer(&Claims::none("nobody"));
    for feature in ["chat", "feed", "ticker", "waits", "board", "voice"] {
        assert_eq!([reads(&nobody, feature, "a"), writes(&nobody, feature, "a")], [403; 2], "{feature}");
    }
}

fn never(ground: &Ground) {
    let open = ground.service_with(&[("JWT_SECRET", "")]);
    let (stranger, topic) = (open.stranger(), unique("never"));
    for feature in ["feed", "ticker"] {
        assert_eq!(reads(&stranger, feature, &topic), 200);
        let status = writes(&stranger, feature, &topic);
        assert!(matches!(status, 401 | 403), "{feature}: {status}");
    }
    for feature in ["chat", "waits", "board", "voice"] {
        assert_eq!(writes(&stranger, feature, &topic), 201, "{feature}");
    }
    let mixed = ground.service_with(&[("ALLOW_ANONYMOUS", "1")]);
    assert!(matches!(writes(&mixed.stranger(), "feed", &topic), 401 | 403));
    assert_eq!(writes(&mixed.bearer(&Claims::none("job").with("write", json!(["feed/*"]))), "feed", &topic), 201);
}

fn not_in_url(ground: &Ground) {
    let service = ground.service();
    let token = Claims::all("ada").token();
    for name in ["token", "access_token", "ticket", "authorization", "jwt"] {
        service.stranger().get(format!("/chat/state?{name}={token}")).expect(401);
        service.stranger().get(format!("/chat/stream?{name}={token}")).expect(401);
        service.stranger().send(Request::upgrade(format!("/chat/socket?{name}={token}"))).expect(401);
    }
}

fn socket_expires(ground: &Ground) {
    let service = ground.service();
    let client = service.bearer(&Claims::all("soon gone").for_seconds(3));
    let (mut socket, _) = client.socket("chat", &unique("expires"), None);
    let start = Instant::now();
    assert_eq!(socket.close_code(start + PATIENCE).expect("the socket ends in time"), Some(4401));
    assert!(start.elapsed() > Duration::from_secs(1), "not before its time");
}

fn stream_expires(ground: &Ground) {
    let service = ground.service();
    let client = service.bearer(&Claims::all("soon gone").for_seconds(3));
    let (mut stream, _) = client.stream("feed", &unique("expires"), None);
    let start = Instant::now();
    while stream.block(start + PATIENCE).expect("the stream ends in time, and as a stream should").is_some() {}
    assert!(start.elapsed() > Duration::from_secs(1), "not before its time");
}

fn script(ground: &Ground) {
    let service = ground.service();
    let mut command = std::process::Command::new("scripts/token");
    let command = command.current_dir(&ground.project().folder).env("JWT_SECRET", SECRET);
    let output = command.output().expect("scripts/token can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let token = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let client = service.stranger().with_token(token);
    assert_eq!([reads(&client, "feed", "main"), writes(&client, "feed", "main")], [200, 201]);
}

fn guesses(ground: &Ground) {
    let service = ground.own(&[("RATE_LIMIT", "5")]);
    let wrong = |number: u64| service.stranger().with_token(format!("no.token.{number}")).get("/chat/state").status();
    let statuses: Vec<u16> = (0..60).map(wrong).collect();
    assert_eq!(statuses[0], 401);
    assert!(statuses.contains(&429), "{statuses:?}");
}

fn of_a_user(ground: &Ground) {
    let service = ground.own(&[("ALLOW_ANONYMOUS", "1")]);
    let ada = service.bearer(&Claims::all("ada"));
    ada.publish("feed", "user:ada", "for ada alone");
    assert_eq!(reads(&ada, "feed", "user:ada"), 200);
    assert_eq!(reads(&service.bearer(&Claims::all("grace")), "feed", "user:ada"), 403);
    assert_eq!(reads(&service.stranger(), "feed", "user:ada"), 401);
    assert_eq!(reads(&service.stranger(), "feed", "main"), 200);
}

fn poll_expires(ground: &Ground) {
    let service = ground.service();
    let client = service.bearer(&Claims::all("short").for_seconds(3));
    let start = Instant::now();
    let page = client.wait("waits", &unique("expires"), "latest", 20);
    assert!(page.events.is_empty() && start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
