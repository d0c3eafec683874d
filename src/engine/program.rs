//! The rule base, compiled: one bit for each conjunction.
//!
//! For each fact and each of its states (a class, or unknown) a mask says which conjunctions that state leaves true. The AND of one
//! mask a fact is the set of conjunctions that hold. This is the usual bitmap index of decision tables, with "unknown" as one more
//! column in which only conjunctions hold that do not ask for the fact.

use std::ops::Range;

use super::classes::{Class, Classes, classes};
use super::search::has_possible;
use crate::model::{Cell, Condition, FactId, Knowledge, RuleId, Situation, Standing, Tally, TransportId, Value, stands_before};

/// The state of one fact: the position of a class, or [`Program::unknown`] for it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct State(pub u16);

/// The conjunctions of one rule.
#[derive(Clone, Debug)]
pub(super) struct RuleBits {
    pub when: Range<usize>,
    pub unless: Range<usize>,
}

/// A knowledge base that is ready to decide.
pub struct Program<'k> {
    pub knowledge: &'k Knowledge,
    /// Words of 64 conjunctions.
    pub(super) words: usize,
    /// Classes by fact.
    classes: Vec<Classes>,
    /// Where the masks of a fact begin, in words.
    offsets: Vec<usize>,
    masks: Vec<u64>,
    pub(super) rules: Vec<RuleBits>,
    pub(super) impossible: Vec<Range<usize>>,
}

/// Memory that decisions reuse.
#[derive(Clone, Default)]
pub struct Scratch {
    holds: Vec<u64>,
    tallies: Vec<Tally>,
}

/// Whether one of a range of bits is set. Nearly always the range lies in one word.
pub(super) fn any_in(bits: &[u64], range: &Range<usize>) -> bool {
    if range.is_empty() {
        return false;
    }
    let (first, last) = (range.start / 64, (range.end - 1) / 64);
    if first == last {
        let mask = (u64::MAX >> (64 - range.len())) << (range.start % 64);
        return bits[first] & mask != 0;
    }
    range.clone().any(|bit| bits[bit / 64] & (1 << (bit % 64)) != 0)
}

impl<'k> Program<'k> {
    /// Compiles a knowledge base.
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let mut conjunctions: Vec<Vec<&Cell>> = Vec::new();
        let mut add = |condition: &'k Condition| {
            let start = conjunctions.len();
            conjunctions.extend(condition.conjunctions());
            start..conjunctions.len()
        };
        let rules: Vec<RuleBits> = knowledge
            .rules
            .iter()
            .map(|rule| RuleBits { when: add(&rule.when), unless: rule.unless.as_ref().map_or(0..0, &mut add) })
            .collect();
        let impossible = knowledge.impossible.iter().map(|combination| add(&combination.when)).collect();

        let words = conjunctions.len().div_ceil(64).max(1);
        let mut cells_of: Vec<Vec<(usize, &Cell)>> = vec![Vec::new(); knowledge.facts.len()];
        for (bit, cells) in conjunctions.iter().enumerate() {
            cells.iter().for_each(|cell| cells_of[cell.fact.index()].push((bit, cell)));
        }
        let mut program = Self {
            knowledge,
            words,
            classes: Vec::with_capacity(knowledge.facts.len()),
            offsets: Vec::with_capacity(knowledge.facts.len()),
            masks: Vec::new(),
            rules,
            impossible,
        };
        for (fact, cells) in knowledge.facts.iter().zip(&cells_of) {
            let plain: Vec<&Cell> = cells.iter().map(|(_, cell)| *cell).collect();
            let classes = classes(fact, &plain);
            program.offsets.push(program.masks.len());
            for class in &classes.list {
                program.push_mask(cells.iter().filter(|(_, cell)| !cell.test.holds(class.representative)).map(|(bit, _)| *bit));
            }
            program.push_mask(cells.iter().map(|(bit, _)| *bit));
            program.classes.push(classes);
        }
        program
    }

    /// Adds a mask in which every conjunction holds but these.
    fn push_mask(&mut self, broken: impl Iterator<Item = usize>) {
        let start = self.masks.len();
        self.masks.resize(start + self.words, u64::MAX);
        broken.for_each(|bit| self.masks[start + bit / 64] &= !(1 << (bit % 64)));
    }

    /// The classes of a fact, in their order.
    pub(super) fn classes(&self, fact: FactId) -> &[Class] {
        &self.classes[fact.index()].list
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
        value.map_or_else(|| self.unknown(fact), |value| State(self.classes[fact.index()].position(value) as u16))
    }

    /// The states of everything that is known in a situation.
    pub fn states_of(&self, situation: &Situation) -> Vec<State> {
        self.knowledge.fact_ids().map(|fact| self.state(fact, situation.value(fact))).collect()
    }

    /// The conjunctions that a state of a fact leaves true.
    pub(super) fn mask(&self, fact: FactId, state: State) -> &[u64] {
        let start = self.offsets[fact.index()] + usize::from(state.0) * self.words;
        &self.masks[start..start + self.words]
    }

    /// The conjunctions that hold.
    pub(super) fn holding<'s>(&self, states: &[State], scratch: &'s mut Scratch) -> &'s [u64] {
        scratch.holds.clear();
        scratch.holds.resize(self.words, u64::MAX);
        for (fact, state) in self.knowledge.fact_ids().zip(states) {
            let mask = self.mask(fact, *state);
            scratch.holds.iter_mut().zip(mask).for_each(|(holds, mask)| *holds &= mask);
        }
        &scratch.holds
    }

    /// Whether a rule gives its reasons: its `when` is true, and its `unless` is not known to be.
    pub(super) fn fires(&self, rule: usize, holds: &[u64]) -> bool {
        let bits = &self.rules[rule];
        any_in(holds, &bits.when) && !any_in(holds, &bits.unless)
    }

    /// The transport that stands first; absent where all are ruled out.
    pub fn winner(&self, states: &[State], scratch: &mut Scratch) -> Option<TransportId> {
        self.holding(states, scratch);
        self.winner_of_held(scratch)
    }

    /// The winner of each other state of one fact, where it is not `winner`.
    pub(super) fn other_winners<'s>(
        &'s self,
        states: &'s [State],
        fact: FactId,
        winner: Option<TransportId>,
        scratch: &'s mut Scratch,
    ) -> impl Iterator<Item = (State, Option<TransportId>)> + use<'s, 'k> {
        // What the other facts leave true is the same for every state, and a state that leaves the same changes nothing.
        let mut rest = vec![u64::MAX; self.words];
        for (other, state) in self.knowledge.fact_ids().zip(states).filter(|(other, _)| *other != fact) {
            rest.iter_mut().zip(self.mask(other, *state)).for_each(|(rest, mask)| *rest &= mask);
        }
        let now = self.mask(fact, states[fact.index()]);
        self.states(fact).filter_map(move |state| {
            let mask = self.mask(fact, state);
            if rest.iter().zip(now.iter().zip(mask)).all(|(rest, (now, mask))| rest & now == rest & mask) {
                return None;
            }
            scratch.holds.clear();
            scratch.holds.extend(rest.iter().zip(mask).map(|(rest, mask)| rest & mask));
            let other = self.winner_of_held(scratch);
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
        (0..self.rules.len()).filter(|rule| self.fires(*rule, holds)).map(RuleId::at).collect()
    }

    /// Whether the facts contradict each other; the first combination that says so.
    pub fn impossible(&self, states: &[State], scratch: &mut Scratch) -> Option<usize> {
        let holds = self.holding(states, scratch);
        self.impossible.iter().position(|range| any_in(holds, range))
    }

    /// Whether some contradiction is not yet excluded by what is known.
    pub(super) fn may_be_impossible(&self, states: &[State]) -> bool {
        let may_hold = |bit: usize| {
            self.knowledge
                .fact_ids()
                .zip(states)
                .all(|(fact, state)| *state == self.unknown(fact) || self.mask(fact, *state)[bit / 64] & (1 << (bit % 64)) != 0)
        };
        self.impossible.iter().any(|range| range.clone().any(may_hold))
    }

    /// Whether some contradiction asks for a fact.
    pub(super) fn may_contradict(&self, fact: FactId) -> bool {
        let unknown = self.mask(fact, self.unknown(fact));
        self.impossible.iter().any(|range| range.clone().any(|bit| unknown[bit / 64] & (1 << (bit % 64)) == 0))
    }

    /// The conjunctions of a rule's `when` and `unless`, by number.
    pub fn conjunctions_of(&self, rule: usize) -> (Range<usize>, Range<usize>) {
        (self.rules[rule].when.clone(), self.rules[rule].unless.clone())
    }

    /// Whether some possible situation makes all of these conjunctions true.
    pub fn can_hold(&self, conjunctions: &[usize]) -> bool {
        let leaves = |fact, state: &State| {
            let mask = self.mask(fact, *state);
            conjunctions.iter().all(|bit| mask[bit / 64] & (1 << (bit % 64)) != 0)
        };
        let options: Vec<Vec<State>> =
            self.knowledge.fact_ids().map(|fact| self.states(fact).filter(|state| leaves(fact, state)).collect()).collect();
        options.iter().all(|states| !states.is_empty()) && has_possible(self, options)
    }

    fn before(&self, tallies: &[Tally], a: TransportId, b: TransportId) -> bool {
        let machinery = |id: TransportId| self.knowledge.transport(id).machinery;
        stands_before((&tallies[a.index()], machinery(a)), (&tallies[b.index()], machinery(b)))
    }

    /// Tallies the rules that fire with the conjunctions that hold.
    fn count(&self, scratch: &mut Scratch) {
        scratch.tallies.clear();
        scratch.tallies.resize(self.knowledge.transports.len(), Tally::default());
        for (position, rule) in self.knowledge.rules.iter().enumerate() {
            if self.fires(position, &scratch.holds) {
                rule.effects.iter().for_each(|(transport, effect)| scratch.tallies[transport.index()].add(*effect));
            }
        }
    }
}
