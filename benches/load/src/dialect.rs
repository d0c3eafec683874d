//! How the servers that are measured want to be spoken to: where to subscribe, and how to publish.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    Websocket,
    Sse,
    LongPolling,
    ShortPolling,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// The wire contract: `POST /{feature}/events` with JSON; features chat, feed, waits and board, one for each transport
    Starter,
    /// `POST /pub` with the payload as it is; `/ws`, `/sse`, `/long` and `/short`
    Plain,
    /// Socket.IO on its WebSocket transport alone; `POST /pub`
    SocketIo,
}

/// Something that an upgrade answers with; its value does not matter to who does not check the answer's.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

impl Dialect {
    /// The request that opens a stream or a socket.
    pub fn open(self, host: &str, transport: Transport) -> String {
        let path = match (self, transport) {
            (Self::Starter, Transport::Websocket) => "/chat/socket",
            (Self::Starter, _) => "/feed/stream",
            (Self::SocketIo, _) => "/socket.io/?EIO=4&transport=websocket",
            (Self::Plain, Transport::Websocket) => "/ws",
            (Self::Plain, _) => "/sse",
        };
        let headers = match transport {
            Transport::Websocket => {
                format!("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n")
            }
            _ => "Accept: text/event-stream\r\n".to_owned(),
        };
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n")
    }

    /// What a client says once its socket is open.
    pub fn greeting(self) -> Option<&'static str> {
        (self == Self::SocketIo).then_some("40")
    }

    /// Whether what came after the head says that the subscription stands.
    pub fn is_open(self, after_head: &[u8]) -> bool {
        self != Self::SocketIo || memchr::memmem::find(after_head, b"40{").is_some()
    }

    /// A request that publishes a payload to those who use a transport.
    pub fn publish(self, host: &str, transport: Transport, payload: &str) -> String {
        let (path, kind, body) = match self {
            Self::Starter => {
                let feature = match transport {
                    Transport::Websocket => "chat",
                    Transport::Sse => "feed",
                    Transport::LongPolling => "waits",
                    Transport::ShortPolling => "board",
                };
                (format!("/{feature}/events"), "application/json", format!(r#"{{"data":"{payload}"}}"#))
            }
            Self::Plain | Self::SocketIo => ("/pub".to_owned(), "text/plain", payload.to_owned()),
        };
        format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    /// A poll: a long one behind a cursor, where there is one yet, or a short one with a tag.
    pub fn poll(self, host: &str, transport: Transport, known: Option<&str>) -> String {
        let long = transport == Transport::LongPolling;
        let path = match self {
            Self::Starter if long => format!("/waits/events?wait=60&after={}", known.unwrap_or("latest")),
            Self::Starter => "/board/events?after=oldest".to_owned(),
            Self::Plain | Self::SocketIo if long => "/long".to_owned(),
            Self::Plain | Self::SocketIo => "/short".to_owned(),
        };
        let tag = known.filter(|_| !long).map(|tag| format!("If-None-Match: {tag}\r\n")).unwrap_or_default();
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{tag}\r\n")
    }

    /// The cursor in a long poll's answer, where answers have one.
    pub fn cursor(self, body: &[u8]) -> Option<String> {
        let body = std::str::from_utf8(body).ok().filter(|_| self == Self::Starter)?;
        let (_, cursor) = body.rsplit_once(r#""cursor":""#)?;
        Some(cursor.split_once('"')?.0.to_owned())
    }
}

/// A text frame from a client, whose mask of zeros leaves it as it is; up to 125 bytes.
pub fn frame(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).ok().filter(|length| *length < 126).expect("a short text");
    [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat()
}

/// A pong that nobody asked for, which RFC 6455 (5.5.3) allows as a sign of life.
pub const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_from_behind_the_events() {
        let body = br#"{"events":[{"id":"1-0","data":"\"cursor\":\"no"}],"cursor":"17-3","reset":false}"#;
        assert_eq!(Dialect::Starter.cursor(body).as_deref(), Some("17-3"));
        assert_eq!(Dialect::Plain.cursor(b"hello"), None);
    }

    #[test]
    fn a_payload_travels_as_it_is() {
        let payload = crate::marker::Marker { sent: 1, number: 2 }.payload();
        for dialect in [Dialect::Starter, Dialect::Plain, Dialect::SocketIo] {
            let request = dialect.publish("localhost", Transport::Sse, &payload);
            assert!(request.contains(&payload), "{request}");
        }
    }
}
