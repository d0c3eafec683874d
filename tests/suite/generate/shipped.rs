//! Random situations over the rule base that is shipped.

use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

use advisor::model::{FactId, Kind, Knowledge, Situation, Value, WorkloadId};
use advisor::{embedded, facts};
use proptest::collection::vec;
use proptest::prelude::*;

use super::Draws;
use crate::oracle::Oracle;

static ORACLE: LazyLock<Oracle<'static>> = LazyLock::new(|| Oracle::new(shipped()));

/// Completions that a brute force can try for each of ten thousand situations.
const COMPLETIONS: usize = 120;
/// Things said, of which it tries every part.
const SAID: usize = 7;

/// A situation over the shipped base, shown as a user would write it.
#[derive(Clone)]
pub struct Stated(pub Situation);

pub fn shipped() -> &'static Knowledge {
    embedded::knowledge()
}

pub fn shipped_oracle() -> &'static Oracle<'static> {
    &ORACLE
}

/// Facts that are given, given as unknown, assumed or not mentioned.
pub fn situations() -> impl Strategy<Value = Stated> {
    drawn(|draws| {
        let workload = workload(draws);
        let mut given = Vec::new();
        for fact in shipped().fact_ids() {
            match draws.below(10) {
                0..4 => {}
                4 => given.push((fact, None)),
                _ => given.push((fact, Some(value(fact, draws)))),
            }
        }
        facts::situation(shipped(), workload, &given)
    })
}

/// Nearly everything is given, so that what is unknown can be completed in few ways.
pub fn few_unknown() -> impl Strategy<Value = Stated> {
    drawn(|draws| {
        let mut given: Vec<(FactId, Option<Value>)> = shipped().fact_ids().map(|fact| (fact, Some(value(fact, draws)))).collect();
        let mut completions = 1;
        for _ in 0..draws.between(1, 6) {
            let fact = draws.below(given.len());
            let classes = ORACLE.classes[fact].len();
            if given[fact].1.is_some() && completions * classes <= COMPLETIONS {
                completions *= classes;
                given[fact].1 = None;
            }
        }
        facts::situation(shipped(), None, &given)
    })
}

/// Little is said, so that every part of it can be tried; a workload assumes the rest.
pub fn few_said() -> impl Strategy<Value = Stated> {
    drawn(|draws| {
        let workload = workload(draws);
        let mut given: Vec<(FactId, Option<Value>)> = Vec::new();
        for _ in 0..draws.between(0, SAID - 1) {
            let fact = FactId::at(draws.below(shipped().facts.len()));
            let value = if draws.chance(10) { None } else { Some(value(fact, draws)) };
            if given.iter().all(|(other, _)| *other != fact) {
                given.push((fact, value));
            }
        }
        facts::situation(shipped(), workload, &given)
    })
}

fn drawn(draw: fn(&mut Draws<'_>) -> Situation) -> impl Strategy<Value = Stated> {
    vec(any::<u16>(), 3 * shipped().facts.len()).prop_map(move |numbers| Stated(draw(&mut Draws::new(&numbers))))
}

fn workload(draws: &mut Draws<'_>) -> Option<WorkloadId> {
    let chosen = draws.below(2 * shipped().workloads.len());
    chosen.checked_sub(shipped().workloads.len()).map(WorkloadId::at)
}

fn value(fact: FactId, draws: &mut Draws<'_>) -> Value {
    let values = &ORACLE.values[fact.index()];
    // Lists of transports veto them; most features forbid none, and others would drown in vetoes.
    match shipped().fact(fact).kind {
        Kind::Set { may_be_empty: true, .. } if draws.chance(50) => values[0],
        _ => draws.pick(values),
    }
}

impl Deref for Stated {
    type Target = Situation;

    fn deref(&self) -> &Situation {
        &self.0
    }
}

impl fmt::Debug for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let workload = self.workload.map(|id| format!("workload = {}", shipped().workload(id).id));
        let fact = |(fact, entry): (&advisor::model::Fact, &advisor::model::Entry)| {
            let value = match entry.given {
                Some(given) => given.map_or("unknown".to_owned(), |value| fact.format(value)),
                None => format!("({})", fact.format(entry.assumed?)),
            };
            Some(format!("{} = {value}", fact.id))
        };
        let facts = shipped().facts.iter().zip(&self.entries).filter_map(fact);
        f.write_str(&workload.into_iter().chain(facts).collect::<Vec<_>>().join(", "))
    }
}
