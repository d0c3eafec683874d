//! Signs of life, and what happens without them.

use std::time::{Duration, Instant};

use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::frames::Frame;
use harness::wire::socket::Came;

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once(
        "heartbeats: the interval is half of the proxy's idle time, and ready tells it",
        "heartbeat-interval",
        interval,
    );
    list.add_once("heartbeats: a socket gets a ping and a heartbeat message", "heartbeat-socket ws-heartbeat", socket);
    list.add_once("heartbeats: who answers pings stays connected", "heartbeat-pong", answering);
    list.add_once("heartbeats: a socket that answers no ping is closed", "heartbeat-pong", silent);
    list.add_once("heartbeats: a socket that sends but answers no ping is closed", "heartbeat-pong", talking_but_deaf);
}

fn interval(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    assert_eq!(client.stream("feed", &unique("beat"), None).1.heartbeat, 10, "proxy_idle_timeout is 20 s in all-four.toml");
    assert_eq!(client.socket("chat", &unique("beat"), None).1.heartbeat, 10);
    let service = ground.service_with(&[("HEARTBEAT_SECONDS", "1")]);
    assert_eq!(service.client().socket("chat", &unique("beat"), None).1.heartbeat, 1);
}

fn socket(ground: &Ground) {
    let service = ground.service_with(&[("HEARTBEAT_SECONDS", "1")]);
    let (mut socket, _) = service.client().socket("chat", &unique("beat"), None);
    let (mut pings, mut messages) = (0, 0);
    let start = Instant::now();
    while pings < 3 || messages < 3 {
        match socket.next(Instant::now() + PATIENCE).expect("a heartbeat comes in time") {
            Came::Ping => pings += 1,
            Came::Json(message) => {
                assert_eq!(message, serde_json::json!({ "heartbeat": {} }));
                messages += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(start.elapsed() > Duration::from_millis(1500), "three heartbeats of a second take more than one");
}

fn answering(ground: &Ground) {
    let service = ground.service_with(&[("HEARTBEAT_SECONDS", "1")]);
    let (mut socket, _) = service.client().socket("chat", &unique("beat"), None);
    let end = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end {
        if let Ok(came) = socket.next(end) {
            assert!(!matches!(came, Came::Close(_) | Came::Gone), "a socket that answers is kept: {came:?}");
        }
    }
}

fn silent(ground: &Ground) {
    let service = ground.service_with(&[("HEARTBEAT_SECONDS", "1")]);
    let (mut socket, _) = service.client().socket("chat", &unique("beat"), None);
    std::thread::sleep(Duration::from_secs(6));
    // Everything up to here went unanswered; what the server wrote before it gave up is still to be read.
    let start = Instant::now();
    while !matches!(
        socket.next(start + Duration::from_secs(1)).expect("the connection is over already"),
        Came::Close(_) | Came::Gone
    ) {}
}

fn talking_but_deaf(ground: &Ground) {
    let service = ground.service_with(&[("HEARTBEAT_SECONDS", "1")]);
    let (mut socket, _) = service.client().socket("chat", &unique("beat"), None);
    let text = serde_json::json!({ "publish": { "ref": "r", "data": 1, "ephemeral": true } }).to_string();
    let mut closed = false;
    for _ in 0..80 {
        closed = socket.raw(&Frame::text(text.clone()).bytes()).is_err();
        if closed {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(closed, "without a pong for two heartbeats the server closes");
}
