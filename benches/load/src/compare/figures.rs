//! The figures of an outcome, their medians, and ratios within rounds.

use super::catalogue::Scenario;
use super::record::Report;
use crate::arguments::Mode;
use crate::outcome::{Latency, Outcome};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// Deliveries or answers a second.
    Rate,
    CpuPerMillion,
    RedisPerMillion,
    P50,
    P99,
    P999,
    AllReleased,
    Memory,
    EventLoopDelay,
    ClientShare,
}

/// The figure that a measurement is there for.
pub fn main(scenario: &Scenario) -> Figure {
    match scenario.mode {
        _ if scenario.redis => Figure::CpuPerMillion,
        Mode::Burst | Mode::OneAtATime | Mode::Polls => Figure::Rate,
        Mode::Rate => Figure::P99,
        Mode::Release => Figure::AllReleased,
        Mode::Idle => Figure::Memory,
    }
}

/// Whether a server is one that `advisor scaffold` writes: those are named after their languages.
pub fn is_generated(server: &str) -> bool {
    ["rust", "typescript"].iter().any(|language| server.contains(language))
}

impl Figure {
    pub fn of(self, outcome: &Outcome) -> Option<f64> {
        let latency = |value: fn(Latency) -> f64| outcome.latency.map(value);
        match self {
            Self::Rate => outcome.rate,
            Self::CpuPerMillion => outcome.cpu_per_million,
            Self::RedisPerMillion => outcome.redis_per_million,
            Self::P50 => latency(|at| at.p50),
            Self::P99 => latency(|at| at.p99),
            Self::P999 => latency(|at| at.p999),
            Self::AllReleased => outcome.all_released,
            Self::Memory => outcome.memory_per_connection,
            Self::EventLoopDelay => outcome.event_loop_delay,
            Self::ClientShare => Some(outcome.client_share),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Rate => "a second",
            Self::CpuPerMillion => "CPU s per million",
            Self::RedisPerMillion => "Redis's CPU s per million",
            Self::P50 => "p50 ms",
            Self::P99 => "p99 ms",
            Self::P999 => "p999 ms",
            Self::AllReleased => "all released ms",
            Self::Memory => "bytes a connection",
            Self::EventLoopDelay => "event loop p99 ms",
            Self::ClientShare => "client's core",
        }
    }

    pub fn written(self, value: f64) -> String {
        match self {
            Self::Rate if value >= 10_000.0 => format!("{:.0} k", value / 1000.0),
            Self::Rate => format!("{value:.0}"),
            Self::Memory => format!("{value:.0}"),
            Self::ClientShare => format!("{:.0} %", value * 100.0),
            Self::CpuPerMillion | Self::RedisPerMillion => format!("{value:.2}"),
            Self::P50 | Self::P99 | Self::P999 | Self::AllReleased | Self::EventLoopDelay => format!("{value:.1}"),
        }
    }

    /// For who watches.
    pub fn shown(self, outcome: &Outcome) -> String {
        let value = self.of(outcome).map(|value| format!("{} {}", self.written(value), self.name()));
        let sound = if outcome.is_sound() { "" } else { "  NOT SOUND" };
        let bounded = if outcome.is_bounded_by_client() { "  (client at its limit)" } else { "" };
        format!("{}{sound}{bounded}", value.unwrap_or_default())
    }
}

/// Several values of one figure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (least, most) = (*values.first()?, *values.last()?);
        let half = values.len() / 2;
        let median = if values.len() % 2 == 1 { values[half] } else { f64::midpoint(values[half - 1], values[half]) };
        Some(Self { median, least, most })
    }
}

impl Report {
    /// A figure of a server in a measurement, by rounds; nothing of rounds that failed.
    fn values(&self, scenario: &str, server: &str, figure: Figure) -> Vec<(usize, f64)> {
        let records = self.records.iter().filter(|record| record.scenario == scenario && record.server == server);
        records.filter_map(|record| Some((record.round, figure.of(record.outcome.as_ref()?)?))).collect()
    }

    pub fn spread(&self, scenario: &str, server: &str, figure: Figure) -> Option<Spread> {
        Spread::of(self.values(scenario, server, figure).into_iter().map(|(_, value)| value).collect())
    }

    /// One figure by another, of the same round each time.
    pub fn ratio(&self, of: (&str, &str, Figure), to: (&str, &str, Figure)) -> Option<Spread> {
        let others = self.values(to.0, to.1, to.2);
        let other = |round| others.iter().find(|(other, _)| *other == round).map(|(_, value)| *value);
        let ratios = self.values(of.0, of.1, of.2).into_iter().filter_map(|(round, value)| Some(value / other(round)?));
        Spread::of(ratios.collect())
    }

    /// The servers of a measurement, the best first.
    pub fn ranked(&self, scenario: &Scenario) -> Vec<&str> {
        let mut servers: Vec<&str> =
            self.records.iter().filter(|record| record.scenario == scenario.key).map(|record| record.server.as_str()).collect();
        servers.sort_unstable();
        servers.dedup();
        let figure = main(scenario);
        let place = |server: &str| {
            let median = self.spread(scenario.key, server, figure).map_or(f64::INFINITY, |spread| spread.median);
            if figure == Figure::Rate { -median } else { median }
        };
        servers.sort_by(|one, other| place(one).total_cmp(&place(other)));
        servers
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Record;
    use super::*;

    fn report(values: &[(usize, &str, f64)]) -> Report {
        let record = |&(round, server, rate): &(usize, &str, f64)| Record {
            round,
            scenario: "s".to_owned(),
            server: server.to_owned(),
            outcome: Some(Outcome { rate: Some(rate), ..Outcome::default() }),
            failure: None,
        };
        Report { records: values.iter().map(record).collect(), ..Report::default() }
    }

    #[test]
    fn a_median_lies_in_the_middle() {
        assert_eq!(Spread::of(vec![3.0, 1.0, 2.0]), Some(Spread { median: 2.0, least: 1.0, most: 3.0 }));
        assert_eq!(Spread::of(vec![1.0, 2.0]).map(|spread| spread.median), Some(1.5));
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn ratios_are_of_the_same_round() {
        // A machine that is half as fast in the second round.
        let report = report(&[(1, "a", 200.0), (1, "b", 100.0), (2, "b", 50.0), (2, "a", 100.0), (3, "a", 7.0)]);
        let ratio = report.ratio(("s", "a", Figure::Rate), ("s", "b", Figure::Rate));
        assert_eq!(ratio, Some(Spread { median: 2.0, least: 2.0, most: 2.0 }));
    }
}
