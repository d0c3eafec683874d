//! Frames that break the rules, and how sockets close.

use std::time::Instant;

use harness::unique;
use harness::wire::PATIENCE;
use harness::wire::frames::{BINARY, CONTINUATION, Frame, PING, TEXT};
use harness::wire::socket::{Came, Socket};
use serde_json::json;

use super::sockets::message_with;
use crate::ground::Ground;
use crate::list::List;

pub fn list(list: &mut List) {
    list.add_once("frames: a message in fragments, with a ping in between, is one message", "ws-text", fragments);
    list.add_once("frames: binary where it is not taken closes with 1003", "close-1003", binary_not_taken);
    list.add_once("frames: what is not JSON closes with 1007", "close-1007", not_json);
    list.add_once("frames: what is not UTF-8 closes with 1007", "close-1007", not_utf8);
    list.add_once(
        "frames: a message above MAX_MESSAGE_BYTES closes with 1009, also in fragments",
        "close-1009 bound-message",
        too_large,
    );
    list.add_once("frames: a frame that claims to be huge is not waited for", "close-1009 bound-message", claims_to_be_huge);
    list.add_once("frames: unmasked, reserved and broken frames end the connection", "ws-text", protocol_errors);
    list.add_once("frames: one refused message after the other closes with 1008", "close-1008", repeated_breach);
    list.add_once("frames: a close is answered with a close", "ws-text", close_is_answered);
    list.add_once("frames: a hostile socket harms no other", "slow-client", others_live_on);
}

fn open(ground: &Ground) -> Socket {
    let service = ground.service();
    let (socket, _) = service.client().socket("chat", &unique("frames"), None);
    socket
}

/// The code with which the server closes after these bytes.
fn closes(ground: &Ground, bytes: &[u8]) -> Option<u16> {
    let mut socket = open(ground);
    socket.raw(bytes).expect("the bytes are sent");
    socket.close_code(Instant::now() + PATIENCE).expect("the server closes in time")
}

fn publish(data: &str) -> String {
    json!({ "publish": { "ref": "r", "data": data } }).to_string()
}

fn fragments(ground: &Ground) {
    let mut socket = open(ground);
    let text = publish("in three parts, é across two of them");
    let cut = text.find('é').expect("the letter is there") + 1;
    let (first, rest) = text.as_bytes().split_at(cut);
    let (second, third) = rest.split_at(4);
    socket.raw(&Frame::text(first).unfinished().bytes()).expect("sent");
    socket.raw(&Frame::new(PING, "between").bytes()).expect("sent");
    socket.raw(&Frame::new(CONTINUATION, second).unfinished().bytes()).expect("sent");
    socket.raw(&Frame::new(CONTINUATION, third).bytes()).expect("sent");
    assert_eq!(message_with(&mut socket, "ack")["ref"], "r");
}

fn binary_not_taken(ground: &Ground) {
    assert_eq!(closes(ground, &Frame::new(BINARY, publish("x")).bytes()), Some(1003));
}

fn not_json(ground: &Ground) {
    for text in ["", "hello", "{", "{\"publish\":", "\u{0}"] {
        assert_eq!(closes(ground, &Frame::text(text).bytes()), Some(1007), "{text:?}");
    }
}

fn not_utf8(ground: &Ground) {
    let broken = [b"{\"publish\":{\"ref\":\"r\",\"data\":\"".as_slice(), &[0xc3, 0x28], b"\"}}"].concat();
    assert_eq!(closes(ground, &Frame::text(broken).bytes()), Some(1007));
}

fn too_large(ground: &Ground) {
    let large = publish(&"x".repeat(70_000));
    assert_eq!(closes(ground, &Frame::text(large).bytes()), Some(1009));
    let part = "x".repeat(30_000);
    let parts = [
        Frame::text(format!("{{\"publish\":{{\"ref\":\"r\",\"data\":\"{part}")).unfinished().bytes(),
        Frame::new(CONTINUATION, part.clone()).unfinished().bytes(),
        Frame::new(CONTINUATION, format!("{part}\"}}}}")).bytes(),
    ];
    assert_eq!(closes(ground, &parts.concat()), Some(1009));
    let mut socket = open(ground);
    socket.send(&json!({ "publish": { "ref": "fits", "data": "x".repeat(60_000) } }));
    assert_eq!(message_with(&mut socket, "ack")["ref"], "fits");
}

fn claims_to_be_huge(ground: &Ground) {
    for length in [1 << 20, 1 << 40, i64::MAX as usize] {
        assert_eq!(closes(ground, &Frame::text("{").bytes_claiming(length)), Some(1009), "{length}");
    }
}

fn protocol_errors(ground: &Ground) {
    let text = publish("x");
    let broken = [
        ("unmasked", Frame::text(text.clone()).unmasked().bytes()),
        ("a reserved bit", Frame::text(text.clone()).reserved(0b100).bytes()),
        ("a reserved opcode", Frame::new(3, text.clone()).bytes()),
        ("a reserved control opcode", Frame::new(11, "").bytes()),
        ("a ping in fragments", Frame::new(PING, "x").unfinished().bytes()),
        ("a ping of 126 bytes", Frame::new(PING, vec![0; 126]).bytes()),
        ("a continuation of nothing", Frame::new(CONTINUATION, text.clone()).bytes()),
        ("a message within a message", [Frame::text("{").unfinished().bytes(), Frame::new(TEXT, text).bytes()].concat()),
    ];
    for (what, bytes) in broken {
        let code = closes(ground, &bytes);
        assert!(matches!(code, None | Some(1002)), "{what}: closed with {code:?}");
    }
}

fn repeated_breach(ground: &Ground) {
    let mut socket = open(ground);
    // Well-formed, and no message of the contract.
    for _ in 0..200 {
        if socket.raw(&Frame::text("{\"unknown\":{}}").bytes()).is_err() {
            break;
        }
    }
    assert_eq!(socket.close_code(Instant::now() + PATIENCE).expect("the server closes in time"), Some(1008));
}

fn close_is_answered(ground: &Ground) {
    let mut socket = open(ground);
    socket.raw(&Frame::new(8, 1000_u16.to_be_bytes()).bytes()).expect("sent");
    assert_eq!(socket.close_code(Instant::now() + PATIENCE).expect("an answer in time"), Some(1000));
    assert_eq!(socket.next(Instant::now() + PATIENCE).expect("the end"), Came::Gone);
}

fn others_live_on(ground: &Ground) {
    let service = ground.service();
    let (client, topic) = (service.client(), unique("frames"));
    let (mut witness, _) = client.socket("chat", &topic, None);
    for bytes in [Frame::text("no").bytes(), Frame::text("x").unmasked().bytes(), Frame::text("{").bytes_claiming(1 << 50)] {
        let (mut hostile, _) = client.socket("chat", &topic, None);
        hostile.raw(&bytes).expect("sent");
        hostile.close_code(Instant::now() + PATIENCE).expect("the server closes in time");
    }
    client.publish("chat", &topic, "still here");
    assert_eq!(message_with(&mut witness, "event")["data"], "still here");
}
