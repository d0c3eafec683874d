//! `POST /{feature}/events`, and what a socket publishes.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::broker::{Answer, KeyDigest};
//% if sse or websocket
use super::clock;
//% endif
use super::cursor::Cursor;
use super::event::{END, Message, written};
//% if sse or websocket
use super::event::{Passing, Sign};
//% endif
use super::feature::{Feature, TopicId};
use super::json::Strict;
use super::problem::Problem;
use super::query::Query;
//% if replies
use super::replies;
//% endif
use super::token::{Subject, covers};
use super::{Realtime, access, names};
use crate::app::messages;
use crate::app::policy::Action;

/// A message as clients write it.
#[derive(Debug, Deserialize)]
pub struct Draft {
    #[serde(rename = "type")]
    kind: Option<String>,
    data: Strict,
    key: Option<String>,
    #[serde(default)]
    ephemeral: bool,
}

pub async fn post(
    realtime: Arc<Realtime>,
    feature: &'static Feature,
    query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let subject = access::identify(&realtime, &parts)?;
    let topic = names::topic(feature, query.topic.as_deref())?;
    let draft = json_body(&parts.headers, body).await?;
    let id = publish(&realtime, &subject, &topic, draft).await?;
    let answer = match id {
        Some(id) => {
            let published = json!({ "id": id.to_string(), "topic": &*topic.name, "at": written(id.milliseconds).to_string() });
            (StatusCode::CREATED, axum::Json(published)).into_response()
        }
        None => StatusCode::ACCEPTED.into_response(),
    };
    Ok(([(CACHE_CONTROL, "no-store")], answer).into_response())
}

/// A body of JSON.
pub async fn json_body<T: for<'de> Deserialize<'de>>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let detail = "Send JSON: `Content-Type: application/json`.";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            detail,
        ));
    }
    // The door has bounded it.
    let body = to_bytes(body, usize::MAX)
        .await
        .map_err(|_| Problem::broken_off())?;
    serde_json::from_slice(&body).map_err(|error| {
        Problem::bad(
            "bad-json",
            format!("The body is not what it must be: {error}."),
        )
    })
}

/// Publishes a message for a subject: its id, or nothing where it has none because it passes by.
pub async fn publish(
    realtime: &Realtime,
    subject: &Subject,
    topic: &TopicId,
    draft: Draft,
) -> Result<Option<Cursor>, Problem> {
    access::authorize(subject, Action::Write, topic)?;
//% if replies
    replies::may_write(topic)?;
//% endif
    let kind = draft.kind.unwrap_or_else(|| "message".to_owned());
    if !names::is_type(&kind) {
        return Err(Problem::bad(
            "bad-type",
            "A type is a small letter and up to 63 of a-z 0-9 . _ -",
        ));
    }
    if kind == END {
        may_end(subject, topic, draft.ephemeral)?;
    }
    if draft.key.as_deref().is_some_and(|key| !names::is_key(key)) {
        return Err(Problem::bad(
            "bad-key",
            "A key has 1 to 128 visible ASCII characters.",
        ));
    }
    let message = Message {
        kind,
        data: draft.data.0.to_string(),
    };
    let name = (!subject.is_anonymous()).then_some(subject.sub.as_str());
    let accepted = messages::accept(name, topic.feature.name, &topic.name, message).await;
    let message = accepted.map_err(|reason| Problem::forbidden("refused", reason))?;
    if draft.ephemeral {
//% if sse or websocket
        let sign = Sign::new(&topic.name, message, clock::now());
        realtime.broker.pass(topic, Passing::Sign(sign)).await?;
//% endif
        return Ok(None);
    }
    let key = draft.key.map(|key| digest(topic, subject, &key));
    Ok(Some(append(realtime, topic, &message, key).await?))
}

/// Adds a message to a topic's log; where its key was used, gives the id that it had then.
pub async fn append(
    realtime: &Realtime,
    topic: &TopicId,
    message: &Message,
    key: Option<KeyDigest>,
) -> Answer<Cursor> {
    let published = realtime.broker.publish(topic, message, key).await?;
    if published.fresh {
        realtime.metrics.published(topic.feature);
    }
    Ok(published.id)
}

/// Only a token that says so ends a topic.
fn may_end(subject: &Subject, topic: &TopicId, ephemeral: bool) -> Result<(), Problem> {
    if ephemeral {
        return Err(Problem::bad(
            "bad-type",
            "The end of a topic is not ephemeral.",
        ));
    }
    let granted = subject
        .write
        .as_ref()
        .is_some_and(|patterns| covers(patterns, topic.feature.name, &topic.name));
    if granted {
        Ok(())
    } else {
        Err(Problem::forbidden(
            "not-allowed",
            "Only a token with `write` may end a topic.",
        ))
    }
}

/// What stands for a key in the broker.
pub fn digest(topic: &TopicId, subject: &Subject, key: &str) -> KeyDigest {
    let parts = [topic.feature.name, &*topic.name, subject.sub.as_str(), key];
    Sha256::digest(parts.join("\n")).into()
}
