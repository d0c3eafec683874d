//! Short and long polls, and what caches are told.

use std::time::{Duration, Instant};

use harness::client::Page;
use harness::unique;
use harness::wire::events::Id;
use harness::wire::http::Request;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add("polling: a page has events, cursor, reset, more and ended", "poll-shape cursor-everywhere", page_shape);
    list.add("polling: a page has at most `limit` events, 100 if not said", "poll-limit", limits);
    list.add("polling: a page has at most 1000 events", "poll-limit bound-history-length", thousand);
    list.add("polling: a page has about 1 MiB, and at least one event", "poll-megabyte poll-at-least-one", megabyte);
    list.add("polling: nothing new is 304, with the cursor as ETag", "poll-etag poll-interval", not_modified);
    list.add("polling: only what is the same for all and needs no token may be cached by all", "cache-shared", shared_cache);
    list.add("polling: everything else is private", "cache-private cache-on-304", private_cache);
    list.add("long polling: what is there is answered at once", "wait-at-once wait-no-store", at_once);
    list.add("long polling: a waiting poll is answered when something comes", "wait-release", released);
    list.add(
        "long polling: where nothing comes, the answer is the cursor after the time",
        "wait-timeout wait-no-store",
        timed_out,
    );
    list.add("long polling: a wait is cut to half of the proxy's idle time, and is at least a second", "wait-range", wait_range);
    list.add("long polling: fifty who wait for one event all get it", "wait-release", fifty_waiting);
}

fn page_shape(ground: &Ground) {
    let service = ground.service();
    for feature in ["waits", "board"] {
        let (client, topic) = (service.client(), unique("page"));
        let empty = client.poll(feature, &topic, "latest");
        assert!(empty.events.is_empty() && !empty.reset && !empty.more && !empty.ended, "{empty:?}");
        let id = client.publish(feature, &topic, "one");
        let page = client.poll(feature, &topic, &empty.cursor);
        assert_eq!((page.ids(), page.cursor.as_str()), (vec![id], id.to_string().as_str()));
        assert_eq!(page.answer.header("Content-Type").map(|kind| kind.split(';').next()), Some(Some("application/json")));
    }
}

fn limits(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("limit"));
    let start = client.latest("waits", &topic);
    client.publish_numbers("waits", &topic, 0..130);
    let get = |after: &str, limit: &str| Page::of(client.get(format!("/waits/events?topic={topic}&after={after}{limit}")));
    let page = get(&start, "");
    assert_eq!((page.events.len(), page.more), (100, true), "a page without a limit");
    assert_eq!(get(&page.cursor, "").events.len(), 30);
    let page = get(&start, "&limit=7");
    assert_eq!((page.events.len(), page.more, page.cursor.clone()), (7, true, page.ids()[6].to_string()));
    let page = get(&start, "&limit=130");
    assert_eq!((page.events.len(), page.more), (130, false));
    for limit in ["0", "-1", "x", "1.5", "99999999999999999999999"] {
        client.get(format!("/waits/events?topic={topic}&limit={limit}")).expect(400).code();
    }
}

fn thousand(ground: &Ground) {
    let service = ground.service_with(&[("HISTORY_LENGTH", "1100")]);
    let (client, topic) = (service.client(), unique("thousand"));
    let start = client.latest("waits", &topic);
    client.publish_numbers("waits", &topic, 0..1050);
    let page = Page::of(client.get(format!("/waits/events?topic={topic}&after={start}&limit=1000")));
    assert_eq!((page.events.len(), page.more), (1000, true));
    let answer = client.get(format!("/waits/events?topic={topic}&after={start}&limit=1001"));
    assert!(answer.status() == 400 || Page::of(answer.clone()).events.len() == 1000, "{answer}");
}

fn megabyte(ground: &Ground) {
    let service = ground.service_with(&[("MAX_MESSAGE_BYTES", "3000000"), ("QUEUE_BYTES", "8000000")]);
    let (client, topic) = (service.client(), unique("megabyte"));
    let start = client.latest("waits", &topic);
    for number in 0..40 {
        client.publish("waits", &topic, format!("{number}{}", "x".repeat(60_000)));
    }
    client.publish("waits", &topic, "y".repeat(2_000_000));
    let mut cursor = start;
    let mut sizes = Vec::new();
    loop {
        let page = client.poll("waits", &topic, &cursor);
        assert!(page.events.len() == 1 || page.answer.body.len() <= 1_150_000, "a page of {} bytes", page.answer.body.len());
        sizes.push(page.events.len());
        cursor = page.cursor;
        if !page.more {
            break;
        }
    }
    assert_eq!(sizes.iter().sum::<usize>(), 41, "{sizes:?}");
    assert!(sizes.len() >= 4 && sizes[0] >= 12, "pages are filled: {sizes:?}");
}

fn not_modified(ground: &Ground) {
    let service = ground.service();
    for feature in ["waits", "board"] {
        let (client, topic) = (service.client(), unique("etag"));
        client.publish(feature, &topic, 1);
        let page = client.poll(feature, &topic, "latest");
        let tag = page.answer.header("ETag").expect("an ETag").to_owned();
        assert!(tag.trim_start_matches("W/") == format!("\"{}\"", page.cursor), "the ETag `{tag}` is the cursor in quotes");
        let interval: u64 = page.answer.header("X-Poll-Interval").expect("an interval").parse().expect("whole seconds");
        assert!(interval >= 1, "{interval}");
        let path = format!("/{feature}/events?topic={topic}&after={}", page.cursor);
        let ask = |tag: &str| client.send(Request::get(&path).header("If-None-Match", tag));
        // RFC 9110, section 13.1.2: a list, in which a cache may have made a tag weak.
        for tag in [tag.as_str(), &format!("W/{tag}"), &format!("\"1-0\", {tag}"), "*"] {
            let answer = ask(tag).expect(304);
            assert!(answer.body.is_empty(), "a 304 has no body");
            assert!(answer.header("ETag").is_some(), "a 304 has the ETag: {answer}");
        }
        ask("\"1-0\"").expect(200);
        client.publish(feature, &topic, 2);
        let answer = ask(&tag).expect(200);
        assert_eq!(Page::of(answer).events.len(), 1, "something new is no 304");
    }
}

fn shared_cache(ground: &Ground) {
    let open = ground.service_with(&[("JWT_SECRET", "")]);
    let topic = unique("cache");
    let client = open.stranger();
    client.publish("board", &topic, 1);
    let page = client.poll("board", &topic, "latest");
    let interval: u64 = page.answer.header("X-Poll-Interval").expect("an interval").parse().expect("whole seconds");
    let cache = page.answer.head.words("Cache-Control");
    let [age, public, shared] = cache.as_slice() else { panic!("{cache:?}") };
    assert_eq!((age.as_str(), public.as_str()), ("max-age=0", "public"));
    let shared: u64 = shared.strip_prefix("s-maxage=").and_then(|seconds| seconds.parse().ok()).expect("s-maxage");
    assert!(shared >= 1 && shared + interval <= 5, "board may be 5 s late: {shared} + {interval}");
    let tag = page.answer.header("ETag").expect("an ETag").to_owned();
    let path = format!("/board/events?topic={topic}&after={}", page.cursor);
    let again = client.send(Request::get(path).header("If-None-Match", tag)).expect(304);
    assert_eq!(again.head.words("Cache-Control"), cache, "a 304 says the same");
    assert!(!again.head.words("Vary").is_empty() && again.head.words("Vary") == page.answer.head.words("Vary"), "{again}");
    let cache = client.poll("waits", &topic, "latest").answer.head.words("Cache-Control");
    assert_eq!(cache, ["no-cache", "private"], "`waits` is not the same for all");

    let signed = ground.service();
    let cache = signed.client().poll("board", &topic, "latest").answer.head.words("Cache-Control");
    assert_eq!(cache, ["no-cache", "private"], "where a token is needed nothing is shared");
}

fn private_cache(ground: &Ground) {
    let service = ground.service();
    for feature in ["waits", "board"] {
        let (client, topic) = (service.client(), unique("cache"));
        let page = client.poll(feature, &topic, "latest");
        assert_eq!(page.answer.head.words("Cache-Control"), ["no-cache", "private"]);
        assert!(page.answer.head.lists("Vary", "Authorization"), "{}", page.answer);
        let tag = page.answer.header("ETag").expect("an ETag");
        let path = format!("/{feature}/events?topic={topic}&after={}", page.cursor);
        let again = client.send(Request::get(path).header("If-None-Match", tag)).expect(304);
        assert_eq!(again.head.words("Cache-Control"), ["no-cache", "private"], "on a 304");
        assert_eq!(again.head.words("Vary"), page.answer.head.words("Vary"), "on a 304");
    }
}

fn at_once(ground: &Ground) {
    let service = ground.service();
    for feature in ["chat", "waits", "ticker"] {
        let (client, topic) = (service.client(), unique("wait"));
        let before = client.latest(feature, &topic);
        client.publish(feature, &topic, "there");
        let start = Instant::now();
        let page = client.wait(feature, &topic, &before, 9);
        assert_eq!(page.events.len(), 1, "{page:?}");
        assert!(start.elapsed() < Duration::from_secs(8), "a poll that has something does not wait");
        assert_eq!(page.answer.header("Cache-Control"), Some("no-store"));
    }
}

fn released(ground: &Ground) {
    let service = ground.service();
    for feature in ["chat", "waits", "ticker"] {
        let (client, topic) = (service.client(), unique("wait"));
        let before = client.latest(feature, &topic);
        let (page, answered, published) = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| (client.wait(feature, &topic, &before, 10), Instant::now()));
            std::thread::sleep(Duration::from_millis(700));
            let published = Instant::now();
            client.publish(feature, &topic, "at last");
            let (page, answered) = waiting.join().expect("an answer");
            (page, answered, published)
        });
        assert_eq!(page.events.iter().map(|event| event.data.clone()).collect::<Vec<_>>(), [json!("at last")], "{feature}");
        let took = answered.checked_duration_since(published);
        assert!(took.is_some_and(|took| took < Duration::from_secs(8)), "{took:?} after it was published");
        assert_eq!(Some(page.cursor), page.events.last().map(|event| event.kept().to_string()));
    }
}

fn timed_out(ground: &Ground) {
    let service = ground.service();
    for feature in ["chat", "waits"] {
        let (client, topic) = (service.client(), unique("wait"));
        let before = client.latest(feature, &topic);
        let start = Instant::now();
        let page = client.wait(feature, &topic, &before, 1);
        assert!(start.elapsed() >= Duration::from_millis(900), "it waits for its second");
        assert!(page.events.is_empty() && page.cursor == before && !page.reset, "{page:?}");
        assert_eq!(page.answer.header("Cache-Control"), Some("no-store"));
    }
}

fn wait_range(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("wait"));
    let before = client.latest("waits", &topic);
    for wait in ["-1", "x", "1.5"] {
        client.get(format!("/waits/events?topic={topic}&after={before}&wait={wait}")).expect(400).code();
    }
    // proxy_idle_timeout is 20 s in all-four.toml.
    let start = Instant::now();
    let page = client.wait("waits", &topic, &before, 60);
    assert!(page.events.is_empty());
    let took = start.elapsed();
    assert!(took >= Duration::from_secs(9) && took < Duration::from_secs(19), "cut to 10 s: {took:?}");
}

fn fifty_waiting(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("wait"));
    let before = client.latest("waits", &topic);
    let pages: Vec<Vec<Id>> = std::thread::scope(|scope| {
        let wait = || client.wait("waits", &topic, &before, 10).ids();
        let waiting: Vec<_> = (0..50).map(|_| scope.spawn(wait)).collect();
        std::thread::sleep(Duration::from_millis(500));
        client.publish("waits", &topic, Value::Null);
        waiting.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    assert!(pages.iter().all(|page| page.len() == 1 && *page == pages[0]), "{pages:?}");
}
