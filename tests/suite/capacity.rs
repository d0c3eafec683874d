//! What features cost: laws that hold for every feature, examples by hand, and published figures.

mod by_hand;
mod laws;
mod measured;
mod shown;

use advisor::capacity::{Depth, estimate};
use advisor::engine::{Program, decide};
use advisor::facts::situation;
use advisor::model::{Decision, Estimate, Figure, Knowledge, Measure, Value};

/// The knowledge base, and a decision that ranks every transport: costs only read from it which there are.
struct Bench {
    knowledge: &'static Knowledge,
    decision: Decision,
}

impl Bench {
    fn new() -> Self {
        let knowledge = advisor::embedded::knowledge();
        let decision = decide(&Program::new(knowledge), &situation(knowledge, None, &[]));
        Self { knowledge, decision }
    }

    /// The costs of a feature of which these facts are known.
    fn estimate(&self, facts: &[(&str, Value)]) -> Estimate {
        let given: Vec<_> =
            facts.iter().map(|(id, value)| (self.knowledge.find_fact(id).expect("a fact"), Some(*value))).collect();
        let situation = situation(self.knowledge, None, &given);
        estimate(self.knowledge, &situation, &self.decision, Depth::Whole).expect("the base has constants")
    }

    /// The position of a value among those of a fact.
    fn choice(&self, fact: &str, value: &str) -> Value {
        let fact = self.knowledge.fact(self.knowledge.find_fact(fact).expect("a fact"));
        let position = fact.choices().iter().position(|choice| choice.id == value).expect("a value of it");
        Value::Choice(u16::try_from(position).expect("few values"))
    }
}

/// A figure of a transport.
fn figure<'e>(bench: &Bench, estimate: &'e Estimate, transport: &str, measure: Measure) -> &'e Figure {
    let id = bench.knowledge.find_transport(transport).expect("a transport");
    let costs = estimate.costs.iter().find(|costs| costs.transport == id).expect("its costs");
    costs.figure(measure).expect("every measure")
}

/// Equal but for the noise of a calculation.
fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}
