//! What to ask next: whether an answer could still change the winner, which question tells most, and where each answer leads.
//!
//! Whether anything can still change is exact: one search over every answer, "I don't know" among them. So is that a question which
//! is asked matters: two situations that differ in its answer alone have different winners. Only the order of the questions is
//! estimated, on a fixed sample of possible situations.

use std::collections::BTreeSet;

use super::program::{Program, Scratch, State};
use super::ranges::ranges;
use super::sample::{Sample, sample};
use super::search::{find_other_winner, is_possible};
use super::space::{Options, Space};
use crate::model::{FactId, Range, Situation, TransportId, Value};

/// A situation, and the questions that may still be asked about it.
pub struct Questions<'p, 'k> {
    program: &'p Program<'k>,
    states: Vec<State>,
    open: Vec<FactId>,
    winner: Option<TransportId>,
}

/// Where some answers to a question lead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lead {
    pub answers: Vec<Range>,
    /// What would be decided with nothing else answered.
    pub winner: Option<TransportId>,
    /// No further answer would change that.
    pub settled: bool,
    /// What further answers were found to lead to instead, in the order of the transports; there may be more.
    pub others: Vec<Option<TransportId>>,
}

impl<'p, 'k> Questions<'p, 'k> {
    /// The open questions are facts about which nothing is known; what is unknown beside them stays so.
    pub fn new(program: &'p Program<'k>, situation: &Situation, open: Vec<FactId>) -> Self {
        let states = program.states_of(situation);
        let winner = program.winner(&states, &mut Scratch::default());
        Self { program, states, open, winner }
    }

    /// What is decided if nothing more is answered.
    pub fn winner(&self) -> Option<TransportId> {
        self.winner
    }

    /// The question that tells most; absent where no answer to any of them can change the winner.
    pub fn next(&self) -> Option<FactId> {
        let other = find_other_winner(self.program, &self.answers(&self.states, None), self.winner)?;
        let sample = sample(self.program, &self.states, &self.open);
        let mut ranked: Vec<FactId> = self.open.clone();
        ranked.sort_by_key(|fact| (std::cmp::Reverse(sample.told_by(*fact)), *fact));
        let asked = ranked.into_iter().find(|fact| self.matters(*fact, &sample));
        Some(asked.unwrap_or_else(|| self.turning_point(&other)))
    }

    /// Where each answer to a question leads; those that contradict what is known lead nowhere.
    pub fn leads(&self, fact: FactId) -> Vec<Lead> {
        let mut found: Vec<(Lead, Vec<State>)> = Vec::new();
        let mut changed = self.states.clone();
        for state in self.program.states(fact) {
            changed[fact.index()] = state;
            if !is_possible(self.program, &changed) {
                continue;
            }
            let lead = self.lead(&changed, fact);
            match found.iter_mut().find(|(other, _)| *other == lead) {
                Some((_, states)) => states.push(state),
                None => found.push((lead, vec![state])),
            }
        }
        let answered = |(lead, states): (Lead, Vec<State>)| Lead { answers: ranges(self.program, fact, &states), ..lead };
        found.into_iter().map(answered).collect()
    }

    /// Where the answer leads that makes these states.
    fn lead(&self, states: &[State], answered: FactId) -> Lead {
        let winner = self.program.winner(states, &mut Scratch::default());
        let settled = find_other_winner(self.program, &self.answers(states, Some(answered)), winner).is_none();
        let open: Vec<FactId> = self.open.iter().copied().filter(|fact| *fact != answered).collect();
        let drawn = if settled { Vec::new() } else { sample(self.program, states, &open).situations };
        let others: BTreeSet<Option<TransportId>> =
            drawn.into_iter().map(|(_, other)| other).filter(|other| *other != winner).collect();
        Lead { answers: Vec::new(), winner, settled, others: others.into_iter().collect() }
    }

    /// Whether an answer goes with everything that is known.
    pub fn allows(&self, fact: FactId, value: Value) -> bool {
        let mut changed = self.states.clone();
        changed[fact.index()] = self.program.state(fact, Some(value));
        is_possible(self.program, &changed)
    }

    /// Every way to answer the open questions but one.
    fn answers(&self, states: &[State], but: Option<FactId>) -> Space {
        let mut options = Options::with_room_for(states.len());
        for (fact, state) in self.program.knowledge.fact_ids().zip(states) {
            let asked = self.open.contains(&fact) && but != Some(fact);
            let answers = asked.then(|| self.program.states(fact));
            options.push(std::iter::once(*state).chain(answers.into_iter().flatten()));
        }
        Space { options, possible_only: true, budget: None }
    }

    /// Whether in some situation of the sample another answer to this question makes another winner.
    fn matters(&self, fact: FactId, sample: &Sample) -> bool {
        let mut scratch = Scratch::default();
        sample.situations.iter().any(|(states, winner)| {
            let (broken, now) = (self.program.broken(states), states[fact.index()]);
            let others = self.program.other_winners(&broken, now, fact, *winner, &mut scratch);
            let others: Vec<State> = others.map(|(state, _)| state).collect();
            let mut changed = states.clone();
            others.into_iter().any(|state| {
                changed[fact.index()] = state;
                is_possible(self.program, &changed)
            })
        })
    }

    /// On the way from what is known to a situation with another winner, the answer at which the winner first changes.
    fn turning_point(&self, other: &[State]) -> FactId {
        let mut states = self.states.clone();
        let mut scratch = Scratch::default();
        for fact in self.program.knowledge.fact_ids() {
            states[fact.index()] = other[fact.index()];
            if self.program.winner(&states, &mut scratch) != self.winner {
                return fact;
            }
        }
        unreachable!("the other situation has another winner")
    }
}
