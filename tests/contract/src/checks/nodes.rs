//! Several nodes on one Redis: announcements, gaps, and nodes that come and go.

use std::time::Duration;

use harness::host::lane::Lane;
use harness::host::redis::Redis;
use harness::host::service::{Mode, Service};
use harness::reader::{News, Reader, Transport};
use harness::unique;
use harness::wire::events::Id;
use harness::wire::resp::Connection;
use serde_json::{Value, json};

use super::redis::names;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_redis("nodes: what another node announces is delivered", "announce-next redis-languages", announced);
    list.add_redis("nodes: an announcement that is not new is dropped", "announce-old", old);
    list.add_redis(
        "nodes: where an announcement is missing, the node reads what it missed",
        "announce-gap one-subscription",
        gap,
    );
    list.add_redis(
        "nodes: where history was lost, the clients of the topic get a reset",
        "announce-lost ws-reset sse-reset",
        lost,
    );
    list.add_redis("nodes: what is no announcement harms nobody", "announce-next", nonsense);
    list.add_in(
        &[Mode::RedisTwo],
        "nodes: a cursor that one node has just given out is known to the other",
        "newer-than-node no-sticky",
        newer_than_node,
    );
    list.add_redis("nodes: a lost subscription loses no event", "subscription-reads one-subscription", lost_subscription);
    list.add_redis(
        "nodes: a subscription that has gone silent is noticed, and what was missed is read",
        "subscription-ping subscription-reads",
        silent_subscription,
    );
    list.add_in(
        &[Mode::RedisTwo],
        "nodes: readers of a node that is killed go on at the other, without a loss",
        "no-sticky replay-in-order",
        killed_node,
    );
    list.add_in(&[Mode::RedisTwo], "nodes: keys and tickets count on every node", "no-sticky key-once ticket-once", shared);
}

/// A node of another language: it writes to Redis what the contract says, or something else.
struct Foreign {
    redis: Connection,
    topic: String,
    last: Id,
}

impl Foreign {
    fn new(service: &Service, topic: &str, last: Id) -> Self {
        Self { redis: service.redis().connection(), topic: topic.to_owned(), last }
    }

    /// Adds an event to the log and returns the announcement that belongs to it.
    fn add(&mut self, data: &Value) -> Value {
        let id = Id { milliseconds: self.last.milliseconds + 1, sequence: 0 };
        let (stream, record) = names("chat", &self.topic);
        self.redis.run(&["XADD", &stream, &id.to_string(), "type", "message", "data", &data.to_string()]);
        self.redis.run(&["HSET", &record, "last", &id.to_string()]);
        let prev = std::mem::replace(&mut self.last, id);
        json!({ "v": 1, "feature": "chat", "topic": self.topic, "prev": prev.to_string(), "id": id.to_string(), "type": "message", "data": data })
    }

    fn announce(&mut self, message: &Value) {
        self.say(&message.to_string());
    }

    fn say(&mut self, text: &str) {
        self.redis.run(&["PUBLISH", "all-four:events", text]);
    }
}

/// Readers of one topic on streams and sockets, which have read its first event.
fn readers<'s>(service: &'s Service, topic: &str) -> (Vec<Reader<'s>>, Foreign) {
    let client = service.client();
    let ways = [Transport::Stream, Transport::Socket, Transport::Stream, Transport::Socket];
    let mut readers: Vec<_> = ways.iter().map(|way| client.reader(*way, "chat", topic, None)).collect();
    let first = client.publish("chat", topic, "first");
    for reader in &mut readers {
        assert_eq!(reader.event().data, "first");
    }
    (readers, Foreign::new(service, topic, first))
}

fn announced(ground: &Ground) {
    let service = ground.service();
    let topic = unique("foreign");
    let (mut readers, mut foreign) = readers(&service, &topic);
    for number in 0..3 {
        let message = foreign.add(&json!({ "number": number }));
        foreign.announce(&message);
        for reader in &mut readers {
            let event = reader.event();
            assert_eq!((event.kept(), event.data), (foreign.last, json!({ "number": number })), "{:?}", reader.transport);
        }
    }
}

fn old(ground: &Ground) {
    let service = ground.service();
    let topic = unique("old");
    let (mut readers, mut foreign) = readers(&service, &topic);
    let message = foreign.add(&json!("second"));
    for _ in 0..3 {
        foreign.announce(&message);
    }
    let next = foreign.add(&json!("third"));
    foreign.announce(&next);
    foreign.announce(&message);
    for reader in &mut readers {
        assert_eq!(reader.data(2), [json!("second"), json!("third")], "{:?}", reader.transport);
        assert_eq!(reader.news_within(Duration::from_millis(300)), None, "nothing twice");
    }
}

fn gap(ground: &Ground) {
    let service = ground.service();
    let topic = unique("gap");
    let (mut readers, mut foreign) = readers(&service, &topic);
    for number in 0..4 {
        foreign.add(&json!(number));
    }
    let last = foreign.add(&json!(4));
    foreign.announce(&last);
    for reader in &mut readers {
        assert_eq!(reader.data(5), (0..5).map(Value::from).collect::<Vec<_>>(), "{:?}", reader.transport);
    }
}

fn lost(ground: &Ground) {
    let service = ground.service();
    let topic = unique("lost");
    let (mut readers, mut foreign) = readers(&service, &topic);
    // A failover went back to before the last event, and publishing went on from there.
    let before = Id { milliseconds: foreign.last.milliseconds - 1000, sequence: 0 };
    let mut message = foreign.add(&json!("after the loss"));
    message["prev"] = json!(before.to_string());
    foreign.announce(&message);
    for reader in &mut readers {
        let News::Reset(_) = reader.news() else { panic!("lost history is a reset over {:?}", reader.transport) };
    }
    let next = foreign.add(&json!("next"));
    foreign.announce(&next);
    for reader in &mut readers {
        while reader.event().data != "next" {}
    }
}

fn nonsense(ground: &Ground) {
    let service = ground.service();
    let topic = unique("nonsense");
    let (mut readers, mut foreign) = readers(&service, &topic);
    let mut second = foreign.add(&json!("second"));
    let name = &topic;
    for text in [
        "",
        "no",
        "{}",
        "[]",
        "{\"v\":1}",
        "{\"v\":2}",
        "{\"v\":1,\"feature\":\"nowhere\",\"topic\":\"x\",\"prev\":\"1-0\",\"id\":\"2-0\",\"type\":\"x\",\"data\":1}",
    ] {
        foreign.say(text);
    }
    for id in ["", "x", "99999999999999999999999-0"] {
        foreign
            .announce(&json!({ "v": 1, "feature": "chat", "topic": name, "prev": "x", "id": id, "type": "message", "data": 1 }));
    }
    // Members that a later version may add.
    second["later"] = json!([1, 2]);
    foreign.announce(&second);
    for reader in &mut readers {
        assert_eq!(reader.event().data, "second", "{:?}", reader.transport);
    }
}

fn newer_than_node(ground: &Ground) {
    let service = ground.service();
    let (one, other) = (service.client().at(0), service.client().at(1));
    let topic = unique("newer");
    // So that the other node has a position of its own in the topic.
    let mut reader = other.reader(Transport::Stream, "chat", &topic, None);
    for number in 0..100 {
        let id = one.publish("chat", &topic, number).to_string();
        let (_, ready) = other.stream("chat", &topic, Some(&id));
        assert!(!ready.reset && ready.cursor.to_string() == id, "number {number}: {ready:?} for {id}");
    }
    assert_eq!(reader.data(100), (0..100).map(Value::from).collect::<Vec<_>>());
}

/// Publishes numbers while something happens to the service, and holds the readers to all of them, in order.
fn publishing_meanwhile(service: &Service, count: u64, happens: impl FnOnce()) {
    let topic = unique("meanwhile");
    let client = service.client();
    let ways = [Transport::Stream, Transport::Socket, Transport::Long, Transport::Stream];
    let mut readers: Vec<_> = ways.iter().map(|way| client.reader(*way, "chat", &topic, None)).collect();
    std::thread::scope(|scope| {
        let publishing = scope.spawn(|| client.publish_numbers("chat", &topic, 0..count));
        happens();
        publishing.join().expect("everything is published");
    });
    for reader in &mut readers {
        assert_eq!(reader.data(count as usize), (0..count).map(Value::from).collect::<Vec<_>>(), "{:?}", reader.transport);
    }
}

fn lost_subscription(ground: &Ground) {
    let service = ground.own(&[]);
    publishing_meanwhile(&service, 300, || {
        let mut redis = service.redis().connection();
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(200));
            redis.run(&["CLIENT", "KILL", "TYPE", "pubsub"]);
        }
    });
}

fn silent_subscription(ground: &Ground) {
    let redis = Redis::start();
    let lane = Lane::to(redis.address);
    let url = format!("redis://{}", lane.address);
    let service = ground.own_on(redis, &[("REDIS_URL", &url)]);
    let client = service.client();
    let mut readers = [Transport::Stream, Transport::Socket].map(|way| client.reader(way, "chat", "main", None));
    client.publish("chat", "main", "before");
    for reader in &mut readers {
        assert_eq!(reader.event().data, "before");
    }
    lane.block_subscriptions();
    client.publish("chat", "main", "unheard");
    client.publish("chat", "main", "unheard too");
    for reader in &mut readers {
        // 5 s to the next ping, 5 s without an answer, and what a busy machine takes.
        let Some(News::Event(event)) = reader.news_within(Duration::from_secs(40)) else {
            panic!("nothing over {:?}", reader.transport)
        };
        assert_eq!(event.data, "unheard");
        assert_eq!(reader.event().data, "unheard too");
    }
    client.publish("chat", "main", "after");
    for reader in &mut readers {
        assert_eq!(reader.event().data, "after");
    }
}

fn killed_node(ground: &Ground) {
    let mut service = ground.own(&[]);
    let topic = "main";
    let token = harness::wire::token::Claims::all("survivor").token();
    // Cursors of readers at the node that is going to die.
    let cursors: Vec<String> = {
        let client = service.stranger().with_token(token.clone()).at(0);
        let mut readers = [Transport::Stream, Transport::Socket].map(|way| client.reader(way, "chat", topic, None));
        client.publish_numbers("chat", topic, 0..20);
        readers
            .iter_mut()
            .map(|reader| {
                reader.data(7);
                reader.cursor.clone().expect("a cursor")
            })
            .collect()
    };
    service.nodes[0].kill();
    let client = service.stranger().with_token(token).at(1);
    client.publish_numbers("chat", topic, 20..40);
    for (way, cursor) in [Transport::Stream, Transport::Socket].into_iter().zip(&cursors) {
        let mut reader = client.reader(way, "chat", topic, Some(cursor));
        assert_eq!(reader.data(33), (7..40).map(Value::from).collect::<Vec<_>>(), "{way:?}");
    }
}

fn shared(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("shared"));
    let (one, other) = (client.at(0), client.at(1));
    let id = |answer: harness::wire::http::Response| Id::of(&answer.json()["id"]);
    let body = json!({ "data": 1, "key": "k" });
    assert_eq!(id(one.offer("chat", &topic, &body)), id(other.offer("chat", &topic, &body)));
    let ticket = one.ticket("chat");
    let request = || harness::wire::http::Request::get(format!("/chat/stream?ticket={ticket}"));
    drop(service.stranger().at(1).stream_of(request()));
    service.stranger().at(0).send(request()).expect(401);
}
