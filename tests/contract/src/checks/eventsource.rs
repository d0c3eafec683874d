//! The contract as EventSource takes it: a package that others maintain, and Chromium.

use harness::host::lane::Lane;
use harness::host::service::{Mode, Service};
use harness::host::wait_until;
use harness::wire::PATIENCE;
use harness::wire::http::{Request, send};
use harness::wire::token::Claims;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;
use crate::listener::{Engine, Listener};

pub fn list(list: &mut List) {
    list.add_once(
        "eventsource: events, names and ids are as a browser takes them",
        "sse-event sse-named sse-last-event-id sse-injection",
        taken,
    );
    list.add_in(
        &[Mode::Process],
        "eventsource: it comes back by itself after a restart in process, to a reset",
        "restart-reset drain-streams",
        restart,
    );
    list.add_in(
        &[Mode::Redis],
        "eventsource: it comes back by itself after a restart on Redis, and nothing is lost",
        "redis-back drain-streams",
        restart_on_redis,
    );
    list.add_in(&[Mode::Redis], "eventsource: it outlives a Redis that is away", "away-stream", broker_away);
    list.add_once("eventsource: after the end it stays closed", "end-204", ended);
}

/// A service whose streams need no token, and where a token with `write` ends a topic.
fn open(ground: &Ground) -> Service {
    ground.own(&[("ALLOW_ANONYMOUS", "1"), ("DRAIN_SECONDS", "1")])
}

/// Runs a check with each engine that is installed, over a lane that it may cut; with none it fails, since nothing was checked.
fn with_each(ground: &Ground, check: impl Fn(&mut Service, &mut Listener, &Lane)) {
    let mut engines = 0;
    for engine in [Engine::Npm, Engine::Chromium] {
        let mut service = open(ground);
        let lane = Lane::to(service.nodes[0].address);
        let url = format!("http://{}/feed/stream?topic=main", lane.address);
        let Some(mut listener) = Listener::start(engine, &url) else { continue };
        engines += 1;
        listener.until("ready");
        check(&mut service, &mut listener, &lane);
    }
    assert!(engines > 0, "there is no Node (apt-get install nodejs npm)");
}

fn taken(ground: &Ground) {
    with_each(ground, |service, listener, _| {
        let client = service.client();
        let kinds = [json!("plain"), json!("a\r\nb\rc\nd\u{0}"), json!({ "deep": ["é", "👩‍👩‍👧", "\u{2028}"] }), Value::Null];
        for data in kinds {
            let id = client.publish("feed", "main", data.clone());
            let message = listener.until("message");
            assert_eq!((message["id"].as_str(), &message["data"]["data"]), (Some(id.to_string().as_str()), &data), "{message}");
        }
    });
}

/// SIGTERM, the end, and a new start at the same address.
fn restarts(service: &mut Service) {
    service.nodes[0].terminate();
    assert!(service.nodes[0].wait(PATIENCE).is_some(), "it ends");
    service.nodes[0].start_again();
}

fn restart(ground: &Ground) {
    with_each(ground, |service, listener, _| {
        service.client().publish("feed", "main", "before");
        listener.until("message");
        restarts(service);
        let ready = listener.until("ready");
        assert_eq!(ready["data"]["reset"], true, "{ready}");
        service.client().publish("feed", "main", "after");
        assert_eq!(listener.until("message")["data"]["data"], "after");
    });
}

fn restart_on_redis(ground: &Ground) {
    with_each(ground, |service, listener, _| {
        service.client().publish("feed", "main", "before");
        listener.until("message");
        service.nodes[0].terminate();
        assert!(service.nodes[0].wait(PATIENCE).is_some(), "it ends");
        let other = ground.node_beside(service, &[]);
        let request = Request::post("/feed/events?topic=main", &json!({ "data": "meanwhile" }));
        let token = Claims::all("another node").token();
        send(other.address, &request.header("Authorization", format!("Bearer {token}"))).expect("an answer").expect(201);
        service.nodes[0].start_again();
        let ready = listener.until("ready");
        assert_eq!(ready["data"]["reset"], false, "{ready}");
        assert_eq!(listener.until("message")["data"]["data"], "meanwhile");
    });
}

fn broker_away(ground: &Ground) {
    with_each(ground, |service, listener, lane| {
        service.client().publish("feed", "main", "before");
        listener.until("message");
        service.redis.as_mut().expect("a Redis").kill();
        assert!(wait_until(PATIENCE * 2, || service.nodes[0].readiness() == Some(503)));
        lane.cut();
        for _ in 0..3 {
            let error = listener.until("error");
            assert_eq!(error["closed"], false, "it goes on trying: {error}");
        }
        service.redis.as_mut().expect("a Redis").start_again();
        assert!(wait_until(PATIENCE * 2, || service.nodes[0].ready()));
        service.client().publish("feed", "main", "after");
        assert_eq!(listener.until("message")["data"]["data"], "after");
    });
}

fn ended(ground: &Ground) {
    with_each(ground, |service, listener, _| {
        service.client().end("feed", "main");
        assert_eq!(listener.until("end")["data"]["type"], "end");
        loop {
            // The end of the stream first, at which it asks once more.
            if listener.until("error")["closed"] == true {
                return;
            }
        }
    });
}
