//! What is published arrives, on each transport of the app.

mod support;

//% if replies
use serde_json::json;
//% endif
use support::{Server, read_until};

//% if short_polling
const POLLED: &str = "«(features | selectattr("short_polling") | first).name»";
//% endif
//% if long_polling
const WAITED_FOR: &str = "«(features | selectattr("long_polling") | first).name»";
//% endif
//% if sse
const STREAMED: &str = "«(features | selectattr("sse") | first).name»";
//% endif
//% if websocket
const ON_A_SOCKET: &str = "«(features | selectattr("websocket") | first).name»";
//% endif
//% if replies
const ANSWERING: &str = "«(features | selectattr("replies") | first).name»";
//% endif
const ANY: &str = "«features[0].name»";

//% if short_polling
#[test]
fn a_poll_gets_what_was_published() {
    let server = Server::start();
    server.publish(POLLED, "hello");
    let mut poll = server.get(&format!("/{POLLED}/events?after=oldest"));
    read_until(&mut poll, "\"data\":\"hello\"");
}

//% endif
//% if long_polling
#[test]
fn a_waiting_poll_is_answered_when_something_is_published() {
    let server = Server::start();
    let mut first = server.get(&format!("/{WAITED_FOR}/events?wait=1"));
    let answer = read_until(&mut first, "\",\"reset\"");
    let cursor = answer.rsplit('"').nth(3).expect("a cursor");
    let mut poll = server.get(&format!("/{WAITED_FOR}/events?after={cursor}&wait=25"));
    server.publish(WAITED_FOR, "hello");
    read_until(&mut poll, "\"data\":\"hello\"");
}

//% endif
//% if sse
#[test]
fn a_stream_carries_what_is_published() {
    let server = Server::start();
    let mut stream = server.get(&format!("/{STREAMED}/stream"));
    read_until(&mut stream, "event: ready");
    server.publish(STREAMED, "hello");
    read_until(&mut stream, "\"data\":\"hello\"");
}

//% endif
//% if websocket
#[test]
fn a_socket_carries_what_is_published() {
    let server = Server::start();
    let mut socket = server.open_socket(&format!("/{ON_A_SOCKET}/socket"));
    read_until(&mut socket, "{\"ready\":");
    server.publish(ON_A_SOCKET, "hello");
    read_until(&mut socket, "\"data\":\"hello\"");
}

//% endif
//% if replies
#[test]
fn a_request_is_replied_to_until_the_end() {
    let server = Server::start();
    let path = format!("/{ANSWERING}/replies");
    let mut reply = server.post(&path, &json!({ "data": "hello" }));
    read_until(&mut reply, "event: ready");
    read_until(&mut reply, "event: end");
}

//% endif
#[test]
fn nobody_reads_without_a_token_where_there_is_a_key() {
    let server = Server::start();
    let mut answer = server.get_without_token(&format!("/{ANY}/state"));
    read_until(&mut answer, "HTTP/1.1 401");
}
