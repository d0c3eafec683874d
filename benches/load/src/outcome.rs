//! What a run has found, as JSON and as a table.

use comfy_table::{Table, presets};
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use crate::check::Verdict;

/// A share of its processor above which the client may be what was measured.
pub const BOTTLENECK: f64 = 0.9;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outcome {
    pub clients: usize,
    /// Deliveries or answers a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Seconds on a processor for a million of them: of the servers, and of Redis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_per_million: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redis_per_million: Option<f64>,
    /// Milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// Milliseconds from a message to the last of the clients that it releases: median of the rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_released: Option<f64>,
    /// Bytes of the server's memory for each connection, and without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_per_connection: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_before: Option<u64>,
    /// Milliseconds by which the event loop of a server on Node.js was late: p99 of the whole measurement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_loop_delay: Option<f64>,
    /// Of one processor, what this program itself took.
    #[serde(default)]
    pub client_share: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Latency {
    pub p50: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
}

impl Latency {
    /// Of microseconds.
    pub fn of(histogram: &Histogram<u64>) -> Option<Self> {
        let at = |quantile| histogram.value_at_quantile(quantile) as f64 / 1000.0;
        (!histogram.is_empty()).then(|| Self {
            p50: at(0.5),
            p99: at(0.99),
            p999: at(0.999),
            max: histogram.max() as f64 / 1000.0,
        })
    }
}

/// A histogram of microseconds up to a minute.
pub fn microseconds() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000, 3).expect("bounds that make sense")
}

impl Outcome {
    /// Whether the client, and not the server, may be what was measured.
    pub fn is_bounded_by_client(&self) -> bool {
        self.client_share > BOTTLENECK
    }

    /// Whether each client got each message once and in order, where that was asked.
    pub fn is_sound(&self) -> bool {
        self.verdict.as_ref().is_none_or(Verdict::is_sound)
    }

    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        let mut row = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                table.add_row([name, &value]);
            }
        };
        row("clients", Some(self.clients.to_string()));
        row("a second", self.rate.map(|rate| format!("{rate:.0}")));
        row("CPU seconds a million, servers", self.cpu_per_million.map(|cpu| format!("{cpu:.2}")));
        row("CPU seconds a million, Redis", self.redis_per_million.map(|cpu| format!("{cpu:.2}")));
        row(
            "latency",
            self.latency.map(|at| {
                format!("p50 {:.2} ms, p99 {:.2} ms, p999 {:.2} ms, at most {:.2} ms", at.p50, at.p99, at.p999, at.max)
            }),
        );
        row("all released after", self.all_released.map(|time| format!("{time:.1} ms")));
        row("memory a connection", self.memory_per_connection.map(|bytes| format!("{bytes:.0} bytes")));
        row(
            "memory without connections",
            self.memory_before.map(|bytes| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))),
        );
        row("this client's share of its processor", Some(format!("{:.0} %", self.client_share * 100.0)));
        row("messages", self.verdict.as_ref().map(said));
        if self.is_bounded_by_client() {
            row("note", Some("this client is the bottleneck: the server may be faster; compare CPU seconds".to_owned()));
        }
        format!("{table}\n")
    }
}

fn said(verdict: &Verdict) -> String {
    let Verdict { published, delivered, lost, doubled, disordered } = verdict;
    if verdict.is_sound() {
        format!("{published} published, {delivered} delivered, each once and in order")
    } else {
        format!("{published} published, {delivered} delivered; {lost} LOST, {doubled} DOUBLED, {disordered} clients OUT OF ORDER")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_in_milliseconds() {
        let mut histogram = microseconds();
        (1..=1000).for_each(|time| histogram.record(time * 1000).expect("within a minute"));
        let latency = Latency::of(&histogram).expect("some");
        assert!((latency.p50 - 500.0).abs() < 1.0 && (latency.p99 - 990.0).abs() < 1.0 && (latency.max - 1000.0).abs() < 1.0);
        assert!(Latency::of(&microseconds()).is_none());
    }

    #[test]
    fn a_busy_client_says_so() {
        let busy = Outcome { client_share: 0.95, ..Outcome::default() };
        assert!(busy.table().contains("bottleneck"));
        assert!(!Outcome { client_share: 0.5, ..busy }.table().contains("bottleneck"));
    }
}
