//! The end of a server's life: nothing new is taken in, and what is open is closed bit by bit.

use std::time::Duration;

//% if sse or websocket
use super::random;
//% endif
use parking_lot::Mutex;
use tokio::time::Instant;
//% if sse or websocket
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
//% else
use tokio_util::sync::CancellationToken;
//% endif

pub struct Drain {
    seconds: u64,
    begun: CancellationToken,
    end: Mutex<Option<Instant>>,
}

impl Drain {
    pub fn new(seconds: u64) -> Self {
        Self {
            seconds,
            begun: CancellationToken::new(),
            end: Mutex::new(None),
        }
    }

    pub fn begin(&self) {
        self.end
            .lock()
            .get_or_insert(Instant::now() + Duration::from_secs(self.seconds));
        self.begun.cancel();
    }

//% if long_polling
    /// Waits for the beginning.
    pub async fn begun(&self) {
        self.begun.cancelled().await;
    }

//% endif
//% if sse or websocket

    /// The same for who waits again and again.
    pub fn beginning(&self) -> WaitForCancellationFutureOwned {
        self.begun.clone().cancelled_owned()
    }

//% endif
    /// While it goes on: the whole seconds after which it will be over.
    pub fn remaining(&self) -> Option<u64> {
        let end = (*self.end.lock())?;
        Some(end.saturating_duration_since(Instant::now()).as_secs() + 1)
    }
//% if sse or websocket

    /// A moment before the end, for one connection to close: they do not all come back at once.
    pub fn turn(&self) -> Instant {
        let end = self.end.lock().unwrap_or_else(Instant::now);
        // The last tenth is for the closing itself.
        let rest = end.saturating_duration_since(Instant::now()) * 9 / 10;
        Instant::now() + rest.mul_f64(random::fraction())
    }
//% endif
}
