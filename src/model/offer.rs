//! What is said of starters to whoever chooses a language: what they were tested with, and what was measured of them.

use super::amount::{format_amount, push_rounded};
use super::{Text, TransportId};

/// What `starters.toml` says of all starters.
#[derive(Clone, Debug)]
pub struct Offer {
    pub brokers: Vec<Broker>,
    /// What starters are tested with, in the order in which it is shown.
    pub trials: Vec<Trial>,
    pub bench: Bench,
}

/// Where events are kept.
#[derive(Clone, Debug)]
pub struct Broker {
    pub name: Text,
    /// What it is for, and how it is asked for.
    pub what: Text,
}

/// A program that starters are tested with, or a suite of tests.
#[derive(Clone, Debug)]
pub struct Trial {
    pub id: Text,
    pub name: Text,
    /// That of a program; a suite has none.
    pub version: Option<Text>,
    /// What it is in the test, or what is tested.
    pub what: Text,
    /// Where more of it stands, in the repository.
    pub page: Text,
}

/// How starters were measured, all of them in one run.
#[derive(Clone, Debug)]
pub struct Bench {
    /// What the figures are of.
    pub of: Text,
    pub date: Text,
    pub machine: Text,
    pub rounds: u64,
    /// Where all figures stand, with their spread.
    pub page: Text,
    pub measurements: Vec<Measurement>,
}

/// A measurement, and that of its figures which is shown.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// Its name where it was measured.
    pub id: Text,
    pub transport: TransportId,
    /// Which of its figures it is, as a path in the JSON of its results.
    pub figure: Text,
    pub unit: MeasuredUnit,
    /// What the figure is of.
    pub what: Text,
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MeasuredUnit {
    Bytes,
    Milliseconds,
    PerSecond,
}

impl MeasuredUnit {
    /// All units with their names in `starters.toml`.
    pub const ALL: [(MeasuredUnit, &'static str); 3] =
        [(MeasuredUnit::Bytes, "bytes"), (MeasuredUnit::Milliseconds, "ms"), (MeasuredUnit::PerSecond, "per-second")];

    /// The name in `starters.toml`.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(unit, _)| *unit == self).expect("all are listed").1
    }

    /// A figure with its unit, to three digits: `4.34 KB`, `12.5 ms`, `1.17 million/s`.
    pub fn shown(self, value: f64) -> String {
        match self {
            MeasuredUnit::Bytes => format_amount(value, "B"),
            MeasuredUnit::Milliseconds => format_amount(value / 1000.0, "s"),
            MeasuredUnit::PerSecond => {
                let mut text = String::new();
                push_rounded(&mut text, value);
                text + "/s"
            }
        }
    }
}

/// What `starter.toml` says of one starter.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub toolchain: Toolchain,
    /// What it was tested with, as positions among the trials of the offer.
    pub trials: Vec<usize>,
    /// Absent where nothing was measured.
    pub measured: Option<Measured>,
}

/// What builds and runs a generated server.
#[derive(Clone, Debug)]
pub struct Toolchain {
    pub name: Text,
    /// Those that it was tested with; the first is that of its image.
    pub versions: Vec<Text>,
}

/// What was measured of a starter.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its name where it was measured.
    pub server: Text,
    /// Medians over the rounds, in the order of the measurements; absent where it was not measured.
    pub medians: Vec<Option<f64>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_and_their_unit() {
        assert_eq!(MeasuredUnit::Bytes.shown(4343.808), "4.34 KB");
        assert_eq!(MeasuredUnit::Milliseconds.shown(12.458_933), "12.5 ms");
        assert_eq!(MeasuredUnit::Milliseconds.shown(1250.0), "1.25 s");
        assert_eq!(MeasuredUnit::PerSecond.shown(1_173_837.1), "1.17 million/s");
        assert_eq!(MeasuredUnit::PerSecond.shown(96_130.7), "96,100/s");
    }
}
