//! How often a generated server beats, waits and is asked: whole seconds, from what is known of the features.

/// Milliseconds, as facts have them.
const SECOND: u64 = 1_000;

const HEARTBEAT: u64 = 20;
const WAIT: u64 = 25;
const LONGEST_WAIT: u64 = 60;

const USUAL_RATE: u64 = 50;

/// How stale an answer may be where nobody said.
const USUAL_STALENESS: u64 = 5;
const LEAST_STALENESS: u64 = 1;
const MOST_STALENESS: u64 = 3_600;

/// The least staleness of which a cache may take a part.
const WORTH_SHARING: u64 = 2;
/// The part of the staleness that a cache takes, and the most seconds of it.
const SHARED_PART: u64 = 5;
const LONGEST_SHARED: u64 = 60;

/// The times of connections that stay open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    pub heartbeat: u64,
    pub wait: u64,
    pub longest_wait: u64,
}

/// The times below the shortest idle limit, in milliseconds, on the path: half of it at most.
pub fn held(idle_limit: Option<u64>) -> Held {
    let below = |usual: u64| idle_limit.map_or(usual, |limit| usual.min((limit / 2 / SECOND).max(1)));
    Held { heartbeat: below(HEARTBEAT), wait: below(WAIT), longest_wait: below(LONGEST_WAIT) }
}

/// How a feature is polled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Polled {
    pub interval: u64,
    /// How long a shared cache may answer; 0: not at all.
    pub shared: u64,
}

/// The interval that keeps an answer fresh enough: with what a cache adds, no update is later than it may be.
pub fn polled(longest_delay: Option<u64>, between: Option<u64>, same_for_all: bool) -> Polled {
    let wanted = longest_delay.or(between).map_or(USUAL_STALENESS, |milliseconds| milliseconds / SECOND);
    let staleness = wanted.clamp(LEAST_STALENESS, MOST_STALENESS);
    let shares = same_for_all && staleness >= WORTH_SHARING;
    let shared = if shares { (staleness / SHARED_PART).clamp(1, LONGEST_SHARED) } else { 0 };
    Polled { interval: staleness - shared, shared }
}

/// Requests and messages a second that one client may send, who sends something at this interval (milliseconds): twice as many as it
/// then sends, since no network keeps an interval, and no fewer than anybody may.
pub fn rate(between: Option<u64>) -> u64 {
    let sent = between.map_or(0, |milliseconds| SECOND.div_ceil(milliseconds.max(1)));
    USUAL_RATE.max(2 * sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_silent_for_longer_than_half_of_the_idle_limit() {
        assert_eq!(held(None), Held { heartbeat: 20, wait: 25, longest_wait: 60 });
        assert_eq!(held(Some(60_000)), Held { heartbeat: 20, wait: 25, longest_wait: 30 });
        assert_eq!(held(Some(30_000)), Held { heartbeat: 15, wait: 15, longest_wait: 15 });
        assert_eq!(held(Some(500)), Held { heartbeat: 1, wait: 1, longest_wait: 1 });
    }

    #[test]
    fn who_sends_as_fast_as_the_file_says_is_not_refused() {
        assert_eq!([None, Some(1_000), Some(40), Some(20), Some(16), Some(0)].map(rate), [50, 50, 50, 100, 126, 2_000]);
    }

    #[test]
    fn interval_and_cache_together_are_never_staler_than_wanted() {
        assert_eq!(polled(None, None, false), Polled { interval: 5, shared: 0 });
        assert_eq!(polled(Some(30_000), Some(1_000), true), Polled { interval: 24, shared: 6 });
        assert_eq!(polled(None, Some(86_400_000), true), Polled { interval: 3_540, shared: 60 });
        assert_eq!(polled(Some(100), None, true), Polled { interval: 1, shared: 0 });
        for seconds in 1..=3_600 {
            let Polled { interval, shared } = polled(Some(seconds * SECOND), None, true);
            assert!(interval >= 1 && interval + shared == seconds, "{seconds}");
        }
    }
}
