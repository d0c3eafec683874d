//! `POST /{feature}/replies`: a reply that is streamed, and that is the log of a topic of its own, so that a broken stream can be
//! taken up again.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::event::{END, Message};
use super::feature::{Feature, TopicId, Transport};
use super::hex::hex;
use super::json::Strict;
use super::problem::Problem;
use super::publish::{digest, json_body};
use super::token::Subject;
use super::window::From;
use super::{Answer, Realtime, access, clock, names, random, stream};
use crate::app;
use crate::app::policy::Action;

/// What the topics of replies begin with.
const PREFIX: &str = "reply:";

#[derive(Deserialize)]
struct Request {
    data: Strict,
    key: Option<String>,
}

/// Where the owner's code puts a reply.
pub struct Reply {
    realtime: Arc<Realtime>,
    topic: TopicId,
}

impl Reply {
    /// Adds an event to the reply.
    pub async fn send(&self, kind: &str, data: &Value) -> Answer<()> {
        let message = Message {
            kind: kind.to_owned(),
            data: data.to_string(),
        };
        self.realtime
            .broker
            .publish(&self.topic, &message, None)
            .await
            .map(drop)
    }

    async fn end(&self, data: &Value) {
        if let Err(error) = self.send(END, data).await {
            tracing::warn!(topic = %self.topic, ?error, "a reply has no end");
        }
    }
}

pub async fn post(
    State(realtime): State<Arc<Realtime>>,
    Extension(feature): Extension<&'static Feature>,
    parts: Parts,
    body: Bytes,
) -> Result<Response, Problem> {
    let subject = access::identify(&realtime, &parts)?;
    let held = realtime
        .connections
        .hold(realtime.metrics.of(feature, Transport::Sse))?;
    let request: Request = json_body(&parts.headers, &body)?;
    if request
        .key
        .as_deref()
        .is_some_and(|key| !names::is_key(key))
    {
        return Err(Problem::bad(
            "bad-key",
            "A key has 1 to 128 visible ASCII characters.",
        ));
    }
    let fresh = TopicId {
        feature,
        name: format!("{PREFIX}{}", random::name()).into(),
    };
    access::authorize(&subject, Action::Ask, &fresh)?;
    let topic =
        if let Some(topic) = join(&realtime, &subject, &fresh, request.key.as_deref()).await? {
            topic
        } else {
            begin(&realtime, &subject, &fresh, request.data.0).await?;
            fresh
        };
    // From before its first event on, whoever began it.
    let birth = realtime.broker.newest(&topic, 0).await?.record.floor;
    stream::open(&realtime, &subject, &topic, From::After(birth), held).await
}

/// The topic of a reply that the same subject asked for with the same key.
async fn join(
    realtime: &Realtime,
    subject: &Subject,
    fresh: &TopicId,
    key: Option<&str>,
) -> Answer<Option<TopicId>> {
    let Some(key) = key else { return Ok(None) };
    let asked = TopicId {
        feature: fresh.feature,
        name: PREFIX.into(),
    };
    let name = format!("a:{}", hex(&digest(&asked, subject, key)));
    let there = realtime
        .broker
        .keep(&name, &fresh.name, realtime.settings.key_seconds)
        .await?;
    Ok(there.map(|name| TopicId {
        feature: fresh.feature,
        name: name.into(),
    }))
}

/// Has the owner's code write the reply, whether the client stays or not.
async fn begin(
    realtime: &Arc<Realtime>,
    subject: &Subject,
    topic: &TopicId,
    data: Value,
) -> Result<(), Problem> {
    realtime
        .broker
        .keep(&owner(topic), &subject.sub, realtime.settings.history_ttl)
        .await?;
    let reply = Reply {
        realtime: Arc::clone(realtime),
        topic: topic.clone(),
    };
    // Its record, so that who resumes finds where it began.
    realtime.broker.newest(topic, 0).await?;
    let patience = std::time::Duration::from_secs(realtime.settings.reply_seconds);
    let name = (!subject.is_anonymous()).then(|| subject.sub.clone());
    tokio::spawn(async move {
        let written = app::replies::reply(name.as_deref(), reply.topic.feature.name, &data, &reply);
        match tokio::time::timeout(patience, written).await {
            Ok(Ok(())) => reply.end(&Value::Null).await,
            Ok(Err(reason)) => reply.end(&json!({ "error": reason })).await,
            Err(_) => reply.end(&late()).await,
        }
    });
    Ok(())
}

/// Whether a subject may read a topic: a reply is for who asked for it. Where its writer is gone, it gets its end here.
pub async fn may_read(
    realtime: &Arc<Realtime>,
    subject: &Subject,
    topic: &TopicId,
) -> Result<(), Problem> {
    if !topic.feature.replies || !topic.name.starts_with(PREFIX) {
        return Ok(());
    }
    match realtime.broker.look_up(&owner(topic)).await? {
        Some(owner) if owner == subject.sub => {}
        Some(_) => {
            return Err(Problem::forbidden(
                "not-allowed",
                "A reply is read by who asked for it.",
            ));
        }
        None => return Err(Problem::not_found()),
    }
    let newest = realtime.broker.newest(topic, 1).await?;
    let begun = newest.record.floor.milliseconds;
    let overdue =
        clock::now().saturating_sub(begun) > realtime.settings.reply_seconds.saturating_mul(1000);
    if overdue && !newest.record.ended {
        Reply {
            realtime: Arc::clone(realtime),
            topic: topic.clone(),
        }
        .end(&late())
        .await;
    }
    Ok(())
}

/// Only the owner's code writes a reply.
pub fn may_write(topic: &TopicId) -> Result<(), Problem> {
    if topic.feature.replies && topic.name.starts_with(PREFIX) {
        return Err(Problem::forbidden(
            "not-allowed",
            "A reply is written by the server alone.",
        ));
    }
    Ok(())
}

fn late() -> Value {
    json!({ "error": "the reply was not written in time" })
}

fn owner(topic: &TopicId) -> String {
    format!("o:{topic}")
}
