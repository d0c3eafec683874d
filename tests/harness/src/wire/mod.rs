//! What goes over a socket, read and written without anything in between that could hide or mend it.

pub mod body;
pub mod events;
pub mod frames;
pub mod http;
pub mod resp;
pub mod socket;
pub mod sse;
pub mod token;

use std::time::{Duration, Instant};

/// How long an answer may take before a check gives up. Generous, since the machine may be busy: no check measures speed by it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What is left until `deadline`, and never nothing, which sockets refuse as a time-out.
pub fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
}
