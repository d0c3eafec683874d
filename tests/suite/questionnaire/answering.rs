//! Somebody who knows everything about a feature, and answers what is asked.

use advisor::engine::{Program, Scratch};
use advisor::facts;
use advisor::model::{FactId, Situation, TransportId, Truth as Holds, Value, WorkloadId};
use advisor::prompt::{Interview, Question};

use crate::generate::{Draws, shipped, shipped_oracle};

/// Draws before one gives up to find answers that go together.
const TRIES: usize = 50;

/// What holds of a feature: a kind, and an answer to every question.
#[derive(Debug)]
pub struct Truth {
    pub workload: Option<WorkloadId>,
    /// By fact; absent: nobody knows.
    pub values: Vec<Option<Value>>,
}

impl Truth {
    /// A feature of this kind: mostly as is usual for it, and otherwise anything that does not contradict itself.
    pub fn of(workload: Option<WorkloadId>, draws: &mut Draws<'_>) -> Self {
        let usual = facts::situation(shipped(), workload, &[]);
        let mut truth = Self { workload, values: Vec::new() };
        for fact in shipped().fact_ids() {
            let usual = usual.value(fact);
            for _ in 0..TRIES {
                let drawn = match draws.below(10) {
                    0 if usual.is_none() => None,
                    0..8 if usual.is_some() => usual,
                    _ => Some(draws.pick(&shipped_oracle().values[fact.index()])),
                };
                truth.values.push(drawn);
                if !truth.contradicts_itself() {
                    break;
                }
                truth.values.pop();
            }
            truth.values.resize(fact.index() + 1, None);
        }
        truth
    }

    fn contradicts_itself(&self) -> bool {
        let value = |fact: FactId| self.values.get(fact.index()).copied().flatten();
        shipped().impossible.iter().any(|combination| combination.when.truth(value) == Holds::True)
    }

    /// Everything that is so, said at once.
    pub fn situation(&self) -> Situation {
        let given: Vec<_> = shipped().fact_ids().zip(self.values.iter().copied()).collect();
        facts::situation(shipped(), self.workload, &given)
    }

    /// Answers what is asked; then corrects what was taken for granted and is not so, and answers what is asked then.
    /// Returns what was asked before the first review.
    pub fn answer_all(&self, interview: &mut Interview<'_, '_>) -> Vec<FactId> {
        interview.choose_kind(self.workload);
        let asked = self.answer(interview);
        loop {
            let situation = interview.sheet().situation(shipped(), 0);
            let granted = |fact: &FactId| situation.entry(*fact).given.is_none() && situation.value(*fact).is_some();
            let wrong = shipped().fact_ids().find(|fact| granted(fact) && situation.value(*fact) != self.values[fact.index()]);
            let Some(fact) = wrong else { return asked };
            interview.answer(0, fact, self.values[fact.index()]).expect("something goes with what is true");
            self.answer(interview);
        }
    }

    /// Answers what is asked until there is a review.
    fn answer(&self, interview: &mut Interview<'_, '_>) -> Vec<FactId> {
        let mut asked = Vec::new();
        while let Question::Fact { feature, fact } = interview.question() {
            assert!(!asked.contains(&fact), "{} is asked twice", shipped().fact(fact).id);
            asked.push(fact);
            interview.answer(feature, fact, self.values[fact.index()]).expect("something goes with what is true");
        }
        asked
    }
}

/// The transport of a situation.
pub fn winner_of(program: &Program<'_>, situation: &Situation) -> Option<TransportId> {
    program.winner(&program.states_of(situation), &mut Scratch::default())
}
