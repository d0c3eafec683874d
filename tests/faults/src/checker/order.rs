//! Whether what came, came in the order of the topic: by ids, for each publisher, and for any two clients alike.

use std::collections::HashMap;

use harness::wire::events::Id;

use super::segments::Segment;
use super::{Finding, Kind, Promise};
use crate::history::{History, Payload, What};

/// Ids only grow within a segment.
pub fn of_ids(segments: &[Segment<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for segment in segments {
        let mut last = segment.start;
        for (id, payload) in &segment.events {
            // What came twice is said to be that.
            if last.is_some_and(|last| *id < last) {
                let last = last.map(|last| last.to_string()).unwrap_or_default();
                found.push(segment.finding(Kind::OutOfOrder, format!("{payload} came as {id} after {last}")));
            }
            last = last.max(Some(*id));
        }
    }
    found
}

/// When a message was first sent and when it was acknowledged, as places in its publisher's history.
#[derive(Clone, Copy)]
struct Span {
    sent: usize,
    acknowledged: Option<usize>,
}

fn spans(history: &History) -> HashMap<u64, Span> {
    let mut spans = HashMap::new();
    for (place, entry) in history.entries.iter().enumerate() {
        match entry.what {
            What::Sent { number, .. } => {
                spans.entry(number).or_insert(Span { sent: place, acknowledged: None });
            }
            What::Acknowledged { number, .. } => {
                if let Some(span) = spans.get_mut(&number) {
                    span.acknowledged.get_or_insert(place);
                }
            }
            _ => {}
        }
    }
    spans
}

/// A message that was sent after another one's acknowledgement has the larger id.
pub fn of_acknowledgements(histories: &[&History], promise: &Promise) -> Vec<Finding> {
    let mut found = Vec::new();
    for history in histories {
        let spans = spans(history);
        // The largest id by generation and place, for one publisher.
        let mut largest: Vec<(usize, usize, Id)> = Vec::new();
        for (place, entry) in history.entries.iter().enumerate() {
            let What::Acknowledged { number, id } = entry.what else { continue };
            let generation = promise.generation(entry.at);
            let sent = spans.get(&number).map_or(place, |span| span.sent);
            let before = largest[..largest.partition_point(|(place, _, _)| *place < sent)].last();
            if let Some((_, known, before)) = before
                && *known == generation
                && *before >= id
            {
                let says = format!("number {number} was acknowledged as {id}, after an earlier one as {before}");
                found.push(Finding {
                    kind: Kind::OutOfOrder,
                    client: history.client.clone(),
                    topic: history.topic.clone(),
                    says,
                });
            }
            let most = largest.last().filter(|(_, known, _)| *known == generation).map_or(id, |(_, _, most)| id.max(*most));
            largest.push((place, generation, most));
        }
    }
    found
}

/// Of one publisher, what was sent after another message's acknowledgement comes after that.
pub fn of_publishers(histories: &[&History], segments: &[Segment<'_>]) -> Vec<Finding> {
    let spans: HashMap<&str, HashMap<u64, Span>> = histories.iter().map(|history| (&*history.client, spans(history))).collect();
    let mut found = Vec::new();
    for segment in segments {
        let mut newest: HashMap<&str, (usize, &Payload)> = HashMap::new();
        for (_, payload) in &segment.events {
            let Some(span) = spans.get(&*payload.by).and_then(|spans| spans.get(&payload.number)) else { continue };
            let entry = newest.entry(&payload.by).or_insert((span.sent, payload));
            if span.acknowledged.is_some_and(|acknowledged| acknowledged < entry.0) {
                let says = format!("{payload} came after {}, which was sent later", entry.1);
                found.push(segment.finding(Kind::OutOfOrder, says));
            }
            if span.sent > entry.0 {
                *entry = (span.sent, payload);
            }
        }
    }
    found
}

/// What two clients both got, they got in the same order.
pub fn between_clients(segments: &[Segment<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut generations: Vec<usize> = segments.iter().map(|segment| segment.generation).collect();
    generations.sort_unstable();
    generations.dedup();
    for generation in generations {
        let here = || segments.iter().filter(|segment| segment.generation == generation);
        let Some(longest) = here().max_by_key(|segment| segment.events.len()) else { continue };
        let mut places = HashMap::new();
        for (place, (_, payload)) in longest.events.iter().enumerate() {
            places.entry(*payload).or_insert(place);
        }
        for segment in here() {
            let mut last: Option<(usize, &Payload)> = None;
            for (_, payload) in &segment.events {
                let Some(place) = places.get(payload) else { continue };
                if let Some((before, other)) = last
                    && before > *place
                {
                    let says = format!("{payload} came after {other}; to `{}` before it", longest.history.client);
                    found.push(segment.finding(Kind::OutOfOrder, says));
                }
                last = last.max(Some((*place, payload)));
            }
        }
    }
    found
}
