//! Connections that are taken over from HTTP: by a stream or a socket for good, by a poll while it waits. HTTP's own buffers and state
//! would be most of what an idle one needs, and its layers most of what a delivery costs.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

//% if long_polling
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::http::{Method, Request, Version};
//% else
use axum::http::header::CONTENT_LENGTH;
//% endif
use axum::response::Response;
use parking_lot::Mutex;

use super::wire::Wire;

/// What goes on with a connection; a handler leaves it with the answer, of which only the head is written.
#[derive(Clone)]
pub struct Takeover(Arc<Mutex<Option<Next>>>);

/// Gets the connection, and the head that was not written yet.
type Next = Box<dyn FnOnce(Wire, Head) -> Going + Send>;

/// Has the connection where HTTP goes on with it.
type Going = Pin<Box<dyn Future<Output = io::Result<Option<Wire>>> + Send>>;

impl Takeover {
    pub fn by<F>(next: impl FnOnce(Wire, Head) -> F + Send + 'static) -> Self
    where
        F: Future<Output = io::Result<Option<Wire>>> + Send + 'static,
    {
        let next: Next = Box::new(|wire, head| Box::pin(next(wire, head)));
        Self(Arc::new(Mutex::new(Some(next))))
    }
}

/// An answer whose connection is taken over.
pub struct Taken {
    head: Head,
    next: Next,
}

impl Taken {
    /// Of an answer that leaves one.
    pub fn of(answer: &mut Response) -> Option<Self> {
        let Takeover(next) = answer.extensions_mut().remove()?;
        let next = next.lock().take()?;
        // The framework has counted the body that it saw, which is none.
        answer.headers_mut().remove(CONTENT_LENGTH);
        let head = Head::of(answer);
        Some(Self { head, next })
    }

    pub fn go_on(self, wire: Wire) -> Going {
        (self.next)(wire, self.head)
    }
}

/// The head of an answer (RFC 9112, 2.1), without its date and its length.
pub struct Head(Vec<u8>);

impl Head {
    fn of(answer: &Response) -> Self {
        let mut head = format!("HTTP/1.1 {}\r\n", answer.status()).into_bytes();
        for (name, value) in answer.headers() {
            for piece in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                head.extend_from_slice(piece);
            }
        }
        Self(head)
    }
//% if sse or websocket

    /// Of an answer whose body ends with the connection, or that has none.
    pub fn alone(self) -> Vec<u8> {
        self.dated("")
    }
//% endif
//% if long_polling

    /// The whole answer.
    pub fn before(self, body: &[u8]) -> Vec<u8> {
        let mut answer = self.dated(&format!("content-length: {}\r\n", body.len()));
        answer.extend_from_slice(body);
        answer
    }
//% endif

    fn dated(mut self, length: &str) -> Vec<u8> {
        let date = httpdate::fmt_http_date(SystemTime::now());
        let end = format!("date: {date}\r\n{length}\r\n");
        self.0.extend_from_slice(end.as_bytes());
        self.0
    }
}
//% if long_polling

/// Marks a request whose connection a poll may have while it waits, since HTTP goes on with it afterwards (RFC 9112, 9.3).
#[derive(Clone, Copy)]
pub struct Lent;

impl Lent {
    pub fn mark<B>(request: &mut Request<B>) {
        let options = request.headers().get_all(CONNECTION).iter();
        let mut options = options.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
        let closes = options.any(|option| option.trim_ascii().eq_ignore_ascii_case(b"close"));
        if request.version() == Version::HTTP_11 && request.method() == Method::GET && !closes {
            request.extensions_mut().insert(Self);
        }
    }
}
//% endif
