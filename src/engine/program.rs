//! A rule base that decides: the AND of one mask a fact is the set of conjunctions that hold, and the rules that have one of these
//! give their reasons.

use std::borrow::Cow;
use std::ops::Range;

use super::search::has_possible;
use super::space::Options;
use crate::compile::bits::{any_in, is_set, ones};
use crate::compile::{Class, Compiled};
use crate::model::{FactId, Knowledge, RuleId, Situation, Standing, Tally, TransportId, Value, stands_before};

/// The state of one fact: the position of a class, or [`Program::unknown`] for it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct State(pub u16);

/// A knowledge base that is ready to decide.
pub struct Program<'k> {
    pub knowledge: &'k Knowledge,
    pub(super) compiled: Cow<'k, Compiled>,
}

/// Which conjunctions the facts of a situation break, so that what all facts but one leave true need not be gathered anew for each.
pub(super) struct Broken {
    /// By one fact or more.
    once: Vec<u64>,
    /// By two facts or more.
    twice: Vec<u64>,
}

/// Memory that decisions reuse.
#[derive(Clone, Default)]
pub struct Scratch {
    holds: Vec<u64>,
    /// What all facts but one leave true.
    rest: Vec<u64>,
    tallies: Vec<Tally>,
}

impl<'k> Program<'k> {
    /// Compiles a knowledge base.
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, compiled: Cow::Owned(Compiled::new(knowledge)) }
    }

    /// A knowledge base whose rules are compiled already.
    pub fn with(knowledge: &'k Knowledge, compiled: &'k Compiled) -> Self {
        Self { knowledge, compiled: Cow::Borrowed(compiled) }
    }

    /// The classes of a fact, in their order.
    pub(super) fn classes(&self, fact: FactId) -> &[Class] {
        &self.compiled.classes[fact.index()].list
    }

    /// Every state of a fact but "unknown".
    pub fn states(&self, fact: FactId) -> impl Iterator<Item = State> + use<> {
        (0..self.classes(fact).len() as u16).map(State)
    }

    /// The state of a fact about which nothing is known.
    pub fn unknown(&self, fact: FactId) -> State {
        State(self.classes(fact).len() as u16)
    }

    /// A value that stands for a state; absent for "unknown".
    pub fn representative(&self, fact: FactId, state: State) -> Option<Value> {
        self.classes(fact).get(usize::from(state.0)).map(|class| class.representative)
    }

    /// The state of a value, or of its absence.
    pub fn state(&self, fact: FactId, value: Option<Value>) -> State {
        value.map_or_else(|| self.unknown(fact), |value| State(self.compiled.classes[fact.index()].position(value) as u16))
    }

    /// The states of everything that is known in a situation.
    pub fn states_of(&self, situation: &Situation) -> Vec<State> {
        self.knowledge.fact_ids().map(|fact| self.state(fact, situation.value(fact))).collect()
    }

    /// The conjunctions that a state of a fact leaves true.
    pub(super) fn mask(&self, fact: FactId, state: State) -> &[u64] {
        let start = self.compiled.offsets[fact.index()] + usize::from(state.0) * self.compiled.words;
        &self.compiled.masks[start..start + self.compiled.words]
    }

    /// Of one word: the conjunctions that all of these states leave true.
    fn left_by(&self, states: impl Iterator<Item = (FactId, State)>, word: usize) -> u64 {
        states.fold(u64::MAX, |left, (fact, state)| left & self.mask(fact, state)[word])
    }

    /// The conjunctions that hold.
    pub(super) fn holding<'s>(&self, states: &[State], scratch: &'s mut Scratch) -> &'s [u64] {
        let states = || self.knowledge.fact_ids().zip(states.iter().copied());
        scratch.holds.clear();
        scratch.holds.extend((0..self.compiled.words).map(|word| self.left_by(states(), word)));
        &scratch.holds
    }

    /// The rules of which some conjunction of their `when` is set, in their order.
    pub(super) fn rules_asked_by(&self, bits: &[u64]) -> impl Iterator<Item = usize> {
        let mut last = None;
        let rules = ones(bits).map_while(|bit| self.compiled.rule_of.get(bit).copied());
        rules.filter(move |rule| last.replace(*rule) != Some(*rule))
    }

    /// The rules that give their reasons: their `when` is true, and their `unless` is not known to be.
    fn firing(&self, holds: &[u64]) -> impl Iterator<Item = usize> {
        self.rules_asked_by(holds).filter(|rule| !any_in(holds, &self.compiled.rules[*rule].unless))
    }

    /// The transport that stands first; absent where all are ruled out.
    pub fn winner(&self, states: &[State], scratch: &mut Scratch) -> Option<TransportId> {
        self.holding(states, scratch);
        self.winner_of_held(scratch)
    }

    /// The conjunctions that the facts break.
    pub(super) fn broken(&self, states: &[State]) -> Broken {
        let mut broken = Broken { once: vec![0; self.compiled.words], twice: vec![0; self.compiled.words] };
        for (fact, state) in self.knowledge.fact_ids().zip(states) {
            let counts = broken.once.iter_mut().zip(&mut broken.twice);
            for ((once, twice), mask) in counts.zip(self.mask(fact, *state)) {
                *twice |= *once & !mask;
                *once |= !mask;
            }
        }
        broken
    }

    /// The winner of each other state of one fact, where it is not `winner`.
    pub(super) fn other_winners<'s>(
        &'s self,
        broken: &Broken,
        now: State,
        fact: FactId,
        winner: Option<TransportId>,
        scratch: &'s mut Scratch,
    ) -> impl Iterator<Item = (State, Option<TransportId>)> + use<'s, 'k> {
        let Scratch { rest, holds, .. } = scratch;
        // Another fact breaks what is broken twice, and what is broken though this one leaves it true.
        let mask = self.mask(fact, now);
        rest.clear();
        rest.extend(broken.once.iter().zip(&broken.twice).zip(mask).map(|((once, twice), mask)| !(twice | (once & mask))));
        holds.clear();
        holds.extend(rest.iter().zip(mask).map(|(rest, mask)| rest & mask));
        let mut other = winner;
        self.states(fact).filter_map(move |state| {
            let mask = self.mask(fact, state);
            let Scratch { rest, holds, .. } = scratch;
            // A state that leaves the same conjunctions true as the one before it has the same winner.
            if holds.iter().zip(rest.iter().zip(mask)).any(|(holds, (rest, mask))| *holds != rest & mask) {
                holds.iter_mut().zip(rest.iter().zip(mask)).for_each(|(holds, (rest, mask))| *holds = rest & mask);
                other = self.winner_of_held(scratch);
            }
            (other != winner).then_some((state, other))
        })
    }

    fn winner_of_held(&self, scratch: &mut Scratch) -> Option<TransportId> {
        self.count(scratch);
        let tallies = &scratch.tallies;
        let ids = self.knowledge.transport_ids().filter(|id| !tallies[id.index()].ruled_out);
        ids.reduce(|best, id| if self.before(tallies, id, best) { id } else { best })
    }

    /// Every transport, best first, those that are ruled out last.
    pub fn ranking(&self, states: &[State], scratch: &mut Scratch) -> Vec<Standing> {
        self.holding(states, scratch);
        self.count(scratch);
        let mut ids: Vec<TransportId> = self.knowledge.transport_ids().collect();
        ids.sort_by(|a, b| self.before(&scratch.tallies, *b, *a).cmp(&self.before(&scratch.tallies, *a, *b)));
        ids.into_iter().map(|transport| Standing { transport, tally: scratch.tallies[transport.index()] }).collect()
    }

    /// The rules that fire.
    pub fn fired(&self, states: &[State], scratch: &mut Scratch) -> Vec<RuleId> {
        let holds = self.holding(states, scratch);
        self.firing(holds).map(RuleId::at).collect()
    }

    /// Whether the facts contradict each other; the first combination that says so.
    pub fn impossible(&self, states: &[State], scratch: &mut Scratch) -> Option<usize> {
        let holds = self.holding(states, scratch);
        self.compiled.impossible.iter().position(|range| any_in(holds, range))
    }

    /// Whether some contradiction is not yet excluded by what is known.
    pub(super) fn may_be_impossible(&self, states: &[State]) -> bool {
        let states = || self.knowledge.fact_ids().zip(states.iter().copied());
        let known = || states().filter(|(fact, state)| *state != self.unknown(*fact));
        let mut asked = self.compiled.contradictions.iter().enumerate().filter(|(_, bits)| **bits != 0);
        asked.any(|(word, bits)| bits & self.left_by(known(), word) != 0)
    }

    /// Whether some contradiction asks for a fact.
    pub(super) fn may_contradict(&self, fact: FactId) -> bool {
        let unknown = self.mask(fact, self.unknown(fact));
        self.compiled.contradictions.iter().zip(unknown).any(|(contradictions, unknown)| contradictions & !unknown != 0)
    }

    /// The conjunctions of a rule's `when` and `unless`, by number.
    pub fn conjunctions_of(&self, rule: usize) -> (Range<usize>, Range<usize>) {
        (self.compiled.rules[rule].when.clone(), self.compiled.rules[rule].unless.clone())
    }

    /// Whether some possible situation makes all of these conjunctions true.
    pub fn can_hold(&self, conjunctions: &[usize]) -> bool {
        let leaves = |fact, state: &State| {
            let mask = self.mask(fact, *state);
            conjunctions.iter().all(|bit| is_set(mask, *bit))
        };
        let mut options = Options::with_room_for(self.knowledge.facts.len());
        for fact in self.knowledge.fact_ids() {
            options.push(self.states(fact).filter(|state| leaves(fact, state)));
        }
        options.iter().all(|(_, states)| !states.is_empty()) && has_possible(self, options)
    }

    fn before(&self, tallies: &[Tally], a: TransportId, b: TransportId) -> bool {
        let machinery = |id: TransportId| self.knowledge.transport(id).machinery;
        stands_before((&tallies[a.index()], machinery(a)), (&tallies[b.index()], machinery(b)))
    }

    /// Tallies the rules that fire with the conjunctions that hold.
    fn count(&self, scratch: &mut Scratch) {
        let Scratch { holds, tallies, .. } = scratch;
        tallies.clear();
        tallies.resize(self.knowledge.transports.len(), Tally::default());
        for rule in self.firing(holds) {
            let effects = self.knowledge.rules[rule].effects.iter();
            effects.for_each(|(transport, effect)| tallies[transport.index()].add(*effect));
        }
    }
}
