//! SIGTERM: how a server goes.

use std::time::{Duration, Instant};

use harness::client::{Client, Page};
use harness::host::wait_until;
use harness::wire::PATIENCE;
use harness::wire::http::{Exchange, Request, begin, connect, send};
use harness::wire::socket::Socket;
use harness::wire::sse::{Block, Stream};
use serde_json::json;

use super::life::count;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once(
        "drain: health and metrics answer, readyz and all that is new get 503 with Connection: close",
        "drain-listens drain-refuses readyz error-503",
        refuses,
    );
    list.add_once("drain: a waiting poll is answered at once", "drain-polls", polls);
    list.add_once("drain: a stream ends after what is queued, with a retry beyond the drain", "drain-streams", streams);
    list.add_once("drain: sockets close with 1001, not all at the same moment", "drain-sockets drain-spread close-1001", sockets);
    list.add_once("drain: a ticket that meets a drain is still good elsewhere", "ticket-after-limits", tickets);
    list.add_once("drain: DRAIN_SECONDS=0 ends at once", "drain-spread drain-exits", at_once);
    list.add_once("drain: who has only just become ready exits with 0, too", "drain-exits", only_just);
    list.add(
        "drain: a thousand connections of each kind end well, and the process with 0",
        "drain-exits drain-polls drain-streams drain-sockets",
        thousands,
    );
}

/// How long a drain may take beyond its seconds, on a busy machine.
const SLACK: Duration = Duration::from_secs(40);

fn refuses(ground: &Ground) {
    let mut service = ground.own(&[("DRAIN_SECONDS", "6")]);
    {
        let node = &service.nodes[0];
        let client = service.client();
        let _held = (client.stream("chat", "main", None), client.socket("chat", "main", None));
        node.terminate();
        assert!(wait_until(PATIENCE, || node.readiness() == Some(503)), "readyz says that it drains");
        let new = [
            Request::get("/readyz"),
            Request::get("/chat/stream"),
            Request::upgrade("/chat/socket"),
            Request::get("/chat/events?wait=5"),
            Request::get("/waits/events"),
            Request::get("/chat/state"),
            Request::post("/chat/events", &json!({ "data": 1 })),
            Request::post("/ticket", &json!({ "feature": "chat" })),
            Request::post("/answers/replies", &json!({ "data": "x" })),
        ];
        for request in new {
            let path = request.path.clone();
            let answer = client.send(request).expect(503);
            assert!(answer.head.lists("Connection", "close"), "{path}: {answer}");
            assert!(answer.header("Retry-After").is_some(), "{path}: {answer}");
        }
        send(node.address, &Request::get("/healthz")).expect("the listener is open").expect(200);
        send(node.metrics, &Request::get("/metrics")).expect("metrics answer").expect(200);
    }
    assert_eq!(service.nodes[0].wait(SLACK).map(|status| status.code()), Some(Some(0)));
}

fn polls(ground: &Ground) {
    let service = ground.own(&[("DRAIN_SECONDS", "9")]);
    let client = service.client();
    let before = client.latest("waits", "main");
    let page = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| (client.wait("waits", "main", &before, 10), Instant::now()));
        std::thread::sleep(Duration::from_millis(1000));
        let start = Instant::now();
        service.nodes[0].terminate();
        let (page, end) = waiting.join().expect("an answer");
        assert!(end.duration_since(start) < Duration::from_secs(6), "at once, and not when its time or the drain is over");
        page
    });
    assert!(page.events.is_empty() && page.cursor == before, "{page:?}");
}

/// Reads a stream to its end, which has to be a proper one.
fn to_the_end(stream: &mut Stream) -> Vec<(Block, Instant)> {
    let mut blocks = Vec::new();
    let deadline = Instant::now() + SLACK;
    while let Some(block) = stream.block(deadline).expect("a stream ends in time, and as a body should") {
        blocks.push((block, Instant::now()));
    }
    blocks
}

fn streams(ground: &Ground) {
    let service = ground.own(&[("DRAIN_SECONDS", "4")]);
    let client = service.client();
    let mut streams: Vec<Stream> = (0..20).map(|_| client.stream("feed", "main", None).0).collect();
    client.publish("feed", "main", "the last thing");
    let start = Instant::now();
    service.nodes[0].terminate();
    std::thread::scope(|scope| {
        for stream in &mut streams {
            scope.spawn(move || {
                let blocks = to_the_end(stream);
                assert!(
                    blocks.iter().any(|(block, _)| block.data.as_ref().is_some_and(|data| data.contains("the last thing"))),
                    "{blocks:?}"
                );
                let (last, at) = blocks.last().expect("a last block");
                let retry = last.retry.unwrap_or_else(|| panic!("a retry is the last that comes: {last:?}"));
                assert_eq!((&last.id, &last.data, &last.event), (&None, &None, &None), "and nothing else: {last:?}");
                let back = at.duration_since(start) + Duration::from_millis(retry);
                assert!(back >= Duration::from_secs(4), "back after {back:?}, and the drain takes 4 s");
            });
        }
    });
}

fn sockets(ground: &Ground) {
    let service = ground.own(&[("DRAIN_SECONDS", "5")]);
    let client = service.client();
    let mut sockets: Vec<Socket> = (0..40).map(|_| client.socket("chat", "main", None).0).collect();
    service.nodes[0].terminate();
    let ends: Vec<Instant> = std::thread::scope(|scope| {
        let closing = |socket: &mut Socket| {
            assert_eq!(socket.close_code(Instant::now() + SLACK).expect("it closes in time"), Some(1001));
            Instant::now()
        };
        let running: Vec<_> = sockets.iter_mut().map(|socket| scope.spawn(move || closing(socket))).collect();
        running.into_iter().map(|thread| thread.join().expect("a socket closes")).collect()
    });
    let (first, last) = (ends.iter().min().expect("forty"), ends.iter().max().expect("forty"));
    // Forty moments that are spread evenly over five seconds are within one with a chance of 10^-26.
    assert!(last.duration_since(*first) > Duration::from_secs(1), "{:?}", last.duration_since(*first));
}

fn tickets(ground: &Ground) {
    let service = ground.own(&[("DRAIN_SECONDS", "6")]);
    let client = service.client();
    let ticket = client.ticket("chat");
    let _held = client.stream("chat", "main", None);
    service.nodes[0].terminate();
    assert!(wait_until(PATIENCE, || service.nodes[0].readiness() == Some(503)), "{}", service.nodes[0].log());
    // In process nobody else could take it; that it meets the drain first is what can be seen.
    let request = Request::get(format!("/chat/stream?ticket={ticket}"));
    assert_eq!(
        service.stranger().send(request).expect(503).code(),
        service.stranger().get("/chat/stream?ticket=void").expect(503).code()
    );
}

fn at_once(ground: &Ground) {
    let mut service = ground.own(&[("DRAIN_SECONDS", "0")]);
    let held: Vec<Socket> = (0..20).map(|_| service.client().socket("chat", "main", None).0).collect();
    service.nodes[0].terminate();
    assert_eq!(service.nodes[0].wait(SLACK).map(|status| status.code()), Some(Some(0)));
    drop(held);
}

fn only_just(ground: &Ground) {
    for _ in 0..5 {
        let mut service = ground.own(&[("DRAIN_SECONDS", "0")]);
        let node = &mut service.nodes[0];
        node.terminate();
        assert_eq!(node.wait(SLACK).map(|status| status.code()), Some(Some(0)), "{}", node.log());
    }
}

const THOUSAND: usize = 1000;

/// A long poll that has been sent and not been answered.
fn pending(client: &Client, cursor: &str) -> std::net::TcpStream {
    use std::io::Write;
    let address = client.address();
    let request = client.signed(Request::get(format!("/waits/events?topic=main&after={cursor}&wait=25")));
    let mut stream = connect(address).expect("a connection");
    stream.write_all(&request.bytes(address)).expect("a request is sent");
    stream
}

fn thousands(ground: &Ground) {
    // On a busy machine it takes a while to open them all, and none of them answers a ping meanwhile.
    let mut service = ground.own(&[("DRAIN_SECONDS", "4"), ("HEARTBEAT_SECONDS", "300")]);
    let node = service.nodes[0].address;
    let (mut streams, mut sockets, polls) = {
        let client = service.client().at(0);
        let streams: Vec<Stream> = (0..THOUSAND).map(|_| client.stream("feed", "main", None).0).collect();
        let sockets: Vec<Socket> = (0..THOUSAND).map(|_| client.socket("chat", "main", None).0).collect();
        client.publish("feed", "main", "before the end");
        let cursor = client.latest("waits", "main");
        // Last, since they wait for 25 seconds only.
        let polls: Vec<_> = (0..THOUSAND).map(|_| pending(&client, &cursor)).collect();
        // Only what the server has taken in is waiting.
        let waiting = || count(&service.nodes[..1], "realtime_connections", &["feature=\"waits\""]) >= THOUSAND as f64;
        wait_until(Duration::from_secs(20), waiting);
        (streams, sockets, polls)
    };
    service.nodes[0].terminate();
    let status = service.nodes[0].wait(Duration::from_secs(4) + SLACK);
    assert_eq!(status.map(|status| status.code()), Some(Some(0)), "three thousand connections at {node}:\n{}", service.log());
    let mut waited = 0;
    for poll in polls {
        let exchange: Exchange = begin(poll, "GET", Instant::now() + PATIENCE).expect("each poll is answered");
        let answer = exchange.finish().expect("the answer is whole");
        // One that the server had not taken in yet when the signal came is new, and refused as all that is new.
        if answer.status() != 503 {
            assert!(Page::of(answer).events.is_empty());
            waited += 1;
        }
    }
    assert!(waited > THOUSAND * 9 / 10, "{waited} polls had been taken in");
    for stream in &mut streams {
        let blocks = to_the_end(stream);
        assert!(blocks.iter().any(|(block, _)| block.event.is_none() && block.id.is_some()), "the event came: {blocks:?}");
        assert!(blocks.last().is_some_and(|(block, _)| block.retry.is_some()), "a retry is the last that comes: {blocks:?}");
    }
    let mut codes: Vec<Option<u16>> = Vec::new();
    for socket in &mut sockets {
        codes.push(socket.close_code(Instant::now() + PATIENCE).expect("each socket is closed"));
    }
    let going_away = codes.iter().filter(|code| **code == Some(1001)).count();
    assert_eq!(going_away, THOUSAND, "sockets that closed with 1001");
}
