//! `GET /{feature}/state`: a topic's state, from the owner's own code.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::broker::Answer;
use super::cursor::Cursor;
use super::feature::{Feature, TopicId};
use super::problem::Problem;
use super::query::Query;
use super::{Realtime, access, names};
use crate::app;

/// The log of one topic, for the owner's code.
pub struct History<'r> {
    realtime: &'r Realtime,
    topic: &'r TopicId,
    /// Up to where the state is asked for.
    until: Cursor,
}

impl History<'_> {
    /// The newest events that are kept, up to where the client will go on, oldest of them first: `{"id","topic","type","data","at"}`.
    pub async fn newest(&self, count: usize) -> Answer<Vec<Value>> {
        let newest = self.realtime.broker.newest(self.topic, count).await?;
        Ok(newest
            .events
            .iter()
            .filter(|event| event.id <= self.until)
            .filter_map(|event| serde_json::from_slice(event.json()).ok())
            .collect())
    }
}

pub async fn get(
    realtime: Arc<Realtime>,
    feature: &'static Feature,
    query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let subject = access::identify(&realtime, &parts)?;
    let topic = names::topic(feature, query.topic.as_deref())?;
    access::may_read(&realtime, &subject, &topic).await?;
    // Before the state is read: what comes in between is then delivered once more, and not lost.
    let cursor = realtime.broker.newest(&topic, 0).await?.record.last;
    let state = app::state::state(
        feature,
        &topic.name,
        &History {
            realtime: &realtime,
            topic: &topic,
            until: cursor,
        },
    )
    .await?;
    let answer = axum::Json(json!({ "state": state, "cursor": cursor.to_string() }));
    Ok(([(CACHE_CONTROL, "private, no-store")], answer).into_response())
}
