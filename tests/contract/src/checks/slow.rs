//! Clients that do not keep up.

use std::ops::Range;
use std::thread::sleep;
use std::time::{Duration, Instant};

use harness::host::server::Server;
use harness::host::service::Service;
use harness::host::wait_until;
use harness::reader::{News, Reader, Transport};
use harness::wire::PATIENCE;
use harness::wire::events::Event;
use harness::wire::socket::Came;
use serde_json::{Value, json};

use super::life::count;
use crate::ground::Ground;
use crate::list::List;

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
    list.add("slow: who is still catching up gets what passes by as well", "ephemeral-from-ready", ephemeral_meanwhile);
}

/// Large enough that what the operating system holds between two sockets is full after some hundred.
const LARGE: usize = 60_000;
/// What of it is published: some 24 MB, of which an operating system holds half between two sockets.
const MANY: u64 = 400;
/// So slow that a reader who sleeps is not taken for dead.
const PATIENT: (&str, &str) = ("HEARTBEAT_SECONDS", "60");

fn large(number: u64) -> Value {
    json!({ "number": number, "text": "x".repeat(LARGE) })
}

fn number(data: &Value) -> u64 {
    data["number"].as_u64().unwrap_or_else(|| panic!("an event of this check"))
}

/// What the nodes have counted for a feature.
fn counted(service: &Service, name: &str, feature: &str) -> f64 {
    count(&service.nodes, name, &[&format!("feature=\"{feature}\"")])
}

fn memory(service: &Service) -> u64 {
    service.nodes.iter().map(Server::memory).sum()
}

fn slow_stream(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "40"), ("QUEUE_LENGTH", "1000000"), ("QUEUE_BYTES", "300000"), PATIENT]);
    let client = service.client();
    let mut witness = client.reader(Transport::Stream, "feed", "main", None);
    let mut publish = |numbers: Range<u64>| {
        for expected in numbers {
            client.publish("feed", "main", large(expected));
            assert_eq!(number(&witness.event().data), expected, "others get everything meanwhile");
        }
    };
    // A collected heap finds its size first, under the same load.
    publish(0..MANY);
    let mut slow: Vec<_> = (0..5).map(|_| client.reader(Transport::Stream, "feed", "main", None)).collect();
    let before = memory(&service);
    let published = 3 * MANY;
    publish(MANY..published);
    let grown = memory(&service).saturating_sub(before);
    let allowed = 25_000_000 * service.nodes.len() as u64;
    assert!(grown < allowed, "{} events of {LARGE} bytes made the servers grow by {grown}", published - MANY);
    for slow in &mut slow {
        let came = in_order_until_parted(slow, MANY);
        assert!(came < published, "the stream ended before all of it came: {came} of {published}");
    }
    assert!(counted(&service, "realtime_queue_overflows_total", "feed") >= 1.0);
    let slow = &mut slow[0];
    let News::Reset(_) = slow.news() else { panic!("what came meanwhile is more than the history: a reset") };
    let rest: Vec<u64> = (0..40).map(|_| number(&slow.event().data)).collect();
    assert_eq!(rest, (published - 40..published).collect::<Vec<_>>(), "and then the history, to its end");
}

/// Reads events, which have to come in order and without a gap from the first on, until the connection ends; the number that did not come.
fn in_order_until_parted(reader: &mut Reader, first: u64) -> u64 {
    let mut expected = first;
    loop {
        match reader.news_of_this_link() {
            Some(News::Event(event)) => {
                assert_eq!(number(&event.data), expected, "in order and without a gap");
                expected += 1;
            }
            Some(other) => panic!("{other:?} before {expected}"),
            None => return expected,
        }
    }
}

fn publish_many(service: &Service, feature: &str, topic: &str) {
    let client = service.client();
    for number in 0..MANY {
        client.publish(feature, topic, large(number));
    }
}

fn slow_socket(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "40"), ("QUEUE_LENGTH", "8"), ("QUEUE_BYTES", "100000000"), PATIENT]);
    let (mut socket, _) = service.client().socket("chat", "main", None);
    publish_many(&service, "chat", "main");
    let mut expected = 0;
    let deadline = Instant::now() + PATIENCE;
    let code = loop {
        match socket.message(deadline).expect("the socket is closed in time") {
            Came::Json(message) => {
                assert_eq!(number(&Event::of(&message["event"]).data), expected, "in order and without a gap");
                expected += 1;
            }
            Came::Close(code) => break code,
            other => panic!("{other:?} before {expected}"),
        }
    };
    assert_eq!(code, 1013);
    assert!(expected < MANY, "{expected} of {MANY}");
    assert!(counted(&service, "realtime_queue_overflows_total", "chat") >= 1.0);
}

fn slow_skip(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "10"), ("QUEUE_LENGTH", "4"), ("QUEUE_BYTES", "100000000"), PATIENT]);
    for (transport, feature) in [(Transport::Stream, "ticker"), (Transport::Socket, "voice")] {
        let mut slow = service.client().reader(transport, feature, "main", None);
        publish_many(&service, feature, "main");
        let (mut last, mut came) = (None, 0);
        while last != Some(MANY - 1) {
            let Some(News::Event(event)) = slow.news_of_this_link() else {
                panic!("the connection stays, {transport:?} of {feature}")
            };
            let next = number(&event.data);
            assert!(last.is_none_or(|last| last < next), "no older state after a newer one");
            last = Some(next);
            came += 1;
        }
        assert!(came < MANY, "the oldest were dropped: {came} of {MANY}");
        let dropped = counted(&service, "realtime_dropped_total", feature);
        assert_eq!(dropped, (MANY - came) as f64, "each of them is counted, {transport:?} of {feature}");
    }
}

fn slow_ephemeral(ground: &Ground) {
    let service = ground.own(&[("QUEUE_LENGTH", "4"), ("QUEUE_BYTES", "100000000"), PATIENT]);
    for transport in [Transport::Socket, Transport::Stream] {
        let (client, topic) = (service.client(), format!("{transport:?}"));
        let mut slow = client.reader(transport, "chat", &topic, None);
        let before = counted(&service, "realtime_dropped_total", "chat");
        for number in 0..MANY {
            client.offer("chat", &topic, &json!({ "data": large(number), "ephemeral": true })).expect(202);
        }
        client.publish("chat", &topic, "kept");
        let mut came = 0;
        loop {
            match slow.news_of_this_link() {
                Some(News::Event(Event { id: Some(_), data, .. })) => break assert_eq!(data, "kept"),
                Some(News::Event(_)) => came += 1,
                other => panic!("{other:?}: the connection stays, over {transport:?}"),
            }
        }
        assert!(came < MANY, "some were dropped: {came} of {MANY} came");
        assert!(counted(&service, "realtime_dropped_total", "chat") > before, "and counted");
    }
}

fn catch_up(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in
        [(Transport::Stream, "feed"), (Transport::Socket, "chat"), (Transport::Long, "chat"), (Transport::Short, "waits")]
    {
        let client = service.client();
        let topic = harness::unique("thousand");
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

fn ephemeral_meanwhile(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "1000"), PATIENT]);
    for (transport, feature) in [(Transport::Stream, "feed"), (Transport::Socket, "chat")] {
        let client = service.client();
        publish_many(&service, feature, "main");
        // From `ready` on, with most of the history still to come: more than the operating system takes for a reader that sleeps.
        let mut reader = client.reader(transport, feature, "main", Some("oldest"));
        client.offer(feature, "main", &json!({ "type": "typing", "data": null, "ephemeral": true })).expect(202);
        let (mut kept, mut signs) = (0, 0);
        while kept < MANY || signs == 0 {
            let event = reader.event();
            match event.id {
                Some(_) => {
                    assert_eq!(number(&event.data), kept, "{transport:?} of {feature}");
                    kept += 1;
                }
                None => signs += 1,
            }
        }
        assert_eq!(signs, 1, "{transport:?} of {feature}");
    }
}
