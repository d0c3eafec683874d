//! The log of a topic as its publishers know it: what was acknowledged, and under which id.

use std::collections::{BTreeMap, HashMap, HashSet};

use harness::wire::events::Id;

use super::segments::Segment;
use super::{Finding, Kind, Promise};
use crate::history::{History, Payload, What};

/// What was published to one topic.
pub struct Log<'h> {
    /// The publishers' histories.
    histories: Vec<&'h History>,
    sent: HashSet<Payload>,
    /// By generation and id.
    acknowledged: BTreeMap<(usize, Id), Payload>,
    ids: HashMap<(usize, Payload), Id>,
}

impl<'h> Log<'h> {
    pub fn of(histories: &[&'h History], promise: &Promise) -> Self {
        let mut log =
            Self { histories: histories.to_vec(), sent: HashSet::new(), acknowledged: BTreeMap::new(), ids: HashMap::new() };
        for history in histories {
            for entry in &history.entries {
                let payload = |number| Payload { by: history.client.clone(), number };
                match entry.what {
                    What::Sent { number, .. } => {
                        log.sent.insert(payload(number));
                    }
                    What::Acknowledged { number, id } => {
                        let generation = promise.generation(entry.at);
                        log.acknowledged.insert((generation, id), payload(number));
                        log.ids.insert((generation, payload(number)), id);
                    }
                    _ => {}
                }
            }
        }
        log
    }

    /// What was refused for good.
    pub fn refused(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for history in &self.histories {
            for entry in &history.entries {
                if let What::Refused { number, why } = &entry.what {
                    let says = format!("number {number} was refused: {why}");
                    found.push(Finding {
                        kind: Kind::Strange,
                        client: history.client.clone(),
                        topic: history.topic.clone(),
                        says,
                    });
                }
            }
        }
        found
    }

    /// What was acknowledged and owed to a reader, who never got it.
    pub fn lost(&self, segments: &[Segment<'_>]) -> Vec<Finding> {
        let mut found = Vec::new();
        for segment in segments {
            let came: HashSet<&Payload> = segment.events.iter().map(|(_, payload)| *payload).collect();
            let (start, end) = segment.owed();
            for ((generation, id), payload) in &self.acknowledged {
                let later = segment.last && *generation > segment.generation;
                let here = *generation == segment.generation && start.admits(*id) && end.is_none_or(|end| *id <= end);
                if (later || here) && !came.contains(payload) {
                    found.push(segment.finding(Kind::Lost, format!("{payload}, acknowledged as {id}, never came")));
                }
            }
        }
        found
    }

    /// What came twice, under another id than it was acknowledged with, or was published by nobody.
    pub fn doubled(&self, segments: &[Segment<'_>]) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut under: HashMap<(usize, &Payload), Id> = HashMap::new();
        let mut holds: HashMap<(usize, Id), &Payload> = HashMap::new();
        for segment in segments {
            let mut came = HashSet::new();
            for (id, payload) in &segment.events {
                if !self.sent.contains(*payload) {
                    found.push(segment.finding(Kind::Strange, format!("{payload} came as {id}, and nobody published it")));
                }
                if !came.insert((*id, *payload)) {
                    found.push(segment.finding(Kind::Doubled, format!("{payload} came twice as {id}")));
                }
                let first = *under.entry((segment.generation, payload)).or_insert(*id);
                if first != *id {
                    found.push(segment.finding(Kind::Doubled, format!("{payload} was published twice, as {first} and as {id}")));
                }
                let other = *holds.entry((segment.generation, *id)).or_insert(payload);
                if other != *payload {
                    found.push(segment.finding(Kind::Doubled, format!("{id} is {other}, and {payload} as well")));
                }
                if let Some(said) = self.ids.get(&(segment.generation, (*payload).clone()))
                    && said != id
                {
                    found.push(segment.finding(Kind::Doubled, format!("{payload} came as {id}, and was acknowledged as {said}")));
                }
            }
        }
        found
    }
}
