//! The app as a whole: what several features share. Advice beside the decisions; it changes none of them.

use super::program::Program;
use crate::model::{AppAdvice, Decision, Effect, Ride, RuleId, Share, Strength, TransportId};

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

/// Riding is worth saying only where it saves an open connection, and on a transport that does no less: one with more machinery.
fn rides(program: &Program<'_>, decisions: &[Decision], shares: &[Share]) -> Vec<Ride> {
    let knowledge = program.knowledge;
    let mut rides = Vec::new();
    for (feature, decision) in decisions.iter().enumerate() {
        let Some(from) = decision.winner.filter(|from| knowledge.transport(*from).open_connection) else { continue };
        let saves_transport = shares.iter().any(|share| share.transport == from && share.features == [feature]);
        let serves = |share: &&Share| {
            let on = share.transport;
            let carries = knowledge.transport(on).machinery > knowledge.transport(from).machinery;
            let against = |rule: &RuleId| knowledge.rule(*rule).effect_on(on) == Some(Effect::Against(Strength::Strong));
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
