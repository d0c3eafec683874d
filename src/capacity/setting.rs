//! A feature as the formulas see it: its numbers, the answers to their questions, and the constants.

use super::gap::Gap;
use super::number::{Amount, Known, Number};
use crate::model::{Capacity, ConstantKey, Delivery, Knowledge, NumberKey, QuestionKey, Situation, Truth, Unit, Used, Value};

/// What is known, as plain numbers: seconds, bytes and counts.
#[derive(Clone)]
pub struct Setting<'k> {
    pub knowledge: &'k Knowledge,
    pub capacity: &'k Capacity,
    pub delivery: Delivery,
    numbers: [Option<f64>; NumberKey::ALL.len()],
    questions: [Truth; QuestionKey::ALL.len()],
}

impl<'k> Setting<'k> {
    pub fn new(knowledge: &'k Knowledge, capacity: &'k Capacity, delivery: Delivery, situation: &Situation) -> Self {
        let number = |(key, _): (NumberKey, &str)| match situation.value(capacity.fact(key)) {
            Some(Value::Number(number)) => Some(in_base_units(key.unit(), number)),
            _ => None,
        };
        let question = |(key, _): (QuestionKey, &str)| capacity.question(key).truth(|fact| situation.value(fact));
        let numbers = std::array::from_fn(|at| number(NumberKey::ALL[at]));
        let questions = std::array::from_fn(|at| question(QuestionKey::ALL[at]));
        Self { knowledge, capacity, delivery, numbers, questions }
    }

    pub fn known(&self, key: NumberKey) -> Option<f64> {
        self.numbers[key as usize]
    }

    /// The same with another number.
    pub fn with(&self, key: NumberKey, value: f64) -> Self {
        let mut changed = self.clone();
        changed.numbers[key as usize] = Some(value);
        changed
    }

    /// The same on another transport.
    pub fn on(&self, delivery: Delivery) -> Self {
        Self { delivery, ..self.clone() }
    }

    pub fn answer(&self, key: QuestionKey) -> Truth {
        self.questions[key as usize]
    }

    pub fn is(&self, key: QuestionKey) -> bool {
        self.answer(key) == Truth::True
    }

    pub fn is_open(&self, key: QuestionKey) -> bool {
        self.answer(key) == Truth::Unknown
    }

    /// The number of a fact. A duration of nothing gives no rate, so it is as good as unknown.
    pub fn number<Q: Number>(&self, key: NumberKey) -> Known<Q> {
        let fact = self.capacity.fact(key);
        match self.known(key) {
            Some(value) if value > 0.0 || key.unit() != Unit::Duration => {
                Known(Ok(Q::named(&self.knowledge.fact(fact).id, value, amount(key.unit()), Some(Used::Fact(fact)))))
            }
            _ => Known::gap(Gap::number(key)),
        }
    }

    pub fn constant<Q: Number>(&self, key: ConstantKey) -> Known<Q> {
        let constant = self.capacity.constant(key);
        let value = in_base_units(constant.unit, constant.value);
        Known(Ok(Q::named(&constant.id, value, amount(constant.unit), Some(Used::Constant(key)))))
    }
}

fn amount(unit: Unit) -> Amount {
    match unit {
        Unit::Duration => Amount::Seconds,
        Unit::Size => Amount::Bytes,
        Unit::Count => Amount::Count,
    }
}

/// Seconds, bytes or a count.
pub fn in_base_units(unit: Unit, number: u64) -> f64 {
    let number = number as f64;
    if unit == Unit::Duration { number / 1000.0 } else { number }
}
