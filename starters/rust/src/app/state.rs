//! The state of a topic: what a client is given that missed too much, or that has just come.

use serde_json::Value;

//% if replay and skip
use crate::realtime::feature::{Feature, Missed};
//% else
use crate::realtime::feature::Feature;
//% endif
use crate::realtime::{Answer, History};

//% if replay and skip
/// Read it from where your data is. Until then: the newest event where events are whole states, and else the last fifty.
pub async fn state(feature: &Feature, _topic: &str, history: &History<'_>) -> Answer<Value> {
    match feature.missed {
        Missed::Replay => Ok(history.newest(50).await?.into()),
        Missed::Skip => Ok(history
            .newest(1)
            .await?
            .pop()
            .map_or(Value::Null, |mut event| event["data"].take())),
    }
}
//% elif replay
/// Read it from where your data is. Until then: the last fifty events.
pub async fn state(_feature: &Feature, _topic: &str, history: &History<'_>) -> Answer<Value> {
    Ok(history.newest(50).await?.into())
}
//% else
/// Read it from where your data is. Until then: the newest event, which is the whole state.
pub async fn state(_feature: &Feature, _topic: &str, history: &History<'_>) -> Answer<Value> {
    let newest = history.newest(1).await?.pop();
    Ok(newest.map_or(Value::Null, |mut event| event["data"].take()))
}
//% endif
