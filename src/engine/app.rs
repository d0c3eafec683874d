//! The app as a whole: what several features share. Advice beside the decisions; it changes none of them.

use super::program::Program;
use crate::model::{AppAdvice, Decision, Effect, Ride, RuleId, Share, Situation, Strength, TransportId, Truth};

/// Looks at an app's features together.
pub fn advise(program: &Program<'_>, situations: &[&Situation], decisions: &[Decision]) -> AppAdvice {
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
        rides: rides(program, situations, decisions, &shares),
        mixes: mixes(program, situations, &shares),
        shares,
    }
}

/// Riding is worth saying only where it saves an open connection, on a transport that does no less (one that falls back on this
/// one), between features whose clients are the same, and not where the knowledge base says otherwise.
fn rides(program: &Program<'_>, situations: &[&Situation], decisions: &[Decision], shares: &[Share]) -> Vec<Ride> {
    let knowledge = program.knowledge;
    let policy = &knowledge.ride;
    let same = |a: &Situation, b: &Situation| policy.same.is_none_or(|fact| a.value(fact) == b.value(fact));
    let mut rides = Vec::new();
    for (feature, decision) in decisions.iter().enumerate() {
        let Some(from) = decision.winner.filter(|from| knowledge.transport(*from).open_connection) else { continue };
        if policy.unless.as_ref().is_some_and(|unless| unless.truth(|fact| situations[feature].value(fact)) == Truth::True) {
            continue;
        }
        let saves_transport = shares.iter().any(|share| share.transport == from && share.features == [feature]);
        let serves = |share: &&Share| {
            let on = share.transport;
            let carries = knowledge.transport(on).fallbacks.iter().any(|step| step.to == from);
            let against = |rule: &RuleId| knowledge.rule(*rule).effect_on(on) == Some(Effect::Against(Strength::Strong));
            let same_clients = share.features.iter().any(|host| same(situations[feature], situations[*host]));
            carries && same_clients && !decision.tally(on).ruled_out && !decision.fired.iter().any(against)
        };
        if let Some(share) = shares.iter().filter(serves).min_by_key(|share| knowledge.transport(share.transport).machinery) {
            rides.push(Ride { feature, from, on: share.transport, saves_transport });
        }
    }
    rides
}

fn mixes(program: &Program<'_>, situations: &[&Situation], shares: &[Share]) -> Vec<usize> {
    let used = |transport: &TransportId| shares.iter().any(|share| share.transport == *transport);
    let fits = |position: &usize| {
        let mix = &program.knowledge.mixes[*position];
        let like = |situation: &&Situation| mix.when.truth(|fact| situation.value(fact)) == Truth::True;
        shares.len() > 1 && mix.when_transports.iter().all(used) && situations.iter().any(like)
    };
    (0..program.knowledge.mixes.len()).filter(fits).collect()
}
