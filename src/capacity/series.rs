//! Costs over clients and over intervals: the points of plots.

use super::number::cleaned;
use super::setting::{Setting, in_base_units};
use super::traffic::Formulas;
use crate::model::{Axis, Bound, CostLine, Measure, NumberKey, Series, TransportId};

/// What is drawn over each axis: what does not change along it is left out.
const DRAWN: [(Axis, &[Measure]); 3] = [
    (Axis::Clients, &[Measure::Connections, Measure::Requests, Measure::Bytes, Measure::Memory, Measure::Nodes]),
    (Axis::PollInterval, &[Measure::Requests, Measure::Bytes, Measure::Memory, Measure::MeanStaleness, Measure::WorstStaleness]),
    (Axis::UpdateInterval, &[Measure::Requests, Measure::Bytes, Measure::Nodes]),
];

/// The number that an axis changes.
pub fn changed(axis: Axis) -> NumberKey {
    match axis {
        Axis::Clients => NumberKey::Clients,
        Axis::PollInterval => NumberKey::Delay,
        Axis::UpdateInterval => NumberKey::Interval,
    }
}

/// The setting at a point of an axis, given in whole clients or milliseconds.
pub fn at<'k>(setting: &Setting<'k>, axis: Axis, point: u64) -> Setting<'k> {
    let key = changed(axis);
    setting.with(key, in_base_units(key.unit(), point))
}

/// A cost there, unless something is missing for it.
fn cost(setting: &Setting<'_>, axis: Axis, point: u64, measure: Measure) -> Option<f64> {
    Some(bounded_cost(setting, axis, point, measure)?.0)
}

/// A cost there with its bound, unless something is missing for it.
pub fn bounded_cost(setting: &Setting<'_>, axis: Axis, point: u64, measure: Measure) -> Option<(f64, Bound)> {
    let setting = at(setting, axis, point);
    let formulas = Formulas::<f64>::new(&setting);
    let figure = formulas.figure(measure);
    Some((figure.value().ok()?, figure.bound()))
}

/// Every series of a feature.
pub fn series(moved: &[(TransportId, Setting<'_>)]) -> Vec<Series> {
    let Some((_, setting)) = moved.first() else { return Vec::new() };
    let one = |(axis, measures): (Axis, &[Measure])| {
        let key = changed(axis);
        let points = points(setting, axis);
        let line = |transport: TransportId, setting: &Setting<'_>, measure: Measure| {
            let values: Option<Vec<f64>> = points.iter().map(|point| cost(setting, axis, *point, measure).map(cleaned)).collect();
            Some(CostLine { transport, measure, values: values? })
        };
        let lines = measures.iter().flat_map(|measure| {
            moved.iter().filter_map(|(transport, setting)| line(*transport, setting, *measure)).collect::<Vec<_>>()
        });
        Series {
            axis,
            here: setting.known(key),
            lines: lines.collect(),
            points: points.iter().map(|point| in_base_units(key.unit(), *point)).collect(),
        }
    };
    DRAWN.into_iter().map(one).collect()
}

/// Points in steps of 1, 2 and 5 that hold the usual range and the feature's own value: clients, or milliseconds.
pub fn points(setting: &Setting<'_>, axis: Axis) -> Vec<u64> {
    let (from, to) = match axis {
        Axis::Clients => (1, 1_000_000),
        Axis::PollInterval | Axis::UpdateInterval => (100, 3_600_000),
    };
    let per_unit = if axis == Axis::Clients { 1.0 } else { 1000.0 };
    // Room for a hundred times the clients, and for the value itself elsewhere; a conversion of a float stops at the largest.
    let room = if axis == Axis::Clients { 100.0 } else { 1.0 };
    let here = setting.known(changed(axis)).filter(|here| *here > 0.0).map(|here| here * per_unit);
    let from = here.map_or(from, |here| from.min(here as u64)).max(1);
    let to = here.map_or(to, |here| to.max((here * room).ceil() as u64));
    let mut points = Vec::new();
    let mut step: u64 = 1;
    'decades: loop {
        for factor in [1, 2, 5] {
            let Some(point) = step.checked_mul(factor) else { break 'decades };
            if step.saturating_mul(next(factor)) > from {
                points.push(point);
            }
            if point >= to {
                break 'decades;
            }
        }
        match step.checked_mul(10) {
            Some(more) => step = more,
            None => break,
        }
    }
    points
}

/// The step after one of 1, 2 and 5.
fn next(factor: u64) -> u64 {
    match factor {
        1 => 2,
        2 => 5,
        _ => 10,
    }
}
