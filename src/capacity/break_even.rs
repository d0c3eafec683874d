//! From where on another transport is the cheaper one.

use std::cmp::Ordering;

use super::series::{changed, cost, points};
use super::setting::{Setting, in_base_units};
use crate::model::{Axis, BreakEven, Measure, TransportId};

/// The costs that are compared.
const COMPARED: [Measure; 4] = [Measure::Requests, Measure::Bytes, Measure::Memory, Measure::Nodes];

/// Of two costs, differences below this share of the larger are noise of the calculation.
const NOISE: f64 = 1e-12;

/// Compares the recommended transport with each other one, along each axis.
pub fn break_even(moved: &[(TransportId, Setting<'_>)], winner: TransportId) -> Vec<BreakEven> {
    let Some((_, own)) = moved.iter().find(|(transport, _)| *transport == winner) else { return Vec::new() };
    let mut found = Vec::new();
    for (other, setting) in moved.iter().filter(|(transport, _)| *transport != winner) {
        for axis in Axis::ALL {
            for measure in COMPARED {
                let pair = Pair { own, other: setting, axis: *axis, measure };
                let name = |cheaper: Ordering| match cheaper {
                    Ordering::Less => Some(winner),
                    Ordering::Equal => None,
                    Ordering::Greater => Some(*other),
                };
                found.extend(pair.changes().into_iter().map(|(at, below, above)| BreakEven {
                    axis: *axis,
                    measure,
                    between: [winner, *other],
                    at,
                    below: name(below),
                    above: name(above),
                }));
            }
        }
    }
    found
}

/// Two transports and what is compared along which axis.
struct Pair<'a, 'k> {
    own: &'a Setting<'k>,
    other: &'a Setting<'k>,
    axis: Axis,
    measure: Measure,
}

impl Pair<'_, '_> {
    /// Where the cheaper one changes, with what is cheaper below and from there on. Nothing where something is missing; for
    /// clients, once and without a place where the same one is cheaper all along.
    fn changes(&self) -> Vec<(Option<f64>, Ordering, Ordering)> {
        let points = points(self.own, self.axis);
        let mut changes = Vec::new();
        let Some(mut stands) = self.cheaper(points[0]) else { return changes };
        for step in points.windows(2) {
            let Some(here) = self.cheaper(step[1]) else { return Vec::new() };
            // Costs that go up in steps are level now and then; only a change of sides counts.
            if here != stands && here != Ordering::Equal {
                let at = self.first(step[0], step[1], here);
                let place = in_base_units(changed(self.axis).unit(), at);
                changes.push((Some(place), stands, here));
                stands = here;
            }
        }
        // That one is cheaper all along is worth saying once, and that both are level is not.
        if changes.is_empty() && self.axis == Axis::Clients && stands != Ordering::Equal {
            changes.push((None, stands, stands));
        }
        changes
    }

    /// Which one is cheaper at a point: less is the recommended one.
    fn cheaper(&self, point: u64) -> Option<Ordering> {
        let own = cost(self.own, self.axis, point, self.measure)?;
        let other = cost(self.other, self.axis, point, self.measure)?;
        if (own - other).abs() <= NOISE * own.abs().max(other.abs()) {
            return Some(Ordering::Equal);
        }
        own.partial_cmp(&other)
    }

    /// The first point after `below`, up to `above`, at which this one is the cheaper.
    fn first(&self, mut below: u64, mut above: u64, cheaper: Ordering) -> u64 {
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if self.cheaper(middle) == Some(cheaper) { above = middle } else { below = middle }
        }
        above
    }
}
