//! Winner, ranking and the rules that fire.

use advisor::model::{RuleId, Standing, TransportId};
use proptest::prelude::*;

use super::{Pair, compare_on, compare_on_shipped, holds_for};
use crate::generate::{cases, situations};
use crate::oracle::Reasons;

fn agrees(pair: &Pair<'_>) -> Result<(), TestCaseError> {
    let Pair { decision, traces, oracle, known } = pair;
    let standing = |Standing { transport, tally }: &Standing| {
        let (ruled_out, strong, slight, objections) = (tally.ruled_out, tally.strong, tally.slight, tally.objections);
        (*transport, Reasons { ruled_out, strong, slight, objections })
    };
    let ranking: Vec<(TransportId, Reasons)> = decision.ranking.iter().map(standing).collect();
    prop_assert_eq!(ranking, oracle.ranking(known));
    prop_assert_eq!(decision.winner, oracle.winner(known));
    prop_assert_eq!(&decision.fired, &oracle.fired(known));
    let undecided: Vec<RuleId> = traces.iter().filter(|trace| trace.is_undecided()).map(|trace| trace.rule).collect();
    prop_assert_eq!(undecided, oracle.undecided(known));
    Ok(())
}

#[test]
fn ranking_winner_and_fired_rules_are_those_of_the_naive_evaluation() {
    holds_for(cases(), |case| compare_on(&case, agrees));
}

#[test]
fn on_the_shipped_base_ranking_winner_and_fired_rules_are_those_of_the_naive_evaluation() {
    holds_for(situations(), |situation| compare_on_shipped(&situation, agrees));
}
