//! The whole decision for one feature.

use super::answers::settled;
use super::because::because;
use super::flips::flips;
use super::notes::notes;
use super::program::{Program, Scratch, State};
use super::trace::trace;
use crate::model::{Decided, Decision, Fallback, FallbackStep, Gap, Knowledge, Situation, Standing, TransportId, Truth};

/// Decides one feature.
pub fn decide(program: &Program<'_>, situation: &Situation) -> Decision {
    let mut scratch = Scratch::default();
    let states: Vec<State> = program.states_of(situation);
    let ranking = program.ranking(&states, &mut scratch);
    let winner = ranking.first().filter(|first| !first.tally.ruled_out).map(|first| first.transport);
    let fired = program.fired(&states, &mut scratch);
    let knowledge = program.knowledge;
    Decision {
        winner,
        decided: decided(&ranking),
        settled: settled(program, &states, winner),
        because: because(program, situation, winner),
        traces: fired.iter().map(|rule| trace(knowledge, *rule, situation)).collect(),
        flips: flips(program, &states, winner),
        fallbacks: winner.map(|winner| fallbacks(knowledge, situation, winner, &ranking)).unwrap_or_default(),
        notes: winner.map(|winner| notes(knowledge, winner, |fact| situation.value(fact))).unwrap_or_default(),
        fired,
        ranking,
    }
}

fn decided(ranking: &[Standing]) -> Decided {
    match ranking {
        [first, ..] if first.tally.ruled_out => Decided::NothingLeft,
        [first, second, ..] if !second.tally.ruled_out => Decided::By(Gap::between(&first.tally, &second.tally)),
        _ => Decided::OnlyOneLeft,
    }
}

/// A transport's fallbacks that are neither ruled out nor known not to serve.
pub fn fallbacks(
    knowledge: &Knowledge,
    situation: &Situation,
    transport: TransportId,
    ranking: &[Standing],
) -> Vec<FallbackStep> {
    let value_of = |fact| situation.value(fact);
    let serves = |fallback: &&Fallback| {
        let ruled_out = ranking.iter().any(|standing| standing.transport == fallback.to && standing.tally.ruled_out);
        !ruled_out
            && fallback.when.truth(value_of) == Truth::True
            && fallback.unless.as_ref().is_none_or(|unless| unless.truth(value_of) != Truth::True)
    };
    let steps = knowledge.transport(transport).fallbacks.iter().filter(serves);
    steps.map(|fallback| FallbackStep { to: fallback.to, survives: fallback.survives.clone() }).collect()
}
