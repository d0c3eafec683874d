//! What a decision says of other inputs is what a user gets who then says them: the situation is resolved again from what is
//! said, and decided anew.

use advisor::facts;
use advisor::model::{FactId, Settled, Situation, TransportId, Value};
use proptest::prelude::*;

use super::{holds_for, shipped};
use crate::generate::{few_said, shipped, shipped_oracle};
use crate::oracle::known;
use advisor::engine::decide;

/// The winner for a user who says the same, and one fact differently.
fn winner_with(situation: &Situation, fact: FactId, value: Value) -> Option<TransportId> {
    let given = shipped().fact_ids().filter(|other| *other != fact);
    let mut given: Vec<_> = given.filter_map(|other| situation.entry(other).given.map(|value| (other, value))).collect();
    given.push((fact, Some(value)));
    shipped_oracle().winner(&known(&facts::situation(shipped(), situation.workload, &given)))
}

#[test]
fn the_forcing_set_and_any_part_of_the_rest_get_the_same_decision() {
    holds_for(few_said(), |situation| {
        let because = decide(shipped::program(), &situation).because;
        prop_assert_eq!(because, shipped_oracle().smallest_forcing_set(&situation));
        Ok(())
    });
}

#[test]
fn a_flip_leads_where_it_says() {
    holds_for(few_said(), |situation| {
        for flip in decide(shipped::program(), &situation).flips {
            let (fact, written) = (&shipped().fact(flip.fact).id, &flip.range.written);
            prop_assert_eq!(winner_with(&situation, flip.fact, flip.range.example), flip.winner, "{} {}", fact, written);
        }
        Ok(())
    });
}

#[test]
fn an_answer_leads_where_it_says() {
    holds_for(few_said(), |situation| {
        if let Settled::Single(answers) = decide(shipped::program(), &situation).settled {
            for answer in answers {
                prop_assert_eq!(winner_with(&situation, answer.fact, answer.range.example), answer.winner);
            }
        }
        Ok(())
    });
}
