//! A WebSocket, read by a library that refuses whatever RFC 6455 forbids a server.

use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::time::Instant;

use serde_json::{Value, json};
use tungstenite::protocol::Role;
use tungstenite::{Error, Message, WebSocket};

use super::frames::Frame;
use super::http::{Exchange, Head};
use super::left;

/// What came over a socket.
#[derive(Clone, Debug, PartialEq)]
pub enum Came {
    /// A text frame, which is always JSON.
    Json(Value),
    Binary(Vec<u8>),
    Ping,
    /// The server's close frame; without a code 1005.
    Close(u16),
    /// The end of the connection with no close frame before it.
    Gone,
}

/// An open socket.
pub struct Socket {
    pub head: Head,
    peer: WebSocket<TcpStream>,
    closed: bool,
}

impl Socket {
    /// Takes the connection over after the 101.
    pub fn new(exchange: Exchange) -> Self {
        assert_eq!(exchange.head.status, 101, "no upgrade: {:?}", exchange.head);
        let (stream, read) = exchange.body.into_parts();
        Self { head: exchange.head, peer: WebSocket::from_partially_read(stream, read, Role::Client, None), closed: false }
    }

    /// Sends JSON in a text frame.
    pub fn send(&mut self, message: &Value) {
        self.raw(&Frame::text(message.to_string()).bytes()).expect("the socket takes a frame");
    }

    /// Publishes, with `body` for what the message has beside its `ref`.
    pub fn publish(&mut self, reference: &str, mut body: Value) {
        body["ref"] = json!(reference);
        self.send(&json!({ "publish": body }));
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.peer.get_mut().write_all(bytes)
    }

    /// The next thing that comes; pings are answered by the library.
    pub fn next(&mut self, deadline: Instant) -> io::Result<Came> {
        if self.closed {
            return Ok(Came::Gone);
        }
        loop {
            self.peer.get_ref().set_read_timeout(Some(left(deadline)))?;
            match self.peer.read() {
                Ok(Message::Text(text)) => return Ok(Came::Json(parse(text.as_str()))),
                Ok(Message::Binary(bytes)) => return Ok(Came::Binary(bytes.to_vec())),
                Ok(Message::Ping(_)) => {
                    // The pong is written with the next read; a check may look away for long before that.
                    let _ = self.peer.flush();
                    return Ok(Came::Ping);
                }
                Ok(Message::Close(frame)) => {
                    self.closed = true;
                    let _ = self.peer.flush();
                    return Ok(Came::Close(frame.map_or(1005, |frame| frame.code.into())));
                }
                Ok(Message::Pong(_) | Message::Frame(_)) => {}
                Err(Error::Io(problem)) if matches!(problem.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return Err(ErrorKind::TimedOut.into());
                }
                Err(Error::Io(problem)) if problem.kind() == ErrorKind::Interrupted => {}
                Err(Error::Io(_) | Error::ConnectionClosed | Error::AlreadyClosed) => return Ok(Came::Gone),
                Err(Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => return Ok(Came::Gone),
                Err(problem) => panic!("the server breaks RFC 6455: {problem}"),
            }
        }
    }

    /// The next message that is neither a ping nor a heartbeat.
    pub fn message(&mut self, deadline: Instant) -> io::Result<Came> {
        loop {
            match self.next(deadline)? {
                Came::Ping => {}
                Came::Json(message) if message.get("heartbeat").is_some() => {}
                came => return Ok(came),
            }
        }
    }

    /// The code with which the server closes, past whatever comes before; none where it only hangs up.
    pub fn close_code(&mut self, deadline: Instant) -> io::Result<Option<u16>> {
        loop {
            match self.next(deadline)? {
                Came::Close(code) => return Ok(Some(code)),
                Came::Gone => return Ok(None),
                _ => {}
            }
        }
    }
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|problem| panic!("a text frame that is not JSON ({problem}): {text}"))
}
