//! From where on another transport is the cheaper one.

use std::cmp::Ordering;

use super::series::{bounded_cost, changed, points};
use super::setting::{Setting, in_base_units};
use crate::model::{Axis, Bound, BreakEven, Measure, TransportId};

/// The costs that are compared. Memory depends on the library more than on the transport, and nodes are always a lower bound.
const COMPARED: [Measure; 2] = [Measure::Requests, Measure::Bytes];

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
    /// Where the cheaper one changes, with what is cheaper below and from there on. Nothing where something is missing or only
    /// bounded; for clients, once and without a place where the same one is cheaper all along.
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

    /// Which one is cheaper at a point: less is the recommended one. Nothing where the bounds of the two leave it open.
    fn cheaper(&self, point: u64) -> Option<Ordering> {
        let (own, own_bound) = bounded_cost(self.own, self.axis, point, self.measure)?;
        let (other, other_bound) = bounded_cost(self.other, self.axis, point, self.measure)?;
        let level = (own - other).abs() <= NOISE * own.abs().max(other.abs());
        let order = if level { Ordering::Equal } else { own.partial_cmp(&other)? };
        let holds = match order {
            Ordering::Less => is_at_most(own_bound) && is_at_least(other_bound),
            Ordering::Equal => own_bound == Bound::Exact && other_bound == Bound::Exact,
            Ordering::Greater => is_at_least(own_bound) && is_at_most(other_bound),
        };
        holds.then_some(order)
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

/// The true cost is no more than the value.
fn is_at_most(bound: Bound) -> bool {
    matches!(bound, Bound::Exact | Bound::AtMost)
}

/// The true cost is no less than the value.
fn is_at_least(bound: Bound) -> bool {
    matches!(bound, Bound::Exact | Bound::AtLeast)
}
