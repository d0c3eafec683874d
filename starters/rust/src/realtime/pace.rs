//! When a connection that is held open has to do something of its own accord: one timer for all that.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::Realtime;
use super::token::Subject;

pub struct Pace {
    realtime: Arc<Realtime>,
    timer: Pin<Box<Sleep>>,
    drained: Pin<Box<WaitForCancellationFutureOwned>>,
    heartbeat: Instant,
    /// When the token ends.
    expiry: Option<Instant>,
    /// When the drain has it close.
    leave: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beat {
    Heartbeat,
    /// The token's time is over.
    Expired,
    /// The server is about to stop.
    Drained,
}

impl Pace {
    pub fn new(realtime: &Arc<Realtime>, subject: &Subject) -> Self {
        let now = Instant::now();
        let heartbeat = now + Duration::from_secs(realtime.settings.heartbeat_seconds);
        // Further away than that, a timer cannot be set.
        let expiry = subject
            .remaining()
            .map(Duration::from_millis)
            .and_then(|left| now.checked_add(left));
        let mut pace = Self {
            realtime: Arc::clone(realtime),
            timer: Box::pin(sleep_until(heartbeat)),
            drained: Box::pin(realtime.drain.beginning()),
            heartbeat,
            expiry,
            leave: None,
        };
        pace.set();
        pace
    }

    /// Waits for what is due next; nothing is lost where the wait is given up.
    pub async fn next(&mut self) -> Beat {
        loop {
            tokio::select! {
                () = &mut self.drained, if self.leave.is_none() => {
                    self.leave = Some(self.realtime.drain.turn());
                    self.set();
                }
                () = &mut self.timer => return self.due(),
            }
        }
    }

    fn due(&mut self) -> Beat {
        let now = Instant::now();
        if self.leave.is_some_and(|leave| leave <= now) {
            return Beat::Drained;
        }
        if self.expiry.is_some_and(|expiry| expiry <= now) {
            return Beat::Expired;
        }
        self.heartbeat = now + Duration::from_secs(self.realtime.settings.heartbeat_seconds);
        self.set();
        Beat::Heartbeat
    }

    fn set(&mut self) {
        let next = [Some(self.heartbeat), self.expiry, self.leave]
            .into_iter()
            .flatten()
            .min();
        self.timer.as_mut().reset(next.unwrap_or(self.heartbeat));
    }
}
