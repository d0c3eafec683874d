//! A client's connection, as HTTP and those who take it over have it in turn.

//% if long_polling
use std::future::{pending, poll_fn};
//% else
use std::future::poll_fn;
//% endif
use std::io;
use std::pin::Pin;
//% if sse or websocket
use std::sync::Arc;
//% endif
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
//% if long_polling or sse
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
//% else
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
//% endif
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
//% if not (sse or websocket)
use tokio::net::tcp::OwnedWriteHalf;
//% endif
use tokio_io_timeout::TimeoutWriter;

//% if sse or websocket
use super::port::{OwnWriter, Port};
//% endif

pub struct Wire {
    half: OwnedReadHalf,
    /// Read already, and given back by who read it.
    unread: Bytes,
//% if sse or websocket
    writer: Pin<Box<TimeoutWriter<OwnWriter>>>,
    port: Arc<Port>,
//% else
    writer: Pin<Box<TimeoutWriter<OwnedWriteHalf>>>,
//% endif
    /// Something is to be written that cannot be yet.
    blocked: bool,
}

impl Wire {
    /// `stall`: how long a client may leave what is written to it unread.
    pub fn new(stream: TcpStream, stall: Duration) -> Self {
        let (half, write_half) = stream.into_split();
//% if sse or websocket
        let port = Arc::new(Port::new(write_half));
        let mut writer = TimeoutWriter::new(OwnWriter(Arc::clone(&port)));
//% else
        let mut writer = TimeoutWriter::new(write_half);
//% endif
        writer.set_timeout(Some(stall));
        Self {
            half,
            unread: Bytes::new(),
            writer: Box::pin(writer),
//% if sse or websocket
            port,
//% endif
            blocked: false,
        }
    }

//% if sse or websocket
    /// What rows write to.
    pub fn port(&self) -> Arc<Port> {
        Arc::clone(&self.port)
    }

//% endif
    /// Whether the other end has not taken yet what was written last.
    pub fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// Has bytes read once more that were read from here.
    pub fn give_back(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            // A copy, for the reader's may hold on to all of its buffer.
            self.unread = [bytes, &self.unread].concat().into();
        }
    }

    /// Whether there is something to read; where not, the task is woken once there is.
    pub fn poll_readable(&self, context: &mut Context<'_>) -> Poll<()> {
        if !self.unread.is_empty() {
            return Poll::Ready(());
        }
        // What is wrong with the connection, reading will say.
        self.half.as_ref().poll_read_ready(context).map(|_| ())
    }

    /// Waits until there is something to read.
    pub async fn readable(&self) {
        poll_fn(|context| self.poll_readable(context)).await;
    }
//% if sse

    /// Waits until the other end is gone; what it says until then is for nobody.
    pub async fn gone(&mut self) {
        let mut ignored = [0; 64];
        while matches!(self.read(&mut ignored).await, Ok(1..)) {}
    }
//% endif
//% if long_polling

    /// Waits until the other end is gone, for as long as it says nothing: that is for who reads next.
    pub async fn abandoned(&mut self) {
        if self.unread.is_empty() {
            let mut said = [0; 64];
            match self.half.read(&mut said).await {
                Ok(0) | Err(_) => return,
                Ok(length) => self.give_back(&said[..length]),
            }
        }
        pending::<()>().await;
    }
//% endif
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.unread.is_empty() {
            return Pin::new(&mut self.half).poll_read(context, buffer);
        }
        let length = self.unread.len().min(buffer.remaining());
        buffer.put_slice(&self.unread.split_to(length));
        Poll::Ready(Ok(()))
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
