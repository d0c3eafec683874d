//! Redis goes away, and comes back.

use std::time::{Duration, Instant};

use harness::host::lane::Lane;
use harness::host::redis::Redis;
use harness::host::server::Server;
use harness::host::wait_until;
use harness::reader::{News, Transport};
use harness::wire::PATIENCE;
use harness::wire::frames::{Frame, PING};
use harness::wire::http::Request;
use harness::wire::socket::Came;
use harness::wire::sse::Stream;
use serde_json::Value;

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_redis("away: readyz and publishing are 503, and connections stay", "redis-away readyz error-503", away);
    list.add_redis("away: a native EventSource that comes back gets 200, a retry and the end", "away-stream", event_source);
    list.add_redis("away: when Redis is back, open readers go on and lose nothing", "redis-back redis-away", back);
    list.add_redis("away: what was acknowledged is there after Redis was killed", "redis-durable", durable);
    list.add_redis(
        "away: who keeps talking while its node reads again what it did not hear loses nothing",
        "redis-back",
        interrupted,
    );
    list.add_redis("away: connections to Redis that have gone silent are replaced", "redis-away redis-back", silent);
    list.add_redis("away: a Redis that answers nothing is away too", "redis-away redis-back", frozen);
}

/// How long a server may take to notice.
const NOTICE: Duration = Duration::from_secs(45);

fn all(nodes: &[Server], status: u16) -> bool {
    wait_until(NOTICE, || nodes.iter().all(|node| node.readiness() == Some(status)))
}

fn away(ground: &Ground) {
    let mut service = ground.own(&[("HEARTBEAT_SECONDS", "1")]);
    service.redis.as_mut().expect("a Redis").kill();
    assert!(all(&service.nodes, 503), "readyz says that the broker is away:\n{}", service.log());
    let client = service.client();
    let refused = client.offer("chat", "main", &serde_json::json!({ "data": 1 })).expect(503);
    assert!(refused.header("Retry-After").is_some(), "{refused}");
    refused.code();
    for node in &service.nodes {
        harness::wire::http::send(node.address, &Request::get("/healthz")).expect("an answer").expect(200);
    }
}

fn event_source(ground: &Ground) {
    let mut service = ground.own(&[]);
    let cursor = service.client().publish("feed", "main", 1).to_string();
    service.redis.as_mut().expect("a Redis").kill();
    assert!(all(&service.nodes, 503), "{}", service.log());
    let client = service.client();
    let request = Request::get("/feed/stream?topic=main");
    let exchange = client.open(request.clone().header("Last-Event-ID", &cursor));
    assert_eq!(exchange.head.status, 200, "{:?}", exchange.head);
    assert!(exchange.head.header("Content-Type").is_some_and(|kind| kind.starts_with("text/event-stream")));
    let mut stream = Stream::new(exchange);
    let mut retry = None;
    while let Some(block) = stream.block(Instant::now() + PATIENCE).expect("it ends as a body should") {
        assert!(block.event.is_none() && block.data.is_none(), "no ready: {block:?}");
        retry = block.retry.or(retry);
    }
    assert!(retry.is_some_and(|retry| retry > 0), "{:?}", String::from_utf8_lossy(&stream.raw));
    client.send(request).expect(503).code();
}

fn back(ground: &Ground) {
    // Nobody reads, and so answers a ping, until readyz says that Redis is away.
    let mut service = ground.own(&[("HEARTBEAT_SECONDS", "60")]);
    let mut redis = service.redis.take().expect("a Redis");
    let client = service.client();
    let mut readers = [Transport::Stream, Transport::Socket].map(|way| client.reader(way, "chat", "main", None));
    client.publish_numbers("chat", "main", 0..5);
    for reader in &mut readers {
        assert_eq!(reader.data(5), (0..5).map(Value::from).collect::<Vec<_>>());
    }
    redis.kill();
    assert!(all(&service.nodes, 503), "{}", service.log());
    for reader in &mut readers {
        assert_eq!(reader.news_of_this_link_within(Duration::from_secs(3)), None, "the connection stays");
    }
    redis.start_again();
    assert!(all(&service.nodes, 200), "{}", service.log());
    client.publish_numbers("chat", "main", 5..8);
    for reader in &mut readers {
        for expected in 5..8 {
            let news = reader.news_of_this_link_within(PATIENCE);
            let Some(News::Event(event)) = news else { panic!("{news:?} over {:?}", reader.transport) };
            assert_eq!(event.data, expected, "over {:?}", reader.transport);
        }
    }
}

fn durable(ground: &Ground) {
    let mut service = ground.own(&[]);
    let start = service.client().latest("waits", "main");
    let ids = service.client().publish_numbers("waits", "main", 0..50);
    let redis = service.redis.as_mut().expect("a Redis");
    redis.kill();
    redis.start_again();
    assert!(all(&service.nodes, 200), "{}", service.log());
    let page = service.client().poll("waits", "main", &start);
    assert!(!page.reset, "{page:?}");
    assert_eq!(page.ids(), ids);
}

fn frozen(ground: &Ground) {
    let service = ground.own(&[]);
    let client = service.client();
    let mut reader = client.reader(Transport::Stream, "chat", "main", None);
    client.publish("chat", "main", "before");
    assert_eq!(reader.event().data, "before");
    service.redis().pause();
    let refused = client.offer("chat", "main", &serde_json::json!({ "data": "unanswered", "key": "unanswered" }));
    let noticed = all(&service.nodes, 503);
    service.redis().resume();
    assert_eq!(refused.status(), 503, "what gets no answer is not waited for: {refused}");
    assert!(noticed, "{}", service.log());
    assert!(all(&service.nodes, 200), "{}", service.log());
    client.publish("chat", "main", "after");
    // Redis may have taken what it did not answer.
    let mut data = reader.event().data;
    if data == "unanswered" {
        data = reader.event().data;
    }
    assert_eq!(data, "after");
}

fn silent(ground: &Ground) {
    let redis = Redis::start();
    let lane = Lane::to(redis.address);
    let url = format!("redis://{}", lane.address);
    let service = ground.own_on(redis, &[("REDIS_URL", &url)]);
    let client = service.client();
    client.publish("chat", "main", "before");
    lane.block_all();
    let body = serde_json::json!({ "data": "after", "key": "after" });
    let taken = wait_until(NOTICE, || client.offer("chat", "main", &body).status() == 201);
    assert!(taken, "{}", service.log());
}

fn interrupted(ground: &Ground) {
    // More than a node hands on by itself, so that each client reads for itself.
    const EVENTS: u64 = 300;
    let service = ground.own(&[]);
    let client = service.client();
    let (mut socket, _) = client.socket("chat", "main", None);
    let redis = service.redis();
    let mut connection = redis.connection();
    connection.run(&["CLIENT", "KILL", "TYPE", "pubsub"]);
    std::thread::scope(|scope| {
        scope.spawn(|| client.publish_numbers("chat", "main", 0..EVENTS));
        let mut next = 0;
        let deadline = Instant::now() + 3 * PATIENCE;
        while next < EVENTS {
            assert!(Instant::now() < deadline, "{next} of {EVENTS} came");
            socket.raw(&Frame::new(PING, "still here").bytes()).expect("the socket takes a ping");
            match socket.message(Instant::now() + Duration::from_millis(2)) {
                Ok(Came::Json(message)) => {
                    assert_eq!(message["event"]["data"], next, "{message}");
                    next += 1;
                }
                Ok(came) => panic!("{came:?}"),
                Err(_) => {}
            }
        }
    });
}
