//! Order, resuming and where reading begins, on every transport.

use std::collections::BTreeSet;
use std::time::Duration;

use harness::reader::{News, Transport};
use harness::unique;
use harness::wire::events::Id;
use harness::wire::token::Claims;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;
use crate::ways::{REPLAYING, SKIPPING, everywhere};

/// Long enough that what was on its way would have come.
const QUIET: Duration = Duration::from_millis(400);

pub fn list(list: &mut List) {
    list.add(
        "reading: every event comes once and in the topic's order, on each transport",
        "replay-in-order replay-not-twice ids-grow",
        every_event_in_order,
    );
    list.add(
        "reading: several who publish at once give every reader the same order",
        "ids-grow replay-in-order",
        many_publishers_one_order,
    );
    list.add(
        "reading: who has seen nothing yet resumes without losing anything",
        "cursor-everywhere replay-in-order",
        nothing_seen,
    );
    list.add(
        "reading: a break in the middle of catching up loses and doubles nothing",
        "replay-in-order replay-not-twice",
        break_in_catch_up,
    );
    list.add("reading: a cursor of one transport resumes on another", "cursor-everywhere", from_transport_to_transport);
    list.add("reading: `oldest` is before everything that is kept", "cursor-oldest", oldest);
    list.add("reading: `latest` is after everything that is there", "cursor-latest", latest);
    list.add("reading: without a cursor a replaying feature begins with what comes next", "no-cursor-latest", no_cursor);
    list.add("reading: without a cursor a skipping feature begins with its newest event", "no-cursor-skip", no_cursor_skip);
    list.add("reading: in a skipping feature the newest event always comes", "skip-newest", newest_comes);
    list.add(
        "reading: a cursor that is none is a reset to the oldest event, on each transport",
        "malformed-cursor reset-from-oldest",
        malformed,
    );
    list.add(
        "reading: in a skipping feature a reset goes on at the newest event",
        "malformed-cursor reset-skip-newest",
        malformed_skip,
    );
    list.add("reading: a connection carries one topic of one feature", "one-topic topic-default user-topic", one_topic);
}

fn numbers(range: std::ops::Range<u64>) -> Vec<Value> {
    range.map(Value::from).collect()
}

fn every_event_in_order(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("order"));
        let mut reader = client.reader(transport, feature, &topic, None);
        let mut ids = client.publish_numbers(feature, &topic, 0..20);
        let seen: Vec<_> = (0..20).map(|_| reader.event()).collect();
        assert_eq!(seen.iter().map(|event| event.data.clone()).collect::<Vec<_>>(), numbers(0..20), "{transport:?} of {feature}");
        assert_eq!(
            seen.iter().map(|event| event.kept()).collect::<Vec<_>>(),
            ids,
            "the ids of the answers are those of the events"
        );
        assert_eq!(reader.news_within(QUIET), None, "nothing comes twice over {transport:?}");
        ids.dedup();
        assert!(ids.is_sorted() && ids.len() == 20, "ids grow: {ids:?}");
    }
}

fn many_publishers_one_order(ground: &Ground) {
    let service = ground.service();
    let topic = unique("crowd");
    let mut readers: Vec<_> = [Transport::Socket, Transport::Stream, Transport::Long]
        .map(|transport| service.client().reader(transport, "chat", &topic, None))
        .into();
    std::thread::scope(|scope| {
        for publisher in 0..4_u64 {
            let (service, topic) = (&service, &topic);
            scope.spawn(move || service.client().publish_numbers("chat", topic, publisher * 100..publisher * 100 + 25));
        }
    });
    let mut orders: Vec<Vec<(Id, Value)>> = Vec::new();
    for reader in &mut readers {
        let events: Vec<_> = (0..100).map(|_| reader.event()).collect();
        orders.push(events.iter().map(|event| (event.kept(), event.data.clone())).collect());
    }
    assert!(orders[0].is_sorted_by(|before, after| before.0 < after.0), "ids grow: {:?}", orders[0]);
    assert!(orders.iter().all(|order| *order == orders[0]), "every reader sees the same order");
    let all: BTreeSet<u64> = orders[0].iter().filter_map(|(_, data)| data.as_u64()).collect();
    assert_eq!(all.len(), 100, "every event is there");
}

fn nothing_seen(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("blank"));
        let mut reader = client.reader(transport, feature, &topic, None);
        assert!(reader.cursor.is_some(), "the first answer of {transport:?} has a cursor");
        reader.part();
        client.publish_numbers(feature, &topic, 0..3);
        assert_eq!(reader.data(3), numbers(0..3), "{transport:?} of {feature}");
    }
}

fn break_in_catch_up(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("breaks"));
        client.publish_numbers(feature, &topic, 0..120);
        let mut reader = client.reader(transport, feature, &topic, Some("oldest"));
        let mut seen = reader.data(37);
        reader.part();
        seen.extend(reader.data(50));
        reader.part();
        client.publish_numbers(feature, &topic, 120..125);
        seen.extend(reader.data(38));
        assert_eq!(seen, numbers(0..125), "{transport:?} of {feature}");
        assert_eq!(reader.news_within(QUIET), None, "nothing comes twice over {transport:?}");
    }
}

fn from_transport_to_transport(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("moves"));
    let mut cursor = client.latest("chat", &topic);
    client.publish_numbers("chat", &topic, 0..40);
    let mut seen = Vec::new();
    let turns = [Transport::Socket, Transport::Long, Transport::Stream, Transport::Socket, Transport::Stream, Transport::Long];
    for transport in turns {
        let mut reader = client.reader(transport, "chat", &topic, Some(&cursor));
        seen.extend(reader.data(6));
        cursor = reader.cursor.clone().expect("a reader that has read has a cursor");
    }
    assert_eq!(seen, numbers(0..36));
}

fn oldest(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("oldest"));
        client.publish_numbers(feature, &topic, 0..4);
        let mut reader = client.reader(transport, feature, &topic, Some("oldest"));
        assert_eq!(reader.data(4), numbers(0..4), "{transport:?} of {feature}");
    }
}

fn latest(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("latest"));
        let last = client.publish_numbers(feature, &topic, 0..4)[3];
        let mut reader = client.reader(transport, feature, &topic, Some("latest"));
        assert_eq!(reader.cursor, Some(last.to_string()), "`latest` is the last event's id over {transport:?}");
        client.publish(feature, &topic, 4);
        assert_eq!(reader.event().data, json!(4), "{transport:?} of {feature}");
    }
}

fn no_cursor(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("fresh"));
        client.publish_numbers(feature, &topic, 0..4);
        let mut reader = client.reader(transport, feature, &topic, None);
        assert_eq!(reader.news_within(QUIET), None, "what was there before does not come over {transport:?}");
        client.publish(feature, &topic, 4);
        assert_eq!(reader.event().data, json!(4), "{transport:?} of {feature}");
    }
}

fn no_cursor_skip(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in SKIPPING {
        let (client, topic) = (service.client(), unique("fresh"));
        client.publish_numbers(feature, &topic, 0..4);
        let mut reader = client.reader(transport, feature, &topic, None);
        assert_eq!(reader.event().data, json!(3), "{transport:?} of {feature}");
        client.publish(feature, &topic, 4);
        assert_eq!(reader.event().data, json!(4), "{transport:?} of {feature}");
    }
}

fn newest_comes(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in SKIPPING {
        let (client, topic) = (service.client(), unique("newest"));
        let first = client.publish(feature, &topic, 0);
        client.publish_numbers(feature, &topic, 1..30);
        let mut reader = client.reader(transport, feature, &topic, Some(&first.to_string()));
        let mut before = 0;
        while before != 29 {
            let number = reader.event().data.as_u64().expect("a number");
            assert!(number > before, "no older state comes after a newer one: {number} after {before} over {transport:?}");
            before = number;
        }
        assert_eq!(reader.news_within(QUIET), None, "nothing comes after the newest");
    }
}

/// What no server has ever given out.
const MALFORMED: [&str; 8] = [
    "nonsense",
    "1-",
    "-1",
    "1",
    "1-2-3",
    "99999999999999999999999999-0",
    "1763805600000-99999999999999999999999999",
    "1763805600000.5-0",
];

fn malformed(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in REPLAYING {
        let (client, topic) = (service.client(), unique("malformed"));
        client.publish_numbers(feature, &topic, 0..3);
        for cursor in MALFORMED {
            let mut reader = client.reader(transport, feature, &topic, Some(cursor));
            let News::Reset(_) = reader.news() else { panic!("`{cursor}` is a reset over {transport:?} of {feature}") };
            assert_eq!(reader.data(3), numbers(0..3), "after a reset over {transport:?} of {feature}");
        }
    }
}

fn malformed_skip(ground: &Ground) {
    let service = ground.service();
    for (transport, feature) in SKIPPING {
        let (client, topic) = (service.client(), unique("malformed"));
        client.publish_numbers(feature, &topic, 0..3);
        let mut reader = client.reader(transport, feature, &topic, Some("nonsense"));
        let News::Reset(_) = reader.news() else { panic!("a malformed cursor is a reset over {transport:?} of {feature}") };
        assert_eq!(reader.event().data, json!(2), "after a reset over {transport:?} of {feature}");
    }
}

fn one_topic(ground: &Ground) {
    let service = ground.service();
    let client = service.client();
    for (transport, feature) in everywhere() {
        let user = unique("one");
        let topic = format!("user:{user}");
        let client = service.bearer(&Claims::all(&user));
        let mut reader = client.reader(transport, feature, &topic, None);
        client.publish(feature, &format!("{topic}.other"), "of another topic");
        client.publish(if feature == "chat" { "waits" } else { "chat" }, &topic, "of another feature");
        client.publish(feature, &topic, "of this one");
        let event = reader.event();
        assert_eq!((event.data, event.topic), (json!("of this one"), topic), "{transport:?} of {feature}");
    }
    let before = client.latest("chat", "main");
    let answer = client.post("/chat/events", &json!({ "data": "in main" })).expect(201);
    assert_eq!(answer.json()["topic"], "main", "without a topic an event goes to `main`");
    let page = client.wait("chat", "main", &before, 1);
    assert!(page.events.iter().any(|event| event.data == "in main"), "{page:?}");
}
