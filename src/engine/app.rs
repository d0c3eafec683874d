//! The app as a whole: what several features share. Advice beside the decisions; it changes none of them.

use super::decision::Decision;
use super::program::Program;
use crate::model::{Effect, Strength, TransportId};

/// What the features of an app have in common.
#[derive(Clone, Debug)]
pub struct AppAdvice {
    /// Each decided transport with the features that use it, in the order of the features; most features first.
    pub shares: Vec<Share>,
    /// Connections that a client holds open when it uses every feature at once, one for each such feature.
    pub open_connections: usize,
    /// The same where features of one transport share a connection.
    pub shared_connections: usize,
    /// Of these, connections that count among a browser's few to one host over HTTP/1.1, without sharing.
    pub browser_limited: usize,
    pub rides: Vec<Ride>,
    /// Positions of the mixes that fit.
    pub mixes: Vec<usize>,
}

/// A transport and its features.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    pub transport: TransportId,
    pub features: Vec<usize>,
}

/// A feature that may ride on a transport which the app needs anyway.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ride {
    pub feature: usize,
    /// What was decided for it.
    pub from: TransportId,
    /// The transport of other features, neither ruled out here nor with a strong reason against it.
    pub on: TransportId,
    /// No other feature uses `from`, so the app would do without it.
    pub saves_transport: bool,
}

/// Looks at an app's features together.
pub fn advise(program: &Program<'_>, decisions: &[Decision]) -> AppAdvice {
    let knowledge = program.knowledge;
    let mut shares: Vec<Share> = Vec::new();
    for (feature, decision) in decisions.iter().enumerate() {
        let Some(transport) = decision.winner else { continue };
        match shares.iter_mut().find(|share| share.transport == transport) {
            Some(share) => share.features.push(feature),
            None => shares.push(Share { transport, features: vec![feature] }),
        }
    }
    shares.sort_by_key(|share| (std::cmp::Reverse(share.features.len()), knowledge.transport(share.transport).machinery));
    let held = |share: &&Share| knowledge.transport(share.transport).open_connection;
    let limited = |share: &&Share| knowledge.transport(share.transport).browser_limit;
    let features = |share: &Share| share.features.len();
    AppAdvice {
        open_connections: shares.iter().filter(held).map(features).sum(),
        shared_connections: shares.iter().filter(held).count(),
        browser_limited: shares.iter().filter(limited).map(features).sum(),
        rides: rides(program, decisions, &shares),
        mixes: mixes(program, &shares),
        shares,
    }
}

/// Riding is worth saying only where it saves an open connection: ordinary requests cost nothing to keep.
fn rides(program: &Program<'_>, decisions: &[Decision], shares: &[Share]) -> Vec<Ride> {
    let knowledge = program.knowledge;
    let mut rides = Vec::new();
    for (feature, decision) in decisions.iter().enumerate() {
        let Some(from) = decision.winner.filter(|from| knowledge.transport(*from).open_connection) else { continue };
        let saves_transport = shares.iter().any(|share| share.transport == from && share.features == [feature]);
        let serves = |share: &&Share| {
            let on = share.transport;
            let carries = knowledge.transport(on).open_connection && on != from;
            let against = |rule: &crate::model::RuleId| knowledge.rule(*rule).effect_on(on) == Some(Effect::Against(Strength::Strong));
            carries && !decision.tally(on).ruled_out && !decision.fired.iter().any(against)
        };
        if let Some(share) = shares.iter().filter(serves).min_by_key(|share| knowledge.transport(share.transport).machinery) {
            rides.push(Ride { feature, from, on: share.transport, saves_transport });
        }
    }
    rides
}

fn mixes(program: &Program<'_>, shares: &[Share]) -> Vec<usize> {
    let used = |transport: &TransportId| shares.iter().any(|share| share.transport == *transport);
    let fits = |position: &usize| {
        let mix = &program.knowledge.mixes[*position];
        shares.len() > 1 && mix.when_transports.iter().all(used)
    };
    (0..program.knowledge.mixes.len()).filter(fits).collect()
}
