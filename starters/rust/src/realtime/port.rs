//! A client's connection, to which its own task writes, or the row that it stands in.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use parking_lot::Mutex;
use tokio::io::AsyncWrite;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::Notify;

use super::cursor::Cursor;
use super::live::Seat;
use super::row::Batches;

pub struct Port {
    state: Mutex<State>,
    /// The row has let go of it.
    left: Notify,
}

struct State {
    half: OwnedWriteHalf,
    /// What the row could not write any more.
    rest: Bytes,
    writer: Writer,
}

enum Writer {
    Task,
    Row(Standing),
    /// The task, which does not know yet how far the row got.
    Left(Standing),
}

/// Where a client stands in its topic.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub seat: Seat,
    /// Up to where it knows the topic.
    pub cursor: Cursor,
//% if binary
    /// Whose frames it does not get, for they are its own.
    pub name: u128,
//% endif
}

impl Port {
    pub fn new(half: OwnedWriteHalf) -> Self {
        let state = State {
            half,
            rest: Bytes::new(),
            writer: Writer::Task,
        };
        Self {
            state: Mutex::new(state),
            left: Notify::new(),
        }
    }

    /// From here on a row writes to it.
    pub fn enter(&self, standing: Standing) {
        self.state.lock().writer = Writer::Row(standing);
    }

    /// From here on its own task does.
    pub fn leave(&self) {
        self.state.lock().leave();
    }

    /// Waits until the row has let go of it.
    pub async fn left(&self) {
        while matches!(self.state.lock().writer, Writer::Row(_)) {
            self.left.notified().await;
        }
    }

    /// How far the row got, told once.
    pub fn settle(&self) -> Option<Standing> {
        let mut state = self.state.lock();
        match state.writer {
            Writer::Left(standing) => {
                state.writer = Writer::Task;
                Some(standing)
            }
            Writer::Row(_) | Writer::Task => None,
        }
    }

    /// Whether the row has left something that is to be written before anything else.
    pub fn has_rest(&self) -> bool {
        !self.state.lock().rest.is_empty()
    }

    /// Writes what is new to a client in a row. Whether it stays there: whom that does not suit, its own task serves.
    pub fn serve(&self, batches: &mut Batches<'_>) -> bool {
        let mut state = self.state.lock();
        let State { half, rest, writer } = &mut *state;
        let Writer::Row(standing) = writer else {
            return false;
        };
        let Some(batch) = batches.after(standing.seat) else {
            return true;
        };
        if let Some(after) = batch.taken_by(standing) {
            let written = match half.try_write(&batch.bytes) {
                Ok(written) => written,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
                // Its own task will find out what is wrong.
                Err(_) => batch.bytes.len(),
            };
            batch.count();
            *standing = after;
            if written == batch.bytes.len() {
                return true;
            }
            *rest = batch.bytes.slice(written..);
        }
        state.leave();
        drop(state);
        self.left.notify_one();
        false
    }
}

impl State {
    fn leave(&mut self) {
        if let Writer::Row(standing) = self.writer {
            self.writer = Writer::Left(standing);
        }
    }

    fn poll_rest(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.rest.is_empty() {
            let half = Pin::new(&mut self.half);
            let written = ready!(half.poll_write(context, &self.rest))?;
            self.rest.advance(written);
        }
        Poll::Ready(Ok(()))
    }
}

/// The port as its own task writes to it: behind what a row has left.
pub struct OwnWriter(pub Arc<Port>);

impl AsyncWrite for OwnWriter {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut state = self.0.state.lock();
        ready!(state.poll_rest(context))?;
        Pin::new(&mut state.half).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.state.lock().poll_rest(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut state = self.0.state.lock();
        ready!(state.poll_rest(context))?;
        Pin::new(&mut state.half).poll_shutdown(context)
    }
}
