//! Laws of a decision, on random rule bases: vetoes, strong reasons, and what more knowledge can do.

use advisor::engine::{Program, decide};
use advisor::model::{Decision, Effect, FactId, Knowledge, Rule, Settled, Situation, Strength, TransportId};
use proptest::prelude::*;

use super::holds_for;
use crate::generate::{Case, Draws, cases};
use crate::oracle::Oracle;

/// Adds rules without a condition, so that they always speak.
fn with_reasons(knowledge: &Knowledge, transport: TransportId, effect: Effect, count: usize) -> Knowledge {
    let mut more = knowledge.clone();
    let (id, summary, because, sources, carries) = Default::default();
    let (when, unless, examples, origin) = Default::default();
    let rule =
        Rule { id, summary, because, sources, carries, when, unless, effects: [(transport, effect)].into(), examples, origin };
    more.rules.edit().extend(std::iter::repeat_n(rule, count));
    more
}

fn decided(knowledge: &Knowledge, situation: &Situation) -> Decision {
    decide(&Program::new(knowledge), situation)
}

fn some_transport(case: &Case, draws: &mut Draws<'_>) -> TransportId {
    TransportId::at(draws.below(case.knowledge.transports.len()))
}

fn place(decision: &Decision, transport: TransportId) -> usize {
    decision.ranking.iter().position(|standing| standing.transport == transport).expect("a ranking lists every transport")
}

#[test]
fn a_rule_out_beats_whatever_else_speaks_for_a_transport() {
    holds_for(cases(), |case| {
        let mut draws = Draws::new(&case.more);
        let transport = some_transport(&case, &mut draws);
        let vetoed = with_reasons(&case.knowledge, transport, Effect::RuleOut, 1);
        let praised = with_reasons(&vetoed, transport, Effect::Favour(Strength::Strong), draws.between(1, 30));
        let (without, with) = (decided(&vetoed, &case.situation), decided(&praised, &case.situation));
        prop_assert_ne!(with.winner, Some(transport));
        prop_assert_eq!(with.winner, without.winner);
        for standing in with.ranking.iter().filter(|standing| !standing.tally.ruled_out) {
            prop_assert!(place(&with, standing.transport) < place(&with, transport));
        }
        Ok(())
    });
}

#[test]
fn no_count_of_slight_reasons_outweighs_a_strong_one() {
    holds_for(cases(), |case| {
        let mut draws = Draws::new(&case.more);
        let (weak, strong) = (some_transport(&case, &mut draws), some_transport(&case, &mut draws));
        let slight = with_reasons(&case.knowledge, weak, Effect::Favour(Strength::Slight), draws.between(1, 60));
        let decision = decided(&slight, &case.situation);
        let (praised, other) = (decision.tally(weak), decision.tally(strong));
        if other.strong > praised.strong && !other.ruled_out {
            prop_assert!(place(&decision, strong) < place(&decision, weak));
        }
        // Slight reasons move nobody but their transport.
        let order = |decision: &Decision| -> Vec<TransportId> {
            decision.ranking.iter().map(|standing| standing.transport).filter(|transport| *transport != weak).collect()
        };
        prop_assert_eq!(order(&decision), order(&decided(&case.knowledge, &case.situation)));
        Ok(())
    });
}

#[test]
fn learning_an_unknown_fact_never_revives_a_ruled_out_transport() {
    holds_for(cases(), |case| {
        let oracle = Oracle::new(&case.knowledge);
        let program = Program::new(&case.knowledge);
        let before = decide(&program, &case.situation);
        for fact in case.knowledge.fact_ids().filter(|fact| case.situation.value(*fact).is_none()) {
            for value in &oracle.values[fact.index()] {
                let mut learned = case.situation.clone();
                learned.entries[fact.index()].given = Some(Some(*value));
                let after = decide(&program, &learned);
                for transport in
                    before.ranking.iter().filter(|standing| standing.tally.ruled_out).map(|standing| standing.transport)
                {
                    prop_assert!(after.tally(transport).ruled_out, "{:?} came back", transport);
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_settled_decision_stays_whatever_is_learned() {
    holds_for(cases(), |case| {
        let program = Program::new(&case.knowledge);
        let before = decide(&program, &case.situation);
        let oracle = Oracle::new(&case.knowledge);
        let mut draws = Draws::new(&case.more);
        let mut learned = case.situation.clone();
        for fact in case.knowledge.fact_ids().filter(|fact: &FactId| case.situation.value(*fact).is_none()) {
            learned.entries[fact.index()].given = Some(Some(draws.pick(&oracle.values[fact.index()])));
        }
        let contradicts = oracle.contradicts_itself(&crate::oracle::known(&learned));
        if before.settled == Settled::Yes && !contradicts {
            prop_assert_eq!(decide(&program, &learned).winner, before.winner);
        }
        Ok(())
    });
}
