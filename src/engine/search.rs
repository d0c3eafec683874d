//! Branch and bound: is there, among many situations, one with another winner?
//!
//! A space gives each fact the states it may take. At a node of the search, the OR of a fact's masks says which conjunctions may
//! still hold and the AND which hold for certain; from these come bounds on what each rule does, and from them on the comparison
//! of two transports. A subtree is left as soon as its bounds settle the question. Exact; tests compare it with brute force.

use std::ops::Range;

use super::goal::{Goal, Judgement, Relevant, is_within_reach, judge, relevant};
use super::program::{Program, State};
use super::space::{Options, Space};
use crate::compile::bits;
use crate::model::{FactId, TransportId};

/// Finds a situation of the space whose winner is not `winner`.
pub fn find_other_winner(program: &Program<'_>, space: &Space, winner: Option<TransportId>) -> Option<Vec<State>> {
    let all = program.knowledge.transport_ids();
    let mut goals: Vec<Goal> = match winner {
        Some(winner) => {
            let rivals = all.filter(|id| *id != winner).map(|rival| Goal::Beats { rival, winner });
            std::iter::once(Goal::RuledOut(winner)).chain(rivals).collect()
        }
        None => all.map(Goal::InPlay).collect(),
    };
    let (may, must) = whole(program, &space.options);
    goals.retain(|goal| is_within_reach(program, *goal, &may, &must));
    if goals.is_empty() {
        return None;
    }
    let bounds = Bounds::of(program, &space.options);
    goals.into_iter().find_map(|goal| Search::new(program, space, goal, &bounds).run())
}

/// Whether what is known can be completed without contradicting itself.
pub fn is_possible(program: &Program<'_>, states: &[State]) -> bool {
    // Nearly always every contradiction is already excluded by something known.
    if !program.may_be_impossible(states) {
        return true;
    }
    // Facts that no contradiction asks for may stay as they are.
    let mut options = Options::with_room_for(states.len());
    for (fact, state) in program.knowledge.fact_ids().zip(states) {
        let open = *state == program.unknown(fact) && program.may_contradict(fact);
        if open { options.push(program.states(fact)) } else { options.push([*state]) }
    }
    has_possible(program, options)
}

/// Whether some choice of states, one a fact, does not contradict itself.
pub fn has_possible(program: &Program<'_>, options: Options) -> bool {
    let space = Space { options, possible_only: true, budget: None };
    let bounds = Bounds::of(program, &space.options);
    Search::new(program, &space, Goal::Anything, &bounds).run().is_some()
}

/// Of one word: the conjunctions that may hold with one of the options of a fact, and those that do with each.
fn bounds_of(program: &Program<'_>, fact: FactId, options: &[State], word: usize) -> (u64, u64) {
    let masks = options.iter().map(|option| program.mask(fact, *option)[word]);
    masks.fold((0, u64::MAX), |(may, must), bits| (may | bits, must & bits))
}

/// The conjunctions that may hold somewhere in a space, and those that hold everywhere.
fn whole(program: &Program<'_>, options: &Options) -> (Vec<u64>, Vec<u64>) {
    let (mut may, mut must) = (vec![u64::MAX; program.compiled.words], vec![u64::MAX; program.compiled.words]);
    for (fact, options) in options.iter() {
        for (word, bits) in may.iter_mut().zip(&mut must).enumerate() {
            let bounds = bounds_of(program, fact, options, word);
            *bits.0 &= bounds.0;
            *bits.1 &= bounds.1;
        }
    }
    (may, must)
}

/// By fact, in words: the conjunctions that may hold, and those that do whatever is chosen.
#[derive(Clone)]
struct Bounds {
    may: Vec<u64>,
    must: Vec<u64>,
}

impl Bounds {
    fn of(program: &Program<'_>, options: &Options) -> Self {
        let words = options.facts() * program.compiled.words;
        let mut bounds = Self { may: vec![0; words], must: vec![0; words] };
        options.iter().for_each(|(fact, options)| bounds.set(program, fact, options));
        bounds
    }

    /// Recomputes one fact from its open options.
    fn set(&mut self, program: &Program<'_>, fact: FactId, options: &[State]) {
        for word in 0..program.compiled.words {
            let at = fact.index() * program.compiled.words + word;
            (self.may[at], self.must[at]) = bounds_of(program, fact, options, word);
        }
    }
}

/// The AND over all facts.
fn total(by_fact: &[u64], words: usize) -> Vec<u64> {
    let mut total = vec![u64::MAX; words];
    for bits in by_fact.chunks_exact(words) {
        total.iter_mut().zip(bits).for_each(|(total, bits)| *total &= bits);
    }
    total
}

struct Search<'p, 'k> {
    program: &'p Program<'k>,
    goal: Goal,
    possible_only: bool,
    relevant: Vec<Relevant>,
    /// The conjunctions of relevant rules and of impossible combinations.
    concerned: Vec<u64>,
    /// The different options of all facts, one fact after the other.
    options: Vec<State>,
    /// By fact: which options are still open.
    open: Vec<Range<usize>>,
    budget: Option<usize>,
    bounds: Bounds,
}

impl<'p, 'k> Search<'p, 'k> {
    fn new(program: &'p Program<'k>, space: &Space, goal: Goal, bounds: &Bounds) -> Self {
        let relevant: Vec<Relevant> =
            (0..program.compiled.rules.len()).filter_map(|rule| relevant(program, rule, goal)).collect();
        let mut concerned =
            if space.possible_only { program.compiled.contradictions.to_vec() } else { vec![0; program.compiled.words] };
        for Relevant { rule, .. } in &relevant {
            bits::set(&mut concerned, &program.compiled.rules[*rule].when);
            bits::set(&mut concerned, &program.compiled.rules[*rule].unless);
        }
        let facts = space.options.facts();
        let mut search = Self {
            program,
            goal,
            possible_only: space.possible_only,
            relevant,
            concerned,
            options: Vec::with_capacity(facts * 4),
            open: Vec::with_capacity(facts),
            budget: space.budget,
            bounds: bounds.clone(),
        };
        space.options.iter().for_each(|(fact, options)| search.add_distinct(fact, options));
        search
    }

    /// Adds one option for each different effect on what is concerned; the first stands for the rest.
    fn add_distinct(&mut self, fact: FactId, options: &[State]) {
        let start = self.options.len();
        if let [only] = options {
            self.options.push(*only);
            self.open.push(start..start + 1);
            return;
        }
        for option in options {
            let mask = self.program.mask(fact, *option);
            let same = |other: &State| {
                let other = self.program.mask(fact, *other);
                self.concerned.iter().zip(mask.iter().zip(other)).all(|(concerned, (a, b))| concerned & a == concerned & b)
            };
            if !self.options[start..].iter().any(same) {
                self.options.push(*option);
            }
        }
        self.open.push(start..self.options.len());
    }

    /// Recomputes the bounds of one fact from its open options.
    fn bound(&mut self, fact: FactId) {
        self.bounds.set(self.program, fact, &self.options[self.open[fact.index()].clone()]);
    }

    fn judge(&self, may: &[u64], must: &[u64]) -> Judgement {
        judge(self.program, self.goal, self.relevant.iter().copied(), may, must)
    }

    fn run(&mut self) -> Option<Vec<State>> {
        let (may, must) =
            (total(&self.bounds.may, self.program.compiled.words), total(&self.bounds.must, self.program.compiled.words));
        if self.possible_only && bits::meet(&must, &self.program.compiled.contradictions) {
            return None;
        }
        match self.judge(&may, &must) {
            Judgement::OutOfReach => return None,
            Judgement::Reached => {
                if let Some(found) = self.first_choice(&may) {
                    return Some(found);
                }
            }
            Judgement::Open => {}
        }
        let fact = self.branching_fact(&may, &must)?;
        let all = self.open[fact.index()].clone();
        let budget = self.budget;
        let mut found = None;
        for option in all.clone() {
            self.open[fact.index()] = option..option + 1;
            let spends = self.options[option] != self.program.unknown(fact);
            self.budget = budget.map(|left| left - usize::from(spends));
            found = if self.budget == Some(0) {
                self.with_the_rest_unknown()
            } else {
                self.bound(fact);
                self.run()
            };
            self.budget = budget;
            if found.is_some() {
                break;
            }
        }
        self.open[fact.index()] = all;
        self.bound(fact);
        found
    }

    /// The budget is spent: every fact that is still open stays unknown, and one situation is left.
    fn with_the_rest_unknown(&mut self) -> Option<Vec<State>> {
        let saved = self.open.clone();
        for open in &mut self.open {
            open.end = open.start + 1;
        }
        self.program.knowledge.fact_ids().for_each(|fact| self.bound(fact));
        let (may, must) =
            (total(&self.bounds.may, self.program.compiled.words), total(&self.bounds.must, self.program.compiled.words));
        let reached = matches!(self.judge(&may, &must), Judgement::Reached);
        let found = if reached { self.first_choice(&may) } else { None };
        self.open = saved;
        self.program.knowledge.fact_ids().for_each(|fact| self.bound(fact));
        found
    }

    /// The situation of the first options, if it may be taken.
    fn first_choice(&self, may: &[u64]) -> Option<Vec<State>> {
        let states: Vec<State> = self.open.iter().map(|open| self.options[open.start]).collect();
        let harmless = !bits::meet(may, &self.program.compiled.contradictions);
        let complete =
            || self.program.knowledge.fact_ids().zip(&states).all(|(fact, state)| *state != self.program.unknown(fact));
        let possible = !self.possible_only || (harmless && complete()) || is_possible_states(self, &states);
        possible.then_some(states)
    }

    /// The open fact that most undecided conjunctions ask for.
    fn branching_fact(&self, may: &[u64], must: &[u64]) -> Option<FactId> {
        let undecided: Vec<u64> =
            self.concerned.iter().zip(may.iter().zip(must)).map(|(c, (may, must))| c & may & !must).collect();
        let open = self.program.knowledge.fact_ids().filter(|fact| self.open[fact.index()].len() > 1);
        let asked = |fact: &FactId| -> u32 {
            let start = fact.index() * self.program.compiled.words;
            let bits = self.bounds.may[start..].iter().zip(&self.bounds.must[start..]);
            undecided.iter().zip(bits).map(|(undecided, (may, must))| (undecided & may & !must).count_ones()).sum()
        };
        open.max_by_key(|fact| (asked(fact), std::cmp::Reverse(*fact)))
    }
}

/// Whether a situation with unknowns has a completion that does not contradict itself.
fn is_possible_states(search: &Search<'_, '_>, states: &[State]) -> bool {
    // `Anything` never comes here: its options leave nothing unknown.
    !matches!(search.goal, Goal::Anything) && is_possible(search.program, states)
        || matches!(search.goal, Goal::Anything) && search.program.impossible(states, &mut Default::default()).is_none()
}
