//! Whom a request speaks for, and what they may do.

use std::net::{IpAddr, SocketAddr};
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
    // Tokens that are none are bounded too, before the work of telling so.
    let wrong = Who::Guesser(source(address));
    realtime.rates.has(&wrong).map_err(Problem::too_many)?;
    let subject = bearer(realtime, parts).inspect_err(|_| {
        let _ = realtime.rates.spend(wrong);
    })?;
    limit(realtime, &subject, address)?;
    Ok(subject)
}

/// Counts a request or a message of a subject.
pub fn limit(realtime: &Realtime, subject: &Subject, address: IpAddr) -> Result<(), Problem> {
    let who = if subject.is_anonymous() {
        Who::Address(source(address))
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
    let chain = parts.headers.get_all("x-forwarded-for").iter();
    let hops: Vec<&str> = chain
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .collect();
    // From the right: what is left of the first whom no proxy of ours vouches for, anybody may have written.
    let mut nearest = peer;
    for hop in hops.into_iter().rev() {
        match hop_address(hop.trim()) {
            Some(hop) if trusted(&hop) => nearest = hop,
            Some(hop) => return hop,
            None => break,
        }
    }
    nearest
}

/// The address in a hop, which some proxies write with a port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let with_port = || hop.parse::<SocketAddr>().map(|address| address.ip());
    let address = hop.parse().or_else(|_| with_port()).ok()?;
    Some(address.to_canonical())
}

/// Who is taken for one source: of IPv6, the network of 64 bits that a single customer has.
fn source(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
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
