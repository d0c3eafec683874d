//! Why a feature goes over its transport, in few words: what a README says, where the report says the rest.

use super::sentences::decided;
use crate::model::{Decision, Effect, Knowledge, Strength, TransportId};

/// How it was decided, and what speaks for the transport, strong reasons first; each a sentence.
pub fn why(knowledge: &Knowledge, decision: &Decision, transport: TransportId) -> String {
    let short = |id: TransportId| &knowledge.transport(id).short;
    let first = match decision.winner {
        Some(winner) if winner == transport => decided(knowledge, decision.decided, Some(winner), decision.runner_up()),
        Some(winner) => format!("It was given; {} was decided.", short(winner)),
        None => "It was given; the requirements rule every transport out.".to_owned(),
    };
    let favours = |strength: Strength| {
        let rules = decision.fired.iter().map(|rule| knowledge.rule(*rule));
        rules.filter(move |rule| rule.effect_on(transport) == Some(Effect::Favour(strength)))
    };
    let reasons = favours(Strength::Strong).chain(favours(Strength::Slight));
    reasons.fold(first, |text, rule| format!("{text} {}.", rule.summary))
}
