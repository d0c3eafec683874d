//! The connections of polls that wait.

use std::io::Write;
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use harness::client::{Client, Page};
use harness::host::service::Service;
use harness::host::wait_until;
use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::http::{Request, Response, begin, connect, fill};

use super::life::count;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add(
        "long polling: one connection serves for one poll after the other",
        "wait-connection wait-release",
        one_after_the_other,
    );
    list.add("long polling: what is asked behind a poll that waits is answered behind it", "wait-connection", behind);
    list.add(
        "long polling: a stream that is asked for behind a poll that waits begins behind it",
        "wait-connection",
        stream_behind,
    );
    list.add("long polling: a connection that is to end ends behind the answer", "wait-connection", last);
    list.add("long polling: the answer to HEAD has no body, also where it waited", "wait-connection", without_body);
    list.add("long polling: who leaves is not waited for", "metrics bound-connections", left);
    list.add_redis("long polling: who leaves while Redis is asked is not waited for", "metrics bound-connections", left_early);
}

/// A poll of `waits` that finds nothing yet.
fn poll(client: &Client, topic: &str, cursor: &str, wait: u32) -> Request {
    client.signed(Request::get(format!("/waits/events?topic={topic}&after={cursor}&wait={wait}")))
}

fn write(stream: &mut TcpStream, client: &Client, request: &Request) {
    stream.write_all(&request.bytes(client.address())).expect("a request is sent");
}

/// The next answer, and the connection as it is behind it.
fn answered(stream: TcpStream) -> (Page, TcpStream) {
    let deadline = Instant::now() + PATIENCE;
    let mut exchange = begin(stream, "GET", deadline).expect("a head");
    let body = exchange.body.rest(deadline).expect("a body");
    let (stream, read) = exchange.body.into_parts();
    assert!(read.is_empty(), "nothing comes that was not asked for: {:?}", String::from_utf8_lossy(&read));
    (Page::of(Response { head: exchange.head, body }), stream)
}

/// All that comes until the connection ends.
fn to_the_end(mut stream: TcpStream) -> String {
    let (mut read, deadline) = (Vec::new(), Instant::now() + PATIENCE);
    while fill(&mut stream, &mut read, deadline).expect("the connection ends") {}
    String::from_utf8(read).expect("UTF-8")
}

fn one_after_the_other(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("kept"));
    let mut cursor = client.latest("waits", &topic);
    let mut stream = connect(client.address()).expect("a connection");
    for number in 0..20 {
        write(&mut stream, &client, &poll(&client, &topic, &cursor, 10));
        // Now and then it is there before the poll is.
        sleep(Duration::from_millis(30 * (number % 3)));
        client.publish("waits", &topic, number);
        let page;
        (page, stream) = answered(stream);
        assert_eq!(page.events.iter().map(|event| event.data.clone()).collect::<Vec<_>>(), [number], "after {cursor}");
        cursor = page.cursor;
        let length: usize = page.answer.header("Content-Length").expect("a length").parse().expect("a number");
        assert_eq!(length, page.answer.body.len());
        assert!(page.answer.header("Date").is_some(), "{}", page.answer);
    }
}

fn behind(ground: &Ground) {
    let service = ground.service();
    for together in [true, false] {
        let (client, topic) = (service.client(), unique("behind"));
        let cursor = client.latest("waits", &topic);
        let mut stream = connect(client.address()).expect("a connection");
        write(&mut stream, &client, &poll(&client, &topic, &cursor, 10));
        if !together {
            sleep(Duration::from_millis(300));
        }
        write(&mut stream, &client, &poll(&client, &topic, &cursor, 10));
        // The last one comes in two pieces.
        let last = poll(&client, &topic, "oldest", 1).header("Connection", "close").bytes(client.address());
        let (half, rest) = last.split_at(last.len() / 2);
        stream.write_all(half).expect("sent");
        sleep(Duration::from_millis(300));
        client.publish("waits", &topic, "for all three");
        stream.write_all(rest).expect("sent");
        let said = to_the_end(stream);
        assert_eq!(said.matches("HTTP/1.1 200").count(), 3, "{said}");
        assert_eq!(said.matches("for all three").count(), 3, "{said}");
    }
}

fn stream_behind(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("behind"));
    let cursor = client.latest("waits", &topic);
    let mut stream = connect(client.address()).expect("a connection");
    write(&mut stream, &client, &poll(&client, &topic, &cursor, 2));
    write(&mut stream, &client, &client.signed(Request::get(format!("/feed/stream?topic={topic}"))));
    let (mut read, deadline) = (Vec::new(), Instant::now() + PATIENCE);
    let mut until = |what: &str| {
        while !String::from_utf8_lossy(&read).contains(what) {
            assert!(fill(&mut stream, &mut read, deadline).expect("more comes"), "the end before {what}");
        }
        String::from_utf8_lossy(&read).into_owned()
    };
    let said = until("event: ready");
    assert_eq!(said.matches("HTTP/1.1 200").count(), 2, "{said}");
    assert!(said.find("\"cursor\":") < said.find("text/event-stream"), "the poll is answered first: {said}");
    client.publish("feed", &topic, "for the stream");
    until("for the stream");
}

fn last(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("last"));
    let cursor = client.latest("waits", &topic);
    let request = poll(&client, &topic, &cursor, 1);
    let closing = request.clone().header("Connection", "close").bytes(client.address());
    let old = String::from_utf8(request.bytes(client.address())).expect("ASCII").replace("HTTP/1.1", "HTTP/1.0");
    for bytes in [closing, old.into_bytes()] {
        let mut stream = connect(client.address()).expect("a connection");
        stream.write_all(&bytes).expect("a request is sent");
        let said = to_the_end(stream);
        assert!(said.contains(" 200 ") && said.contains(&format!("\"cursor\":\"{cursor}\"")), "{said}");
    }
}

fn without_body(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("head"));
    let cursor = client.latest("waits", &topic);
    let mut stream = connect(client.address()).expect("a connection");
    let mut head = poll(&client, &topic, &cursor, 1);
    "HEAD".clone_into(&mut head.method);
    write(&mut stream, &client, &head);
    write(&mut stream, &client, &Request::get("/healthz").header("Connection", "close"));
    let said = to_the_end(stream);
    assert_eq!(said.matches("HTTP/1.1 ").count(), 2, "{said}");
    assert!(!said.contains("\"events\""), "{said}");
}

/// Opens ten polls that wait for ten seconds, does something, and leaves; within the wait none of them counts any more.
fn leave(service: &Service, before: impl FnOnce(), behind: impl FnOnce()) {
    let client = service.client().at(0);
    let cursor = client.latest("waits", "main");
    let waiting = |are: &dyn Fn(f64) -> bool| {
        let now = || count(&service.nodes[..1], "realtime_connections", &["feature=\"waits\""]);
        wait_until(Duration::from_secs(8), || are(now()))
    };
    let mut streams: Vec<_> = (0..10).map(|_| connect(client.address()).expect("a connection")).collect();
    before();
    for stream in &mut streams {
        write(stream, &client, &poll(&client, "main", &cursor, 10));
    }
    assert!(waiting(&|polls| polls >= 10.0), "ten wait");
    let start = Instant::now();
    drop(streams);
    behind();
    assert!(waiting(&|polls| polls == 0.0), "nobody waits any more");
    assert!(start.elapsed() < Duration::from_secs(8), "before their time is over");
}

fn left(ground: &Ground) {
    leave(&ground.own(&[]), || {}, || {});
}

fn left_early(ground: &Ground) {
    let service = ground.own(&[]);
    let redis = service.redis();
    let answers_late = || {
        // Until the server has seen them leave.
        sleep(Duration::from_millis(300));
        redis.resume();
    };
    leave(&service, || redis.pause(), answers_late);
}
