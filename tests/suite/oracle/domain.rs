//! The values of a fact that are worth trying, and the situations that they make.

use std::collections::BTreeSet;

use advisor::model::{Cell, Condition, Fact, FactId, Interval, Kind, Knowledge, Test, Value};

use super::{Known, Oracle, truth};

impl<'k> Oracle<'k> {
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let impossible = knowledge.impossible.iter().map(|combination| &combination.when);
        let restricted: BTreeSet<FactId> = impossible.flat_map(Condition::cells).map(|cell| cell.fact).collect();
        let asked: Vec<Vec<&Cell>> = knowledge.fact_ids().map(|fact| cells_on(knowledge, fact)).collect();
        let values: Vec<Vec<Value>> = knowledge.facts.iter().zip(&asked).map(|(fact, cells)| values_of(fact, cells)).collect();
        let classes = values.iter().zip(&asked).map(|(values, cells)| one_per_row(values, cells)).collect();
        Self { knowledge, asked, values, classes, restricted: restricted.into_iter().collect() }
    }

    /// Whether no rule tells two values of a fact apart.
    pub fn alike(&self, fact: FactId, one: Value, other: Value) -> bool {
        self.asked[fact.index()].iter().all(|cell| cell.test.holds(one) == cell.test.holds(other))
    }

    /// Facts about which nothing is known.
    pub fn unknown(&self, known: &[Option<Value>]) -> Vec<FactId> {
        self.knowledge.fact_ids().filter(|fact| known[fact.index()].is_none()).collect()
    }

    /// Whether what is known can be completed without one of the combinations stated as impossible.
    pub fn is_possible(&self, known: &[Option<Value>]) -> bool {
        let open: Vec<FactId> = self.restricted.iter().copied().filter(|fact| known[fact.index()].is_none()).collect();
        self.some_completion(&open, &mut known.to_vec(), &mut |complete| !self.contradicts_itself(complete))
    }

    pub fn contradicts_itself(&self, known: &[Option<Value>]) -> bool {
        self.knowledge.impossible.iter().any(|combination| truth(&combination.when, known) == Some(true))
    }

    /// Whether some choice of values for these facts passes.
    pub fn some_completion(&self, facts: &[FactId], known: &mut Known, passes: &mut impl FnMut(&Known) -> bool) -> bool {
        let Some((fact, rest)) = facts.split_first() else { return passes(known) };
        let before = known[fact.index()];
        let found = self.classes[fact.index()].iter().any(|value| {
            known[fact.index()] = Some(*value);
            self.some_completion(rest, known, passes)
        });
        known[fact.index()] = before;
        found
    }
}

/// Every cell on a fact that can change a decision.
fn cells_on(knowledge: &Knowledge, fact: FactId) -> Vec<&Cell> {
    let rules = knowledge.rules.iter().flat_map(|rule| std::iter::once(&rule.when).chain(&rule.unless));
    let conditions = rules.chain(knowledge.impossible.iter().map(|combination| &combination.when));
    conditions.flat_map(Condition::cells).filter(|cell| cell.fact == fact).collect()
}

fn values_of(fact: &Fact, cells: &[&Cell]) -> Vec<Value> {
    match &fact.kind {
        Kind::Choice(choices) => (0..choices.len() as u16).map(Value::Choice).collect(),
        Kind::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        Kind::Set { choices, may_be_empty } => {
            (0..1 << choices.len()).filter(|members| *members != 0 || *may_be_empty).map(Value::Set).collect()
        }
        Kind::Number(_) => numbers(cells).into_iter().map(Value::Number).collect(),
    }
}

/// Zero, and every threshold with its neighbours: no rule changes its mind anywhere else.
fn numbers(cells: &[&Cell]) -> BTreeSet<u64> {
    let mut numbers = BTreeSet::from([0]);
    for cell in cells {
        let Test::Numbers(intervals) = &cell.test else { continue };
        let ends = intervals.iter().flat_map(|interval| [interval.from, interval.to]);
        for end in ends.filter(|end| *end != Interval::UNBOUNDED) {
            numbers.extend([end.saturating_sub(1), end, end + 1]);
        }
    }
    numbers
}

/// The first value of each different row of test results.
fn one_per_row(values: &[Value], cells: &[&Cell]) -> Vec<Value> {
    let mut rows: Vec<Vec<bool>> = Vec::new();
    let mut classes = Vec::new();
    for value in values {
        let row = cells.iter().map(|cell| cell.test.holds(*value)).collect();
        if !rows.contains(&row) {
            rows.push(row);
            classes.push(*value);
        }
    }
    classes
}
