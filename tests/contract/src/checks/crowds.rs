//! Many who read one topic.

use std::thread::{scope, sleep};
use std::time::Duration;

use harness::client::Client;
use harness::reader::{News, Transport};
use serde_json::{Value, json};

use super::sockets::message_with;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add(
        "crowds: all of a crowd get every event once and in order, also who pauses, comes late, or publishes",
        "replay-in-order ids-grow slow-client catch-up",
        everything_once,
    );
    list.add("crowds: all of a crowd get the last event, and are told that there is no more", "end-event end-rest", the_end);
}

/// Of each transport. Half of them on each of two nodes is a crowd, too.
const CROWD: u64 = 24;
const EVENTS: u64 = 300;

/// Together more than the operating system takes for a reader that sleeps.
fn body(number: u64) -> Value {
    json!({ "number": number, "text": "x".repeat(20_000) })
}

fn everything_once(ground: &Ground) {
    let service = ground.own(&[("HISTORY_LENGTH", "3000"), ("QUEUE_LENGTH", "3000"), ("HEARTBEAT_SECONDS", "60")]);
    for (transport, feature) in [(Transport::Stream, "feed"), (Transport::Socket, "chat")] {
        scope(|scope| {
            for number in 0..CROWD {
                let reader = service.client().reader(transport, feature, "main", None);
                scope.spawn(move || {
                    // One in three does not read for a while, in the middle of it.
                    let mut reader = reader;
                    for expected in 0..EVENTS {
                        if number % 3 == 0 && expected == 10 {
                            sleep(Duration::from_secs(2));
                        }
                        assert_eq!(reader.event().data["number"], expected, "{transport:?} of {feature}");
                    }
                });
            }
            let client = service.client();
            for number in 0..EVENTS / 2 {
                client.publish(feature, "main", body(number));
            }
            for _ in 0..CROWD / 4 {
                let mut late = service.client().reader(transport, feature, "main", Some("oldest"));
                scope.spawn(move || {
                    for expected in 0..EVENTS {
                        assert_eq!(late.event().data["number"], expected, "late, {transport:?} of {feature}");
                    }
                });
            }
            publish_rest(&client, transport, feature);
        });
    }
}

/// Publishes the second half, as one of the crowd where that can be.
fn publish_rest(client: &Client<'_>, transport: Transport, feature: &str) {
    if transport == Transport::Stream {
        for number in EVENTS / 2..EVENTS {
            client.publish(feature, "main", body(number));
        }
        return;
    }
    let (mut socket, _) = client.socket(feature, "main", None);
    for number in EVENTS / 2..EVENTS {
        socket.publish("r", json!({ "data": body(number) }));
        message_with(&mut socket, "ack");
    }
}

fn the_end(ground: &Ground) {
    let service = ground.own(&[]);
    let mut crowd: Vec<_> = (0..CROWD).map(|_| service.client().reader(Transport::Stream, "feed", "main", None)).collect();
    service.client().publish("feed", "main", "last but one");
    service.client().offer("feed", "main", &json!({ "type": "end", "data": "last" })).expect(201);
    for reader in &mut crowd {
        assert_eq!(reader.event().data, "last but one");
        assert_eq!(reader.event().data, "last");
        assert_eq!(reader.news(), News::Ended);
    }
}
