//! The edges of the history: where it was trimmed, has expired, was evicted or was forgotten.

use std::thread::sleep;
use std::time::Duration;

use harness::host::service::Mode;
use harness::host::wait_until;
use harness::reader::News;
use harness::unique;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;
use crate::ways::{REPLAYING, SKIPPING, everywhere};

pub fn list(list: &mut List) {
    list.add(
        "window: what was trimmed is a reset, and reading goes on at the oldest event that is kept",
        "reset-never-missing reset-from-oldest bound-history-length below-floor floor-in-process",
        trimmed,
    );
    list.add("window: a cursor at the last event that was trimmed has lost nothing", "floor", at_the_floor);
    list.add("window: in a skipping feature what was trimmed goes on at the newest event", "reset-skip-newest", trimmed_skip);
    list.add("window: a topic that has expired is a reset", "reset-never-missing bound-history-ttl one-second", expired);
    list.add_in(&[Mode::Process], "window: an evicted history is a reset", "reset-never-missing bound-history-bytes", evicted);
    list.add_in(
        &[Mode::Process],
        "window: a restart in process is a reset on each transport",
        "restart-reset reset-client",
        restarted,
    );
    list.add_redis("window: a restart on Redis loses nothing and resets nobody", "redis-back", restarted_on_redis);
    list.add("window: a cursor beyond the last event is a reset", "beyond-last reset-client", beyond_last);
}

fn numbers(range: std::ops::Range<u64>) -> Vec<Value> {
    range.map(Value::from).collect()
}

fn trimmed(ground: &Ground) {
    let service = ground.service_with(&[("HISTORY_LENGTH", "5")]);
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("trimmed"));
        let first = client.latest(feature, &topic);
        client.publish_numbers(feature, &topic, 0..12);
        let mut reader = client.reader(transport, feature, &topic, Some(&first));
        let News::Reset(_) = reader.news() else { panic!("what was trimmed is a reset over {transport:?} of {feature}") };
        assert_eq!(reader.data(5), numbers(7..12), "{transport:?} of {feature}");
        client.publish(feature, &topic, 12);
        assert_eq!(reader.event().data, json!(12), "after a reset over {transport:?} of {feature}");
    }
}

fn at_the_floor(ground: &Ground) {
    let service = ground.service_with(&[("HISTORY_LENGTH", "5")]);
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("floor"));
        let ids = client.publish_numbers(feature, &topic, 0..12);
        for (cursor, reset) in [(ids[5], true), (ids[6], false), (ids[7], false)] {
            let mut reader = client.reader(transport, feature, &topic, Some(&cursor.to_string()));
            let mut came = Vec::new();
            let mut was_reset = false;
            while came.last() != Some(&json!(11)) {
                match reader.news() {
                    News::Reset(_) => was_reset = true,
                    News::Event(event) => came.push(event.data),
                    News::Ended => panic!("the topic has no end"),
                }
            }
            let expected = if cursor == ids[7] { numbers(8..12) } else { numbers(7..12) };
            assert_eq!((was_reset, came), (reset, expected), "{cursor} over {transport:?} of {feature}");
        }
    }
}

fn trimmed_skip(ground: &Ground) {
    let service = ground.service_with(&[("HISTORY_LENGTH", "5")]);
    for (transport, feature) in SKIPPING {
        let (client, topic) = (service.client(), unique("trimmed"));
        let first = client.publish(feature, &topic, 0);
        client.publish_numbers(feature, &topic, 1..12);
        let mut reader = client.reader(transport, feature, &topic, Some(&first.to_string()));
        let mut newest = None;
        while newest != Some(json!(11)) {
            // Whether there is a reset before it or not.
            if let News::Event(event) = reader.news() {
                newest = Some(event.data);
            }
        }
        assert_eq!(reader.news_within(Duration::from_millis(300)), None, "{transport:?} of {feature}");
    }
}

fn expired(ground: &Ground) {
    let service = ground.service_with(&[("HISTORY_TTL", "1")]);
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("expired"));
        let before = client.latest(feature, &topic);
        client.publish(feature, &topic, "soon gone");
        let gone = wait_until(Duration::from_secs(30), || {
            sleep(Duration::from_millis(1600));
            let mut reader = client.reader(transport, feature, &topic, Some("oldest"));
            !matches!(reader.news_within(Duration::from_millis(300)), Some(News::Event(_)))
        });
        assert!(gone, "a topic expires after HISTORY_TTL over {transport:?} of {feature}");
        let mut reader = client.reader(transport, feature, &topic, Some(&before));
        let News::Reset(_) = reader.news() else { panic!("what has expired is a reset over {transport:?} of {feature}") };
        client.publish(feature, &topic, "new");
        assert_eq!(reader.event().data, json!("new"), "{transport:?} of {feature}");
    }
}

fn evicted(ground: &Ground) {
    let service = ground.own(&[("HISTORY_BYTES", "400000")]);
    let client = service.client();
    for (transport, feature) in REPLAYING {
        let topic = unique("evicted");
        let before = client.latest(feature, &topic);
        client.publish(feature, &topic, "early");
        for _ in 0..12 {
            client.publish(feature, &unique("flood"), "x".repeat(60_000));
        }
        let mut reader = client.reader(transport, feature, &topic, Some(&before));
        let News::Reset(_) = reader.news() else { panic!("what was evicted is a reset over {transport:?} of {feature}") };
        client.publish(feature, &topic, "new");
        assert_eq!(reader.event().data, json!("new"), "{transport:?} of {feature}");
    }
}

fn restarted(ground: &Ground) {
    let mut service = ground.own(&[]);
    let topic = "restarted";
    let mut cursors = Vec::new();
    for (_, feature) in everywhere() {
        let client = service.client();
        client.publish(feature, topic, "before");
        cursors.push(client.latest(feature, topic));
    }
    service.nodes[0].kill();
    service.nodes[0].start_again();
    for ((transport, feature), cursor) in everywhere().zip(cursors) {
        let client = service.client();
        let mut reader = client.reader(transport, feature, topic, Some(&cursor));
        let News::Reset(_) = reader.news() else { panic!("a restart is a reset over {transport:?} of {feature}") };
        reader.part();
        client.publish(feature, topic, "after");
        assert_eq!(reader.event().data, json!("after"), "{transport:?} of {feature}");
    }
}

fn restarted_on_redis(ground: &Ground) {
    let mut service = ground.own(&[]);
    let topic = "restarted";
    let mut cursors = Vec::new();
    for (_, feature) in REPLAYING {
        let client = service.client();
        cursors.push(client.latest(feature, topic));
        client.publish(feature, topic, "before");
    }
    for node in &mut service.nodes {
        node.kill();
        node.start_again();
    }
    for ((transport, feature), cursor) in REPLAYING.into_iter().zip(cursors) {
        let client = service.client();
        let mut reader = client.reader(transport, feature, topic, Some(&cursor));
        assert_eq!(reader.event().data, json!("before"), "{transport:?} of {feature}");
    }
}

fn beyond_last(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("beyond"));
        let mut last = client.publish_numbers(feature, &topic, 0..2)[1];
        last.milliseconds += 3_600_000;
        let mut reader = client.reader(transport, feature, &topic, Some(&last.to_string()));
        let news = reader.news();
        let News::Reset(cursor) = news else {
            panic!("{news:?}: a cursor beyond the end is a reset over {transport:?} of {feature}")
        };
        assert!(cursor < last, "the cursor of a reset may be lower");
        assert_eq!(reader.data(2), numbers(0..2), "{transport:?} of {feature}");
    }
}
