//! What the generated server is held to, as ratios within rounds.

use super::figures::{Figure, Spread};
use super::record::Report;

enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

struct Goal {
    sentence: &'static str,
    of: (&'static str, &'static str, Figure),
    /// Absent: the figure itself.
    to: Option<(&'static str, &'static str, Figure)>,
    bound: Bound,
}

/// A goal as it was met or missed.
pub struct Judged {
    pub sentence: &'static str,
    pub bound: String,
    pub found: Spread,
    pub is_met: bool,
}

const OURS: &str = "rust";

/// A figure of the starter beside that of another server in the same measurement.
const fn beside(sentence: &'static str, scenario: &'static str, figure: Figure, peer: &'static str, bound: Bound) -> Goal {
    Goal { sentence, of: (scenario, OURS, figure), to: Some((scenario, peer, figure)), bound }
}

/// A figure of the starter in TypeScript beside that of another server in the same measurement.
const fn typescript(sentence: &'static str, scenario: &'static str, figure: Figure, peer: &'static str, bound: Bound) -> Goal {
    Goal { sentence, of: (scenario, "typescript", figure), to: Some((scenario, peer, figure)), bound }
}

/// A figure of the starter in two measurements.
const fn between(sentence: &'static str, one: &'static str, other: &'static str, figure: Figure, bound: Bound) -> Goal {
    Goal { sentence, of: (one, OURS, figure), to: Some((other, OURS, figure)), bound }
}

const fn memory(sentence: &'static str, scenario: &'static str, most: f64) -> Goal {
    Goal { sentence, of: (scenario, OURS, Figure::Memory), to: None, bound: Bound::AtMost(most) }
}

const fn nodes(sentence: &'static str, scenario: &'static str) -> Goal {
    let (one, two) = ("rust-on-redis", "two-rust-on-redis");
    let figure = Figure::CpuPerMillion;
    Goal { sentence, of: (scenario, two, figure), to: Some((scenario, one, figure)), bound: Bound::AtMost(1.2) }
}

#[rustfmt::skip]
const GOALS: &[Goal] = &[
    beside("WebSocket in bursts, to nchan", "websocket-burst-1000", Figure::Rate, "nchan", Bound::AtLeast(6.0)),
    beside("WebSocket one at a time, to the limit", "websocket-one-1000", Figure::Rate, "bare", Bound::AtLeast(0.85)),
    beside("SSE in bursts, to nchan", "sse-burst-1000", Figure::Rate, "nchan", Bound::AtLeast(4.0)),
    beside("SSE one at a time, to the limit", "sse-one-1000", Figure::Rate, "bare", Bound::AtLeast(0.7)),
    memory("Bytes of an idle socket", "websocket-idle-10000", 6_000.0),
    memory("Bytes of an idle stream", "sse-idle-10000", 12_000.0),
    beside("304 a second, to the limit", "polls", Figure::Rate, "bare", Bound::AtLeast(0.85)),
    beside("1,000 long polls released, to the limit", "release-1000", Figure::AllReleased, "bare", Bound::AtMost(1.5)),
    beside("p99 of sockets at 10 messages a second, to nchan", "websocket-rate-1000", Figure::P99, "nchan", Bound::AtMost(1.1)),
    beside("p99 of streams at 10 messages a second, to nchan", "sse-rate-1000", Figure::P99, "nchan", Bound::AtMost(1.1)),
    between("Sockets, 5,000 to 1,000, in bursts", "websocket-burst-5000", "websocket-burst-1000", Figure::Rate, Bound::AtLeast(0.8)),
    between("Sockets, 5,000 to 1,000, one at a time", "websocket-one-5000", "websocket-one-1000", Figure::Rate, Bound::AtLeast(0.8)),
    between("Streams, 5,000 to 1,000, in bursts", "sse-burst-5000", "sse-burst-1000", Figure::Rate, Bound::AtLeast(0.8)),
    between("Streams, 5,000 to 1,000, one at a time", "sse-one-5000", "sse-one-1000", Figure::Rate, Bound::AtLeast(0.8)),
    between("Memory of sockets, 10,000 to 1,000", "websocket-idle-10000", "websocket-idle-1000", Figure::Memory, Bound::AtMost(1.15)),
    between("Memory of streams, 10,000 to 1,000", "sse-idle-10000", "sse-idle-1000", Figure::Memory, Bound::AtMost(1.15)),
    typescript("TypeScript: WebSocket in bursts, to ws", "websocket-burst-1000", Figure::Rate, "ws", Bound::AtLeast(1.0)),
    typescript("TypeScript: WebSocket one at a time, to ws", "websocket-one-1000", Figure::Rate, "ws", Bound::AtLeast(0.9)),
    typescript("TypeScript: SSE in bursts, to node:http", "sse-burst-1000", Figure::Rate, "node-http", Bound::AtLeast(1.0)),
    typescript("TypeScript: SSE one at a time, to node:http", "sse-one-1000", Figure::Rate, "node-http", Bound::AtLeast(1.0)),
    typescript("TypeScript: bytes of an idle socket, to Socket.IO", "websocket-idle-10000", Figure::Memory, "socket-io", Bound::AtMost(1.0)),
    nodes("CPU a delivery to sockets in bursts, two nodes over Redis to one", "redis-websocket-burst"),
    nodes("CPU a delivery to sockets one at a time, two nodes over Redis to one", "redis-websocket-one"),
    nodes("CPU a delivery to streams in bursts, two nodes over Redis to one", "redis-sse-burst"),
];

/// The goals for which there are figures.
pub fn judged(report: &Report) -> Vec<Judged> {
    GOALS.iter().filter_map(|goal| judge(report, goal)).collect()
}

fn judge(report: &Report, goal: &Goal) -> Option<Judged> {
    let found = match goal.to {
        Some(to) => report.ratio(goal.of, to)?,
        None => report.spread(goal.of.0, goal.of.1, goal.of.2)?,
    };
    let (bound, is_met) = match goal.bound {
        Bound::AtLeast(least) => (format!("at least {least}"), found.median >= least),
        Bound::AtMost(most) => (format!("at most {most}"), found.median <= most),
    };
    Some(Judged { sentence: goal.sentence, bound, found, is_met })
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::SCENARIOS;
    use super::*;

    #[test]
    fn goals_speak_of_measurements_that_there_are() {
        for goal in GOALS {
            for (scenario, _, _) in [Some(goal.of), goal.to].into_iter().flatten() {
                assert!(SCENARIOS.iter().any(|there| there.key == scenario), "{}: {scenario}", goal.sentence);
            }
        }
    }
}
