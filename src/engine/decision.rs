//! The whole decision for one feature.

use super::answers::{Settled, settled};
use super::because::because;
use super::flips::{Flip, flips};
use super::how::{Decided, Gap};
use super::notes::notes;
use super::program::{Program, Scratch, State};
use super::tally::{Standing, Tally};
use super::truth::{Truth, trace};
use crate::model::{Held, NoteId, RuleId, Situation, Text, TransportId};

/// Everything that a report says of one feature.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Absent: every transport is ruled out.
    pub winner: Option<TransportId>,
    /// Best first, those that are ruled out last.
    pub ranking: Vec<Standing>,
    pub decided: Decided,
    pub settled: Settled,
    /// The smallest set of what was said that forces the decision; with no winner, the smallest contradiction.
    pub because: Vec<Held>,
    pub fired: Vec<RuleId>,
    /// Rules that may still fire once more is known.
    pub undecided: Vec<RuleId>,
    pub flips: Vec<Flip>,
    pub fallbacks: Vec<FallbackStep>,
    pub notes: Vec<NoteId>,
}

/// A transport to fall back on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FallbackStep {
    pub to: TransportId,
    /// The obstacle that it survives.
    pub survives: Text,
}

/// Decides one feature.
pub fn decide(program: &Program<'_>, situation: &Situation) -> Decision {
    let mut scratch = Scratch::default();
    let states: Vec<State> = program.states_of(situation);
    let ranking = program.ranking(&states, &mut scratch);
    let winner = ranking.first().filter(|first| !first.tally.ruled_out).map(|first| first.transport);
    let fired = program.fired(&states, &mut scratch);
    let knowledge = program.knowledge;
    let is_undecided = |id: &RuleId| !fired.contains(id) && trace(*id, knowledge.rule(*id), situation).is_undecided();
    let undecided = (0..knowledge.rules.len()).map(RuleId::at).filter(is_undecided).collect();
    Decision {
        winner,
        decided: decided(&ranking),
        settled: settled(program, &states, winner),
        because: because(program, situation, winner),
        undecided,
        flips: flips(program, &states, winner),
        fallbacks: winner.map(|winner| fallbacks(program, situation, winner, &ranking)).unwrap_or_default(),
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

/// The winner's fallbacks that are neither ruled out nor known not to serve.
fn fallbacks(program: &Program<'_>, situation: &Situation, winner: TransportId, ranking: &[Standing]) -> Vec<FallbackStep> {
    let value_of = |fact| situation.value(fact);
    let serves = |fallback: &&crate::model::Fallback| {
        let ruled_out = ranking.iter().any(|standing| standing.transport == fallback.to && standing.tally.ruled_out);
        !ruled_out && fallback.unless.as_ref().is_none_or(|unless| unless.truth(value_of) != Truth::True)
    };
    let steps = program.knowledge.transport(winner).fallbacks.iter().filter(serves);
    steps.map(|fallback| FallbackStep { to: fallback.to, survives: fallback.survives.clone() }).collect()
}

impl Decision {
    /// What speaks for and against a transport.
    pub fn tally(&self, transport: TransportId) -> Tally {
        let standing = self.ranking.iter().find(|standing| standing.transport == transport);
        standing.expect("a ranking lists every transport").tally
    }

    /// The best of the others that is not ruled out.
    pub fn runner_up(&self) -> Option<TransportId> {
        self.ranking.get(1).filter(|second| !second.tally.ruled_out).map(|second| second.transport)
    }
}
