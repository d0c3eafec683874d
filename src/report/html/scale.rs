//! A logarithmic axis with a place for zero.

use crate::model::format_amount;

/// Round times about a decade apart, in seconds: from a minute on in minutes, hours and days.
const TIMES: [f64; 10] = [0.001, 0.01, 0.1, 1.0, 10.0, 60.0, 600.0, 7_200.0, 172_800.0, 1_728_000.0];

/// So many ticks are readable on an axis.
const MOST_TICKS: usize = 6;

/// Between the lowest decade and the place of zero.
const ZERO_BAND: f64 = 22.0;

/// From values to places.
pub struct Scale {
    /// The common logarithms of the ends.
    low: f64,
    high: f64,
    /// The places of the ends.
    from: f64,
    to: f64,
    /// The place of zero, where some value is.
    pub zero: Option<f64>,
    unit: &'static str,
}

/// A mark on an axis.
pub struct Tick {
    pub at: f64,
    pub label: String,
}

impl Scale {
    /// An axis that ends with its values.
    pub fn exact(values: &[f64], unit: &'static str, from: f64, to: f64) -> Option<Self> {
        let (low, high) = ends(values.iter().copied())?;
        (low < high).then(|| Self { low: low.log10(), high: high.log10(), from, to, zero: None, unit })
    }

    /// An axis of whole decades, with room for zero where some value is.
    pub fn decades(values: impl Iterator<Item = f64> + Clone, unit: &'static str, from: f64, to: f64) -> Option<Self> {
        let (low, high) = ends(values.clone())?;
        let has_zero = values.into_iter().any(|value| value == 0.0);
        let low = low.log10().floor();
        let high = high.log10().ceil().max(low + 1.0);
        let start = if has_zero { from + ZERO_BAND * (to - from).signum() } else { from };
        Some(Self { low, high, from: start, to, zero: has_zero.then_some(from), unit })
    }

    pub fn place(&self, value: f64) -> f64 {
        if value <= 0.0 {
            return self.zero.unwrap_or(self.from);
        }
        let share = (value.log10() - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// Whether the value stands between the ends.
    pub fn holds(&self, value: f64) -> bool {
        value > 0.0 && (self.low - 1e-9..=self.high + 1e-9).contains(&value.log10())
    }

    /// Round values, few enough to be read.
    pub fn ticks(&self) -> Vec<Tick> {
        let mut round: Vec<f64> = if self.unit == "s" {
            TIMES.into_iter().filter(|time| self.holds(*time)).collect()
        } else {
            (-12..=24).map(|power| 10_f64.powi(power)).filter(|value| self.holds(*value)).collect()
        };
        let step = round.len().div_ceil(MOST_TICKS);
        round = round.into_iter().step_by(step.max(1)).collect();
        let zero = self.zero.map(|at| Tick { at, label: "0".to_owned() });
        let ticks = round.into_iter().map(|value| Tick { at: self.place(value), label: label(value, self.unit) });
        zero.into_iter().chain(ticks).collect()
    }
}

/// The least and the largest value above zero.
fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let positive = values.filter(|value| *value > 0.0 && value.is_finite());
    positive.fold(None, |ends, value| match ends {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}

/// A round value, short: counts have the prefixes of sizes.
fn label(value: f64, unit: &str) -> String {
    match unit {
        "s" | "B" | "B/s" => format_amount(value, unit),
        _ => format_amount(value, "B").trim_end_matches('B').trim_end().replace(' ', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale) -> Vec<String> {
        scale.ticks().into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        let clients = Scale::exact(&[1.0, 2e6], "clients", 0.0, 100.0).expect("an axis");
        assert_eq!(labels(&clients), ["1", "100", "10K", "1M"]);
        let times = Scale::exact(&[0.1, 5_000.0], "s", 0.0, 100.0).expect("an axis");
        assert_eq!(labels(&times), ["100 ms", "1 s", "10 s", "60 s", "10 min"]);
    }

    #[test]
    fn zero_has_a_place_of_its_own_below_the_decades() {
        let scale = Scale::decades([0.0, 3.0, 40.0].into_iter(), "B", 100.0, 0.0).expect("an axis");
        assert_eq!((scale.place(0.0), scale.place(1.0), scale.place(100.0)), (100.0, 100.0 - ZERO_BAND, 0.0));
        assert_eq!(labels(&scale), ["0", "1 B", "10 B", "100 B"]);
    }

    #[test]
    fn one_value_makes_no_axis_and_no_value_neither() {
        assert!(Scale::exact(&[5.0], "clients", 0.0, 1.0).is_none());
        assert!(Scale::decades([0.0, 0.0].into_iter(), "s", 0.0, 1.0).is_none());
    }
}
