//! A decision as far as another is compared with it.

use super::Decided;
use crate::model::{Changer, FactId, Outcome, Range, Settled, TransportId};

/// What was decided, in texts that another knowledge base can be compared by.
pub fn outcome(decided: &Decided<'_>) -> Outcome {
    let knowledge = decided.program.knowledge;
    let id = |id: TransportId| knowledge.transport(id).id.to_string();
    let value = |fact: FactId, range: &Range| (knowledge.fact(fact).id.to_string(), range.written.clone());
    let changer = |values, winner: Option<TransportId>| Changer { values, recommended: winner.map(id) };
    let decision = &decided.decision;
    let mut changers: Vec<Changer> = match &decision.settled {
        Settled::Yes => Vec::new(),
        Settled::Single(answers) => {
            answers.iter().map(|answer| changer(vec![value(answer.fact, &answer.range)], answer.winner)).collect()
        }
        Settled::Joint(answers) => {
            let values = |answers: &[(FactId, Range)]| answers.iter().map(|(fact, range)| value(*fact, range)).collect();
            answers.iter().map(|joint| changer(values(&joint.answers), joint.winner)).collect()
        }
    };
    changers.extend(decision.flips.iter().map(|flip| changer(vec![value(flip.fact, &flip.range)], flip.winner)));
    changers.sort();
    Outcome {
        recommended: decision.winner.map(id),
        fallbacks: decision.fallbacks.iter().map(|step| id(step.to)).collect(),
        settled: decision.settled == Settled::Yes,
        close: decision.decided.is_close(),
        changers,
    }
}
