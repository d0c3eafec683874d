//! What was promised, held against what clients saw. Pure: histories in, findings out.
//!
//! A reader's history falls into **segments**: one begins where reading begins and with every reset, and within it the reader is
//! owed everything that follows, once and in order. A log that is forgotten by a restart begins a new **generation**: ids of
//! different generations have nothing to do with each other.

mod log;
mod order;
mod segments;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::history::{History, What};
use log::Log;
use segments::{Segment, segments};

/// How many resets there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resets {
    /// Nothing was lost, so nobody is to be told that something was.
    None,
    /// Whatever the server says.
    Any,
}

/// What a run was promised.
#[derive(Clone, Debug)]
pub struct Promise {
    pub resets: Resets,
    /// When the log was forgotten and began anew, since the beginning of the run; by then nobody was connected.
    pub forgotten: Vec<Duration>,
}

impl Promise {
    /// Everything is kept.
    pub fn whole() -> Self {
        Self { resets: Resets::None, forgotten: Vec::new() }
    }

    fn generation(&self, at: Duration) -> usize {
        self.forgotten.iter().filter(|forgotten| **forgotten <= at).count()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Acknowledged, owed to a client, and never received.
    Lost,
    /// Received twice, under one id or under two.
    Doubled,
    OutOfOrder,
    /// A client that came back was told nothing of what is gone.
    ResetMissing,
    /// A client was told that something is gone, and nothing was.
    ResetNeedless,
    /// What nobody published, or what was refused that should not be.
    Strange,
}

/// Something that was not as promised.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    pub kind: Kind,
    pub client: Arc<str>,
    pub topic: String,
    /// Which event, and what is wrong with it.
    pub says: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, client, topic, says } = self;
        write!(f, "{kind:?}: `{client}` in {topic}: {says}")
    }
}

/// Everything that is wrong, in order and each once.
pub fn check(histories: &[History], promise: &Promise) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut topics: Vec<&str> = histories.iter().map(|history| history.topic.as_str()).collect();
    topics.sort_unstable();
    topics.dedup();
    for topic in topics {
        let here: Vec<&History> = histories.iter().filter(|history| history.topic == topic).collect();
        let log = Log::of(&here, promise);
        let all: Vec<Segment<'_>> = here.iter().flat_map(|history| segments(history, promise)).collect();
        found.extend(log.refused());
        found.extend(log.doubled(&all));
        found.extend(log.lost(&all));
        found.extend(order::of_ids(&all));
        found.extend(order::of_acknowledgements(&here, promise));
        found.extend(order::of_publishers(&here, &all));
        found.extend(order::between_clients(&all));
        found.extend(here.iter().flat_map(|history| resets(history, promise)));
    }
    found.sort();
    found.dedup();
    found
}

/// Resets that are missing, and those that are too many.
fn resets(history: &History, promise: &Promise) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut finding = |kind, says: String| {
        found.push(Finding { kind, client: Arc::clone(&history.client), topic: history.topic.clone(), says });
    };
    let is_reset = |what: &What| matches!(what, What::Reset { .. } | What::Opened { reset: true, .. });
    if promise.resets == Resets::None
        && let Some(entry) = history.entries.iter().find(|entry| is_reset(&entry.what))
    {
        finding(Kind::ResetNeedless, format!("a reset after {:.1} s, and nothing was lost", entry.at.as_secs_f64()));
    }
    for forgotten in &promise.forgotten {
        let was_there = history.entries.iter().any(|entry| entry.at < *forgotten && matches!(entry.what, What::Opened { .. }));
        let mut after = history.entries.iter().filter(|entry| entry.at >= *forgotten);
        let first =
            after.find(|entry| is_reset(&entry.what) || matches!(entry.what, What::Opened { .. } | What::Received { .. }));
        if was_there && !first.is_some_and(|entry| is_reset(&entry.what)) {
            let at = forgotten.as_secs_f64();
            finding(Kind::ResetMissing, format!("the log was forgotten after {at:.1} s, and nobody said so"));
        }
    }
    found
}
