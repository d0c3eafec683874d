//! The ways to read that the features of `all-four.toml` offer.

use harness::reader::Transport;

/// The features of `all-four.toml` that replay, on each transport that serves them.
pub const REPLAYING: [(Transport, &str); 6] = [
    (Transport::Socket, "chat"),
    (Transport::Stream, "chat"),
    (Transport::Long, "chat"),
    (Transport::Stream, "feed"),
    (Transport::Long, "waits"),
    (Transport::Short, "waits"),
];

/// The features that skip, likewise.
pub const SKIPPING: [(Transport, &str); 4] =
    [(Transport::Socket, "voice"), (Transport::Stream, "ticker"), (Transport::Long, "ticker"), (Transport::Short, "board")];

/// The transports of a feature that replays, of one that skips, on all of which something has to hold.
pub fn everywhere() -> impl Iterator<Item = (Transport, &'static str)> {
    REPLAYING.into_iter().chain(SKIPPING)
}
