//! `POST /{feature}/replies`: a reply that is streamed, and that is the log of a topic of its own, so that a broken stream can be
//! taken up again.

use std::sync::Arc;
use std::time::Duration;
//% if redis
use std::time::Instant;
//% endif

use axum::extract::Request;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::broker::Refusal;
use super::config::Settings;
use super::cursor::Cursor;
use super::event::{END, Message};
use super::feature::{Feature, TopicId, Transport};
use super::hex::hex;
use super::json::Strict;
use super::problem::Problem;
use super::publish::{append, digest, json_body};
use super::query::Query;
use super::token::Subject;
use super::window::From;
use super::{Answer, Realtime, access, clock, names, random, stream};
use crate::app;
use crate::app::policy::Action;

/// What the topics of replies begin with.
const PREFIX: &str = "reply:";
//% if redis
/// Before the next attempt to end a reply.
const PAUSE: Duration = Duration::from_millis(500);
//% endif

#[derive(Deserialize)]
struct Question {
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
        append(&self.realtime, &self.topic, &message, None)
            .await
            .map(drop)
    }

    /// Ends the reply, as soon as the broker lets it.
    async fn end(&self, data: &Value) {
//% if redis
        let patience = Duration::from_secs(self.realtime.settings.reply_seconds);
        let begun = Instant::now();
        while begun.elapsed() < patience {
            match self.send(END, data).await {
                Err(Refusal::Away) => tokio::time::sleep(PAUSE).await,
                ended => return said(&self.topic, ended),
            }
        }
//% else
        said(&self.topic, self.send(END, data).await);
//% endif
    }
}

/// Another node may have been faster, which is as well.
fn said(topic: &TopicId, ended: Answer<()>) {
    if let Err(refusal @ Refusal::Full) = ended {
        tracing::warn!(%topic, %refusal, "a reply has no end");
    }
}

pub async fn post(
    realtime: Arc<Realtime>,
    feature: &'static Feature,
    _: Query,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let subject = access::identify(&realtime, &parts)?;
    let held = realtime
        .connections
        .hold(realtime.metrics.of(feature, Transport::Sse))?;
    let question: Question = json_body(&parts.headers, body).await?;
    if question
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
    let key = question.key.map(|key| named(&fresh, &subject, &key));
    let topic = match joined(&realtime, feature, key.as_deref()).await? {
        Some(topic) => topic,
        None => begin(&realtime, &subject, fresh, key, question.data.0).await?,
    };
    // From before its first event on, whoever began it.
    let kept = Kept::of(&realtime, &topic)
        .await?
        .ok_or_else(Problem::not_found)?;
    stream::open(&realtime, &subject, &topic, From::After(kept.birth), held).await
}

/// What stands for a key in the broker.
fn named(fresh: &TopicId, subject: &Subject, key: &str) -> String {
    let asked = TopicId {
        feature: fresh.feature,
        name: PREFIX.into(),
    };
    format!("a:{}", hex(&digest(&asked, subject, key)))
}

/// The topic of the reply that was asked for with a key.
async fn joined(
    realtime: &Realtime,
    feature: &'static Feature,
    key: Option<&str>,
) -> Answer<Option<TopicId>> {
    let Some(key) = key else { return Ok(None) };
    let there = realtime.broker.look_up(key).await?;
    Ok(there.map(|name| TopicId {
        feature,
        name: name.into(),
    }))
}

/// Has the owner's code write the reply, whether the client stays or not. Its key comes last, so that nobody joins a reply that does
/// not begin.
async fn begin(
    realtime: &Arc<Realtime>,
    subject: &Subject,
    topic: TopicId,
    key: Option<String>,
    data: Value,
) -> Result<TopicId, Problem> {
    let settings = &realtime.settings;
    let writer = Arc::clone(&realtime.writers).try_acquire_owned();
    let writer = writer.map_err(|_| Problem::full())?;
    // Its record, so that who resumes finds where it began.
    let birth = realtime.broker.newest(&topic, 0).await?.record.floor;
    let kept = format!("{birth} {}", subject.sub);
    let seconds = settings.reply_seconds + lifetime(settings, &topic);
    realtime.broker.keep(&owner(&topic), &kept, seconds).await?;
    if let Some(key) = key
        && let Some(name) = realtime
            .broker
            .keep(&key, &topic.name, settings.key_seconds)
            .await?
    {
        // The same was asked for at the same moment.
        let feature = topic.feature;
        return Ok(TopicId {
            feature,
            name: name.into(),
        });
    }
    let reply = Reply {
        realtime: Arc::clone(realtime),
        topic: topic.clone(),
    };
    let patience = Duration::from_secs(settings.reply_seconds);
    let name = (!subject.is_anonymous()).then(|| subject.sub.clone());
    tokio::spawn(async move {
        let written = app::replies::reply(name.as_deref(), reply.topic.feature.name, &data, &reply);
        match tokio::time::timeout(patience, written).await {
            Ok(Ok(())) => reply.end(&Value::Null).await,
            Ok(Err(reason)) => reply.end(&json!({ "error": reason })).await,
            Err(_) => reply.end(&late()).await,
        }
        drop(writer);
    });
    Ok(topic)
}

/// What is kept of a reply beside its log.
struct Kept {
    /// Where its log begins.
    birth: Cursor,
    /// The subject that asked for it.
    owner: String,
}

impl Kept {
    async fn of(realtime: &Realtime, topic: &TopicId) -> Answer<Option<Self>> {
        let kept = realtime.broker.look_up(&owner(topic)).await?;
        Ok(kept.and_then(|kept| {
            let (birth, owner) = kept.split_once(' ')?;
            Some(Self {
                birth: birth.parse().ok()?,
                owner: owner.to_owned(),
            })
        }))
    }

    fn is_overdue(&self, settings: &Settings) -> bool {
        let age = clock::now().saturating_sub(self.birth.milliseconds);
        age > settings.reply_seconds.saturating_mul(1000)
    }
}

/// Whether a subject may read a topic: a reply is for who asked for it. Where its writer is gone, it gets its end here.
pub async fn may_read(
    realtime: &Arc<Realtime>,
    subject: &Subject,
    topic: &TopicId,
) -> Result<(), Problem> {
    if !is_reply(topic) {
        return Ok(());
    }
    let kept = Kept::of(realtime, topic)
        .await?
        .ok_or_else(Problem::not_found)?;
    if kept.owner != subject.sub {
        let detail = "A reply is read by who asked for it.";
        return Err(Problem::forbidden("not-allowed", detail));
    }
    if kept.is_overdue(&realtime.settings) {
        finish(realtime, topic).await?;
    }
    Ok(())
}

/// Ends the replies that somebody here reads for longer than one may take: their writers are gone.
pub async fn finish_overdue(realtime: &Arc<Realtime>) {
    let patience = Duration::from_secs(realtime.settings.reply_seconds + 1);
    for topic in realtime.hub.heard_for(patience, is_reply) {
        if finish(realtime, &topic).await.is_err() {
            return;
        }
    }
}

async fn finish(realtime: &Arc<Realtime>, topic: &TopicId) -> Answer<()> {
    if realtime.broker.newest(topic, 0).await?.record.ended {
        return Ok(());
    }
    let reply = Reply {
        realtime: Arc::clone(realtime),
        topic: topic.clone(),
    };
    match reply.send(END, &late()).await {
        Err(Refusal::Ended) => Ok(()),
        ended => ended,
    }
}

/// Seconds for which a topic is kept after its last event: a reply for as long as the same may be asked for again.
pub fn lifetime(settings: &Settings, topic: &TopicId) -> u64 {
    if is_reply(topic) {
        settings
            .history_ttl
            .min(settings.reply_seconds + settings.key_seconds)
    } else {
        settings.history_ttl
    }
}

pub fn is_reply(topic: &TopicId) -> bool {
    topic.feature.replies && topic.name.starts_with(PREFIX)
}

/// Only the owner's code writes a reply.
pub fn may_write(topic: &TopicId) -> Result<(), Problem> {
    if is_reply(topic) {
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
