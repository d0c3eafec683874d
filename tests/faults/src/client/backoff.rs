//! How long to wait before trying again: full jitter, and the bound doubles (`client/backoff.js`).

use std::time::Duration;

use crate::random::Random;

pub struct Backoff {
    first: Duration,
    most: Duration,
    attempts: u32,
}

impl Backoff {
    pub fn new(first: Duration, most: Duration) -> Self {
        Self { first, most, attempts: 0 }
    }

    /// What the server asked for comes on top.
    pub fn next(&mut self, retry_after: u64, random: &mut Random) -> Duration {
        let bound = self.first.saturating_mul(1 << self.attempts.min(16)).min(self.most);
        self.attempts += 1;
        Duration::from_secs(retry_after) + random.part_of(bound)
    }

    pub fn reset(&mut self) {
        self.attempts = 0;
    }
}
