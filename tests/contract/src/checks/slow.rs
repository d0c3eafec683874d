//! Clients that do not keep up.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::life::{count, measured};
use crate::ground::Ground;
use crate::host::service::Service;
use crate::host::wait_until;
use crate::list::List;
use crate::reader::{News, Reader, Transport};
use crate::wire::PATIENCE;
use crate::wire::events::Event;
use crate::wire::socket::Came;

pub fn list(list: &mut List) {
    list.add(
        "slow: a stream that nobody reads ends where its queue is full, and slows and costs nobody",
        "slow-client overflow-replay bound-queue-bytes",
        slow_stream,
    );
    list.add(
        "slow: a socket that nobody reads closes with 1013 where its queue is full",
        "slow-client overflow-replay close-1013 bound-queue-length",
        slow_socket,
    );
    list.add("slow: in a skipping feature the oldest is dropped and counted, and the newest comes", "overflow-skip", slow_skip);
    list.add("slow: ephemeral events are dropped and counted, and close nothing", "ephemeral-dropped", slow_ephemeral);
    list.add("slow: catching up on 1000 events goes through a queue of 256", "catch-up bound-queue-length", catch_up);
    list.add("slow: who catches up slowly while more comes loses nothing", "catch-up", catch_up_slowly);
}

/// Large enough that what the operating system holds between two sockets is full after some hundred.
const LARGE: usize = 60_000;
/// What of it is published at most before a queue has to be full.
const MOST: u64 = 1500;

fn large(number: u64) -> Value {
    json!({ "number": number, "text": "x".repeat(LARGE) })
}

fn number(data: &Value) -> u64 {
    data["number"].as_u64().unwrap_or_else(|| panic!("an event of this check"))
}

/// Publishes until a full queue is counted, and returns how many that took.
fn until_full(service: &Service, feature: &str, topic: &str, counter: &str, body: impl Fn(u64) -> Value) -> u64 {
    let client = service.client();
    let label = format!("feature=\"{feature}\"");
    for published in 0..MOST {
        let answer = client.offer(feature, topic, &body(published));
        assert!(matches!(answer.status(), 201 | 202), "{answer}");
        if published % 20 == 19 && count(&service.nodes, counter, &[&label]) > 0.0 {
            return published + 1;
        }
    }
    panic!("{MOST} events of {LARGE} bytes fill no queue:\n{}", measured(&service.nodes[0]));
}

fn slow_stream(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "40"), ("QUEUE_LENGTH", "1000000"), ("QUEUE_BYTES", "300000")]);
    let client = service.client();
    let mut slow = client.reader(Transport::Stream, "feed", "main", None);
    let mut witness = client.reader(Transport::Stream, "feed", "witness", None);
    client.publish("feed", "warm", large(0));
    let before: u64 = service.nodes.iter().map(crate::host::server::Server::memory).sum();
    let published = until_full(&service, "feed", "main", "realtime_queue_overflows_total", |n| json!({ "data": large(n) }));
    let after: u64 = service.nodes.iter().map(crate::host::server::Server::memory).sum();
    let grown = after.saturating_sub(before);
    let allowed = 40_000_000 * service.nodes.len() as u64;
    assert!(grown < allowed, "{published} events of {LARGE} bytes made the servers grow by {grown}");
    let start = Instant::now();
    client.publish("feed", "witness", "others");
    assert_eq!(witness.event().data, "others");
    assert!(start.elapsed() < Duration::from_secs(10), "others are not slowed");
    let came = in_order_until_parted(&mut slow);
    assert!(came < published, "the stream ended before all of it came: {came} of {published}");
    client.publish("feed", "main", large(published));
    let News::Reset(_) = slow.news() else { panic!("what came meanwhile is more than the history: a reset") };
    let rest: Vec<u64> = (0..40).map(|_| number(&slow.event().data)).collect();
    assert_eq!(rest, (published - 39..=published).collect::<Vec<_>>(), "and then the history, to its end");
}

/// Reads events, which have to come in order and without a gap, until the connection ends; how many there were.
fn in_order_until_parted(reader: &mut Reader) -> u64 {
    let mut expected = 0;
    loop {
        match reader.news_of_this_link() {
            Some(News::Event(event)) => {
                assert_eq!(number(&event.data), expected, "in order and without a gap");
                expected += 1;
            }
            Some(other) => panic!("{other:?} after {expected} events"),
            None => return expected,
        }
    }
}

fn slow_socket(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "40"), ("QUEUE_LENGTH", "8"), ("QUEUE_BYTES", "100000000")]);
    let client = service.client();
    let (mut socket, _) = client.socket("chat", "main", None);
    let published = until_full(&service, "chat", "main", "realtime_queue_overflows_total", |n| json!({ "data": large(n) }));
    let mut expected = 0;
    let deadline = Instant::now() + PATIENCE;
    let code = loop {
        match socket.message(deadline).expect("the socket is closed in time") {
            Came::Json(message) => {
                assert_eq!(number(&Event::of(&message["event"]).data), expected, "in order and without a gap");
                expected += 1;
            }
            Came::Close(code) => break code,
            other => panic!("{other:?} after {expected} events"),
        }
    };
    assert_eq!(code, 1013);
    assert!(expected < published, "{expected} of {published}");
}

fn slow_skip(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "10"), ("QUEUE_LENGTH", "4"), ("QUEUE_BYTES", "100000000")]);
    for (transport, feature) in [(Transport::Stream, "ticker"), (Transport::Socket, "voice")] {
        let client = service.client();
        let mut slow = client.reader(transport, feature, "main", None);
        let published = until_full(&service, feature, "main", "realtime_dropped_total", |n| json!({ "data": large(n) }));
        client.publish(feature, "main", large(published));
        let mut last = None;
        while last != Some(published) {
            let Some(News::Event(event)) = slow.news_of_this_link() else {
                panic!("the connection stays, {transport:?} of {feature}")
            };
            let next = number(&event.data);
            assert!(last.is_none_or(|last| last < next), "no older state after a newer one");
            last = Some(next);
        }
    }
}

fn slow_ephemeral(ground: &Ground) {
    let service = ground.own(&[("QUEUE_LENGTH", "4"), ("QUEUE_BYTES", "100000000")]);
    for transport in [Transport::Socket, Transport::Stream] {
        let client = service.client();
        let topic = format!("{transport:?}");
        let mut slow = client.reader(transport, "chat", &topic, None);
        let before = count(&service.nodes, "realtime_dropped_total", &["feature=\"chat\""]);
        for published in 0..MOST {
            client.offer("chat", &topic, &json!({ "data": large(published), "ephemeral": true })).expect(202);
            if published % 20 == 19 && count(&service.nodes, "realtime_dropped_total", &["feature=\"chat\""]) > before {
                break;
            }
            assert!(published + 1 < MOST, "nothing is dropped over {transport:?}");
        }
        // Those that were queued come, then what is kept, on the same connection.
        let reading = std::thread::scope(|scope| {
            let reading = scope.spawn(|| {
                loop {
                    match slow.news_of_this_link() {
                        Some(News::Event(event)) if event.id.is_some() => return event.data,
                        Some(News::Event(_)) => {}
                        other => panic!("{other:?}: the connection stays, over {transport:?}"),
                    }
                }
            });
            sleep(Duration::from_millis(500));
            client.publish("chat", &topic, "kept");
            reading.join().expect("what is kept comes")
        });
        assert_eq!(reading, "kept");
    }
}

fn catch_up(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in
        [(Transport::Stream, "feed"), (Transport::Socket, "chat"), (Transport::Long, "chat"), (Transport::Short, "waits")]
    {
        let client = service.client();
        let topic = crate::unique("thousand");
        client.publish_numbers(feature, &topic, 0..1000);
        let mut reader = client.reader(transport, feature, &topic, Some("oldest"));
        assert_eq!(reader.data(1000), (0..1000).map(Value::from).collect::<Vec<_>>(), "{transport:?} of {feature}");
        client.publish(feature, &topic, 1000);
        assert_eq!(reader.event().data, 1000, "and what comes next, {transport:?} of {feature}");
    }
}

fn catch_up_slowly(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "3000"), ("QUEUE_LENGTH", "8")]);
    for (transport, feature) in [(Transport::Stream, "feed"), (Transport::Socket, "chat")] {
        let client = service.client();
        let text = "x".repeat(20_000);
        let body = |number: u64| json!({ "number": number, "text": text });
        for number in 0..400 {
            client.publish(feature, "main", body(number));
        }
        let mut reader = client.reader(transport, feature, "main", Some("oldest"));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for number in 400..600 {
                    client.publish(feature, "main", body(number));
                }
            });
            // Eight megabytes are more than the operating system takes for a reader that sleeps.
            sleep(Duration::from_secs(2));
            for expected in 0..600 {
                assert_eq!(number(&reader.event().data), expected, "{transport:?} of {feature}");
            }
        });
        assert!(wait_until(PATIENCE, || service.nodes[0].ready()));
    }
}
