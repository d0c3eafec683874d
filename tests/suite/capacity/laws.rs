//! Laws that hold for the costs of every feature.

use advisor::model::{BreakEven, Combined, Estimate, Measure, Series, Value};
use proptest::prelude::*;

use super::{Bench, alike, figure};

/// What is paid for; delays are what is got for it, and the time until all are back gets shorter with more nodes.
const PAID: [Measure; 11] = [
    Measure::Connections,
    Measure::Requests,
    Measure::OriginRequests,
    Measure::BytesDown,
    Measure::BytesUp,
    Measure::Bytes,
    Measure::Memory,
    Measure::FileDescriptors,
    Measure::Nodes,
    Measure::BrokerMessages,
    Measure::ReconnectRate,
];

const TRANSPORTS: [&str; 4] = ["long-polling", "short-polling", "sse", "websocket"];

/// The choices that the formulas read.
const CHOICES: [(&str, &[&str]); 6] = [
    ("direction", &["server-to-client", "bidirectional", "client-to-server"]),
    ("client_sends", &["never", "rarely", "often"]),
    ("payload", &["text", "binary"]),
    ("audience", &["same-for-all", "per-client"]),
    ("missed_updates", &["skip", "replay"]),
    ("http_version", &["http1", "http2"]),
];

/// Numbers from 1 ms to 30 days, evenly over the powers of ten.
fn duration() -> impl Strategy<Value = u64> {
    (0.0..9.41_f64).prop_map(|power| 10_f64.powf(power) as u64)
}

#[derive(Clone, Debug)]
struct Feature {
    clients: u64,
    interval: u64,
    delay: u64,
    size: u64,
    idle: Option<u64>,
    /// For each of [`CHOICES`], which one, or none.
    choices: Vec<Option<usize>>,
}

fn feature() -> impl Strategy<Value = Feature> {
    let choices: Vec<_> = CHOICES.iter().map(|(_, values)| proptest::option::weighted(0.9, 0..values.len())).collect();
    let clients = (0.0..9.0_f64).prop_map(|power| 10_f64.powf(power) as u64);
    (clients, duration(), duration(), 0..200_000_u64, proptest::option::of(duration()), choices)
        .prop_map(|(clients, interval, delay, size, idle, choices)| Feature { clients, interval, delay, size, idle, choices })
}

impl Feature {
    fn facts(&self, bench: &Bench) -> Vec<(&'static str, Value)> {
        let mut facts = vec![
            ("concurrent_clients", Value::Number(self.clients)),
            ("update_interval", Value::Number(self.interval)),
            ("max_staleness", Value::Number(self.delay)),
            ("payload_size", Value::Number(self.size)),
        ];
        facts.extend(self.idle.map(|idle| ("proxy_idle_timeout", Value::Number(idle))));
        for ((fact, values), chosen) in CHOICES.iter().zip(&self.choices) {
            facts.extend(chosen.map(|at| (*fact, bench.choice(fact, values[at]))));
        }
        facts
    }

    fn estimate(&self, bench: &Bench) -> Estimate {
        bench.estimate(&self.facts(bench))
    }
}

/// Nothing that is paid for is more in the first than in the second; gaps are left out.
fn never_more(bench: &Bench, less: &Estimate, more: &Estimate) -> Result<(), TestCaseError> {
    for transport in TRANSPORTS {
        for measure in PAID {
            let (less, more) = (figure(bench, less, transport, measure), figure(bench, more, transport, measure));
            for (less, more) in less.values.iter().zip(&more.values) {
                if let (Some(less), Some(more)) = (less, more) {
                    prop_assert!(less <= more || alike(*less, *more), "{transport}, {measure:?}: {less} is more than {more}");
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn more_clients_never_cost_less(feature in feature(), more in 1..1_000_000_u64) {
        let bench = Bench::new();
        let larger = Feature { clients: feature.clients + more, ..feature.clone() };
        never_more(&bench, &feature.estimate(&bench), &larger.estimate(&bench))?;
    }

    #[test]
    fn a_longer_time_between_updates_never_costs_more(feature in feature(), longer in duration()) {
        let bench = Bench::new();
        let rarer = Feature { interval: feature.interval + longer, ..feature.clone() };
        never_more(&bench, &rarer.estimate(&bench), &feature.estimate(&bench))?;
    }

    #[test]
    fn a_longer_time_between_polls_never_costs_more(feature in feature(), longer in duration()) {
        let bench = Bench::new();
        let later = Feature { delay: feature.delay + longer, ..feature.clone() };
        never_more(&bench, &later.estimate(&bench), &feature.estimate(&bench))?;
    }

    #[test]
    fn every_figure_is_the_sum_or_the_largest_of_its_parts(feature in feature()) {
        let bench = Bench::new();
        for costs in feature.estimate(&bench).costs {
            for figure in costs.figures {
                for (scale, value) in figure.values.iter().enumerate() {
                    let parts: Option<Vec<f64>> = figure.parts.iter().map(|part| part.values[scale]).collect();
                    let Some(value) = value else {
                        prop_assert!(!figure.missing.is_empty() && parts.is_none(), "{:?}", figure.measure);
                        continue;
                    };
                    let parts = parts.expect("a figure without a gap has none in its parts");
                    let total = match figure.combined {
                        Combined::Sum => parts.iter().sum::<f64>(),
                        Combined::Largest => parts.iter().copied().fold(0.0, f64::max),
                    };
                    prop_assert!(alike(*value, total), "{:?}: {value} is not {parts:?}", figure.measure);
                }
            }
        }
    }

    #[test]
    fn bytes_both_ways_are_those_down_and_up(feature in feature()) {
        let bench = Bench::new();
        let estimate = feature.estimate(&bench);
        for transport in TRANSPORTS {
            let value = |measure| figure(&bench, &estimate, transport, measure).values[0];
            if let (Some(down), Some(up)) = (value(Measure::BytesDown), value(Measure::BytesUp)) {
                prop_assert!(alike(value(Measure::Bytes).expect("both ways are known"), down + up));
            }
        }
    }

    #[test]
    fn at_a_break_even_point_the_cheaper_one_changes(feature in feature()) {
        let bench = Bench::new();
        for found in feature.estimate(&bench).break_even {
            prop_assert_ne!(found.above, None);
            prop_assert!(found.between.contains(&found.above.expect("it was just looked at")));
            match found.at {
                Some(_) => {
                    prop_assert_ne!(found.below, found.above);
                    changes_there(&bench, &feature, &found)?;
                }
                None => prop_assert_eq!(found.below, found.above),
            }
        }
    }
}

/// One step before the point, what stands below is cheaper, or both are level; at the point, what stands above is.
fn changes_there(bench: &Bench, feature: &Feature, found: &BreakEven) -> Result<(), TestCaseError> {
    use advisor::model::Axis;
    let at = found.at.expect("there is a point");
    let point = if found.axis == Axis::Clients { at } else { (at * 1000.0).round() } as u64;
    let moved = |point: u64| match found.axis {
        Axis::Clients => Feature { clients: point, ..feature.clone() },
        Axis::PollInterval => Feature { delay: point, ..feature.clone() },
        Axis::UpdateInterval => Feature { interval: point, ..feature.clone() },
    };
    let cost = |point: u64, transport| {
        let estimate = moved(point).estimate(bench);
        let costs = estimate.costs.into_iter().find(|costs| costs.transport == transport).expect("its costs");
        costs.figure(found.measure).expect("every measure").values[0].expect("it was compared")
    };
    let [own, other] = found.between;
    let dearer = if found.above == Some(own) { other } else { own };
    let above = found.above.expect("one is cheaper above");
    let (at_above, at_dearer) = (cost(point, above), cost(point, dearer));
    prop_assert!(at_above < at_dearer || alike(at_above, at_dearer), "{found:?}");
    let (before_above, before_dearer) = (cost(point - 1, above), cost(point - 1, dearer));
    prop_assert!(before_above >= before_dearer || alike(before_above, before_dearer), "{found:?}");
    Ok(())
}

fn finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite() && *value >= 0.0)
}

#[test]
fn the_smallest_and_the_largest_numbers_give_finite_figures_or_a_gap_with_its_facts() {
    let bench = Bench::new();
    let durations = [1, 999, 1_000, 60_000, 2_592_000_000];
    for clients in [0, 1, 1_000_000_000, u64::MAX - 1] {
        for interval in durations {
            for delay in durations {
                for size in [0, 125, 126, 65_536, 10_000_000_000] {
                    let choices = CHOICES.iter().map(|_| Some(0)).collect();
                    let feature = Feature { clients, interval, delay, size, idle: Some(delay), choices };
                    let estimate = feature.estimate(&bench);
                    let figures = estimate.costs.iter().flat_map(|costs| &costs.figures);
                    for figure in figures {
                        let values: Option<Vec<f64>> = figure.values.iter().copied().collect();
                        let values = values.unwrap_or_else(|| panic!("{:?} has a gap with every fact given", figure.measure));
                        assert!(finite(&values), "{feature:?}: {:?} is {values:?}", figure.measure);
                        if clients == 0 && PAID.contains(&figure.measure) && figure.measure != Measure::BrokerMessages {
                            assert_eq!(values[0], 0.0, "{:?} of nobody", figure.measure);
                        }
                    }
                    check_series(&estimate.series);
                    assert!(finite(&estimate.break_even.iter().filter_map(|found| found.at).collect::<Vec<_>>()));
                }
            }
        }
    }
}

fn check_series(series: &[Series]) {
    assert_eq!(series.len(), 3);
    for series in series {
        assert!(finite(&series.points) && series.points.len() >= 10, "{:?}", series.points);
        assert!(series.points.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", series.points);
        let here = series.here.expect("every fact is given");
        // An axis ends where whole numbers do.
        let covered =
            here == 0.0 || here > 1e18 || series.points[0] <= here && here <= *series.points.last().expect("there are points");
        assert!(covered, "{here} is not within {:?}", series.points);
        for line in &series.lines {
            assert!(line.values.len() == series.points.len() && finite(&line.values), "{line:?}");
        }
    }
}

#[test]
fn a_load_that_fills_its_nodes_takes_no_further_one() {
    let bench = Bench::new();
    for delay in 1..40 {
        // 70,000 polls a second for each of three nodes.
        let clients = 210 * delay;
        let choices: Vec<_> = CHOICES.iter().map(|_| Some(0)).collect();
        for interval in 1..60 {
            let feature = Feature { clients, interval, delay, size: 0, idle: None, choices: choices.clone() };
            let nodes = figure(&bench, &feature.estimate(&bench), "short-polling", Measure::Nodes).values[0];
            assert_eq!(nodes, Some(3.0), "{feature:?}");
        }
    }
}

#[test]
fn a_duration_of_nothing_is_a_gap_and_no_division_by_it() {
    let bench = Bench::new();
    let choices = CHOICES.iter().map(|_| Some(0)).collect();
    let feature = Feature { clients: 100, interval: 0, delay: 0, size: 100, idle: None, choices };
    let estimate = feature.estimate(&bench);
    let gaps = |transport, measure| {
        let figure = figure(&bench, &estimate, transport, measure);
        assert_eq!(figure.values, [None; 3]);
        figure.missing.iter().map(|fact| bench.knowledge.fact(*fact).id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(gaps("short-polling", Measure::Requests), ["update_interval", "max_staleness"]);
    assert_eq!(gaps("sse", Measure::BytesDown), ["update_interval"]);
}

#[test]
fn nothing_known_is_a_gap_in_every_figure_but_those_that_need_no_fact() {
    let bench = Bench::new();
    let estimate = bench.estimate(&[]);
    for costs in &estimate.costs {
        for figure in &costs.figures {
            let known = figure.values.iter().all(Option::is_some);
            assert_eq!(known, figure.missing.is_empty(), "{:?}", figure.measure);
        }
    }
    let worst = figure(&bench, &estimate, "sse", Measure::WorstStaleness);
    assert_eq!(worst.values, [Some(0.0); 3], "a push adds no delay, whatever the feature is");
    assert!(!figure(&bench, &estimate, "sse", Measure::Bytes).missing.is_empty());
}
