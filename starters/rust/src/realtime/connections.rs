//! How many connections and waiting polls are held at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::metrics::Counts;
use super::problem::Problem;

pub struct Connections {
    most: usize,
    open: Arc<AtomicUsize>,
}

/// One of them, for as long as it is held.
pub struct Held {
    open: Arc<AtomicUsize>,
    counts: Arc<Counts>,
}

impl Connections {
    pub fn new(most: usize) -> Self {
        Self {
            most,
            open: Arc::default(),
        }
    }

    pub fn hold(&self, counts: &Arc<Counts>) -> Result<Held, Problem> {
        if self.open.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.open.fetch_sub(1, Ordering::Relaxed);
            return Err(Problem::full());
        }
        counts.connections.inc();
        Ok(Held {
            open: Arc::clone(&self.open),
            counts: Arc::clone(counts),
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
        self.counts.connections.dec();
    }
}
