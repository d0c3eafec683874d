//! Whom a request speaks for, and what they may do.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::Realtime;
use super::feature::TopicId;
use super::problem::Problem;
use super::rates::Who;
//% if replies
use super::replies;
//% endif
use super::token::{Subject, covers};
use crate::app::policy::{self, Action};

/// The address of the connection's other end.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The subject of the token in the `Authorization` header, within its rate.
pub fn identify(realtime: &Realtime, parts: &Parts) -> Result<Subject, Problem> {
    let address = address(realtime, parts);
    let subject = bearer(realtime, parts).inspect_err(|_| {
        // Guessing is bounded too.
        let _ = realtime.rates.spend(Who::Address(address));
    })?;
    limit(realtime, &subject, address)?;
    Ok(subject)
}

/// Counts a request or a message of a subject.
pub fn limit(realtime: &Realtime, subject: &Subject, address: IpAddr) -> Result<(), Problem> {
    let who = if subject.is_anonymous() {
        Who::Address(address)
    } else {
        Who::Subject(subject.sub.clone())
    };
    realtime.rates.spend(who).map_err(Problem::too_many)
}

/// The address that a request came from: what a trusted proxy says, where there is one.
pub fn address(realtime: &Realtime, parts: &Parts) -> IpAddr {
    let peer = parts
        .extensions
        .get::<Peer>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    let trusted = |address: &IpAddr| {
        realtime
            .settings
            .trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    };
    if !trusted(&peer) {
        return peer;
    }
    let chain = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> = chain
        .flat_map(|value| value.split(','))
        .map_while(|hop| hop.trim().parse().ok())
        .collect();
    // From the right, the first whom no proxy of ours vouches for.
    hops.iter()
        .rev()
        .find(|hop| !trusted(hop))
        .or(hops.first())
        .copied()
        .unwrap_or(peer)
}

fn bearer(realtime: &Realtime, parts: &Parts) -> Result<Subject, Problem> {
    let Some(header) = parts.headers.get(AUTHORIZATION) else {
        return if realtime.settings.takes_anonymous() {
            Ok(Subject::anonymous())
        } else {
            Err(Problem::sign_in(
                "Send a token: `Authorization: Bearer ...`.",
            ))
        };
    };
    let token = header.to_str().ok().and_then(|value| value.split_once(' '));
    let token = token
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let verified = token
        .zip(realtime.settings.key.as_ref())
        .and_then(|(token, key)| key.verify(token));
    verified.ok_or_else(|| Problem::sign_in("The token is not valid here, or its time is over."))
}

/// Whether a subject may read a topic.
//% if replies
pub async fn may_read(
    realtime: &Arc<Realtime>,
    subject: &Subject,
    topic: &TopicId,
) -> Result<(), Problem> {
    authorize(subject, Action::Read, topic)?;
    replies::may_read(realtime, subject, topic).await
}
//% else
pub async fn may_read(
    _: &Arc<Realtime>,
    subject: &Subject,
    topic: &TopicId,
) -> Result<(), Problem> {
    authorize(subject, Action::Read, topic)
}
//% endif

/// Whether a subject may do something on a topic: by its token, and by the policy in the end.
pub fn authorize(subject: &Subject, action: Action, topic: &TopicId) -> Result<(), Problem> {
    let rights = match action {
        Action::Read => &subject.read,
//% if replies
        Action::Write | Action::Ask => &subject.write,
//% else
        Action::Write => &subject.write,
//% endif
    };
    let by_token = match rights {
        Some(patterns) => covers(patterns, topic.feature.name, &topic.name),
        None => action != Action::Write || topic.feature.client_sends,
    };
    let name = (!subject.is_anonymous()).then_some(subject.sub.as_str());
    if by_token && policy::allows(name, action, topic.feature.name, &topic.name) {
        return Ok(());
    }
    if subject.is_anonymous() {
        return Err(Problem::sign_in("This takes a token."));
    }
    let what = match action {
        Action::Read => "read",
        Action::Write => "write to",
//% if replies
        Action::Ask => "ask for",
//% endif
    };
    let detail = format!("You may not {what} {topic}.");
    Err(Problem::new(StatusCode::FORBIDDEN, "not-allowed", detail))
}
