//! `POST /ticket`: browsers cannot set headers on `EventSource` and `WebSocket`, and a token must not stand in a URL.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::feature::Feature;
use super::problem::Problem;
use super::publish::json_body;
use super::query::Query;
use super::token::Subject;
use super::{Realtime, access, random};

#[derive(Deserialize)]
struct Wanted {
    feature: String,
}

/// What a ticket stands for.
#[derive(Deserialize, Serialize)]
struct Kept {
    feature: String,
    subject: Subject,
}

pub async fn post(
    State(realtime): State<Arc<Realtime>>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let subject = access::identify(&realtime, &parts)?;
    if subject.is_anonymous() {
        return Err(Problem::sign_in(
            "A ticket is given for a token: `Authorization: Bearer ...`.",
        ));
    }
    let Wanted { feature } = json_body(&parts.headers, body).await?;
    let feature = Feature::find(&feature)
        .ok_or_else(|| Problem::bad("bad-feature", "There is no such feature."))?;
    let ticket = random::name();
    let kept = Kept {
        feature: feature.name.to_owned(),
        subject: within(subject, feature),
    };
    let kept = serde_json::to_string(&kept).expect("texts and numbers");
    let seconds = realtime.settings.ticket_seconds;
    realtime.broker.keep(&name(&ticket), &kept, seconds).await?;
    let answer = axum::Json(json!({ "ticket": ticket, "expires_in": seconds }));
    Ok(([(CACHE_CONTROL, "no-store")], answer).into_response())
}

/// The subject of a ticket, which is taken once, or of a token.
pub async fn identify(
    realtime: &Realtime,
    parts: &Parts,
    query: &Query,
    feature: &Feature,
) -> Result<Subject, Problem> {
    let Some(ticket) = &query.ticket else {
        return access::identify(realtime, parts);
    };
    if parts.headers.contains_key(AUTHORIZATION) {
        return Err(Problem::bad(
            "two-credentials",
            "Send a token or a ticket, not both.",
        ));
    }
    let kept = realtime.broker.take(&name(ticket)).await?;
    let kept = kept.and_then(|kept| serde_json::from_str::<Kept>(&kept).ok());
    let subject = kept
        .filter(|kept| kept.feature == feature.name)
        .map(|kept| kept.subject);
    if let Some(subject) = subject.filter(|subject| subject.remaining() != Some(0)) {
        return Ok(subject);
    }
    // Guessing is bounded too.
    access::limit(
        realtime,
        &Subject::anonymous(),
        access::address(realtime, parts),
    )?;
    Err(Problem::sign_in(
        "The ticket was used, is too old, or is for another feature.",
    ))
}

fn name(ticket: &str) -> String {
    format!("t:{ticket}")
}

/// A subject with no more rights than a feature needs.
fn within(subject: Subject, feature: &Feature) -> Subject {
    let only = |patterns: Option<Vec<String>>| {
        let concerns = |pattern: &String| {
            pattern
                .split('/')
                .next()
                .is_some_and(|name| name == "*" || name == feature.name)
        };
        patterns.map(|patterns| patterns.into_iter().filter(concerns).collect())
    };
    Subject {
        read: only(subject.read),
        write: only(subject.write),
        ..subject
    }
}
