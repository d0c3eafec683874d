//! Connections that streams and sockets take over from HTTP once they are granted: HTTP's own buffers and state would be most of what
//! an idle one needs, and its layers most of what a delivery costs.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use parking_lot::Mutex;
//% if sse
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
//% else
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
//% endif
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
use tokio_io_timeout::TimeoutWriter;

use super::port::{OwnWriter, Port};

/// A client's connection.
pub struct Wire {
    half: OwnedReadHalf,
    writer: Pin<Box<TimeoutWriter<OwnWriter>>>,
    port: Arc<Port>,
    /// Something is to be written that cannot be yet.
    blocked: bool,
}

impl Wire {
    /// `stall`: how long a client may leave what is written to it unread.
    pub fn new(stream: TcpStream, stall: Duration) -> Self {
        let (half, write_half) = stream.into_split();
        let port = Arc::new(Port::new(write_half));
        let mut writer = TimeoutWriter::new(OwnWriter(Arc::clone(&port)));
        writer.set_timeout(Some(stall));
        Self {
            half,
            writer: Box::pin(writer),
            port,
            blocked: false,
        }
    }

    /// What rows write to.
    pub fn port(&self) -> Arc<Port> {
        Arc::clone(&self.port)
    }
//% if websocket

    /// Whether there is something to read; where not, the task is woken once there is.
    pub fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.half.as_ref().poll_read_ready(context)
    }
//% endif
//% if sse

    /// Waits until the other end is gone; what it says until then is for nobody.
    pub async fn gone(&mut self) {
        let mut ignored = [0; 64];
        while matches!(self.read(&mut ignored).await, Ok(1..)) {}
    }
//% endif
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.half).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = self.writer.as_mut().poll_write(context, bytes);
        self.blocked = written.is_pending();
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer.as_mut().poll_shutdown(context)
    }
}

/// What goes on with a connection behind the head of an answer; a handler leaves it with the answer.
#[derive(Clone)]
pub struct Takeover(Arc<Mutex<Option<Next>>>);

/// Gets the connection, and what the client has said on it already.
type Next = Box<dyn FnOnce(Wire, Vec<u8>) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

impl Takeover {
    pub fn by<F>(next: impl FnOnce(Wire, Vec<u8>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let next: Next = Box::new(|wire, said| Box::pin(next(wire, said)));
        Self(Arc::new(Mutex::new(Some(next))))
    }
}

/// An answer whose connection is taken over.
pub struct Taken {
    head: Vec<u8>,
    next: Next,
}

impl Taken {
    /// Of an answer that leaves one.
    pub fn of(answer: &mut Response) -> Option<Self> {
        let Takeover(next) = answer.extensions_mut().remove()?;
        let next = next.lock().take()?;
        // The framework has counted the body that it saw, which is none.
        answer.headers_mut().remove(CONTENT_LENGTH);
        let head = head(answer);
        Some(Self { head, next })
    }

    pub async fn go_on(self, mut wire: Wire, said: Vec<u8>) -> io::Result<()> {
        if wire.blocked {
            // It does not read the answer before, and the rest of that went with HTTP.
            return Err(io::ErrorKind::WouldBlock.into());
        }
        wire.write_all(&self.head).await?;
        let Self { head, next } = self;
        drop(head);
        next(wire, said).await;
        Ok(())
    }
}

/// A head of HTTP/1.1 whose body ends with the connection.
fn head(answer: &Response) -> Vec<u8> {
    let date = httpdate::fmt_http_date(SystemTime::now());
    let mut head = format!("HTTP/1.1 {}\r\ndate: {date}\r\n", answer.status()).into_bytes();
    for (name, value) in answer.headers() {
        for piece in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            head.extend_from_slice(piece);
        }
    }
    head.extend_from_slice(b"\r\n");
    head
}
