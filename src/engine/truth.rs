//! Kleene's three-valued logic, evaluated plainly: for traces, notes, and as a second opinion on the compiled rules.

use crate::model::{Cell, Condition, FactId, Floor, Rule, RuleId, Situation, TransportId, Value};

/// True, false or not known. The order is that of Kleene's logic: a conjunction is the least of its parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Truth::True } else { Truth::False }
    }
}

impl Cell {
    fn truth(&self, value: Option<Value>) -> Truth {
        value.map_or(Truth::Unknown, |value| Truth::of(self.test.holds(value)))
    }
}

impl Condition {
    /// Whether it holds, with the value of each fact looked up.
    pub fn truth(&self, value_of: impl Fn(FactId) -> Option<Value> + Copy) -> Truth {
        let all = |cells: &[Cell]| cells.iter().map(|cell| cell.truth(value_of(cell.fact))).min().unwrap_or(Truth::True);
        let any = self.any.iter().map(|cells| all(cells)).max().unwrap_or(Truth::True);
        all(&self.all).min(any)
    }
}

impl Floor {
    /// What the simple adviser chooses: the first rule that is known to hold decides.
    pub fn choose(&self, value_of: impl Fn(FactId) -> Option<Value> + Copy) -> TransportId {
        let holds = |(when, _): &&(Condition, TransportId)| when.truth(value_of) == Truth::True;
        self.rules.iter().find(holds).map_or(self.otherwise, |(_, transport)| *transport)
    }
}

/// How one rule came out, cell by cell.
#[derive(Clone, Debug)]
pub struct RuleTrace {
    pub rule: RuleId,
    pub when: Truth,
    /// Absent where the rule has no exception.
    pub unless: Option<Truth>,
    pub cells: Vec<CellTrace>,
}

/// One cell with the value that was read.
#[derive(Clone, Debug)]
pub struct CellTrace {
    pub fact: FactId,
    pub written: String,
    pub value: Option<Value>,
    pub truth: Truth,
    /// The cell is part of `unless`.
    pub exception: bool,
}

impl RuleTrace {
    /// The rule gives its reasons.
    pub fn fires(&self) -> bool {
        self.when == Truth::True && self.unless != Some(Truth::True)
    }

    /// The rule may still fire once more is known.
    pub fn is_undecided(&self) -> bool {
        self.when == Truth::Unknown && self.unless != Some(Truth::True)
    }
}

/// Evaluates one rule, keeping every cell.
pub fn trace(id: RuleId, rule: &Rule, situation: &Situation) -> RuleTrace {
    let value_of = |fact| situation.value(fact);
    let cells = |condition: &Condition, exception| -> Vec<CellTrace> {
        let cell = |cell: &Cell| CellTrace {
            fact: cell.fact,
            written: cell.written.to_string(),
            value: value_of(cell.fact),
            truth: cell.truth(value_of(cell.fact)),
            exception,
        };
        condition.cells().map(cell).collect()
    };
    let mut all = cells(&rule.when, false);
    if let Some(unless) = &rule.unless {
        all.extend(cells(unless, true));
    }
    RuleTrace {
        rule: id,
        when: rule.when.truth(value_of),
        unless: rule.unless.as_ref().map(|unless| unless.truth(value_of)),
        cells: all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Test;

    fn yes(fact: u16) -> Cell {
        Cell { fact: FactId(fact), test: Test::YesNo(true), written: "yes".into() }
    }

    #[test]
    fn unknown_is_not_false_and_a_false_cell_settles_a_conjunction() {
        let values = [Some(Value::YesNo(true)), Some(Value::YesNo(false)), None];
        let value_of = |fact: FactId| values[fact.index()];
        let truth = |all: Vec<Cell>, any: Vec<Vec<Cell>>| Condition { all, any }.truth(value_of);
        assert_eq!(truth(vec![], vec![]), Truth::True);
        assert_eq!(truth(vec![yes(0), yes(2)], vec![]), Truth::Unknown);
        assert_eq!(truth(vec![yes(1), yes(2)], vec![]), Truth::False);
        assert_eq!(truth(vec![yes(0)], vec![vec![yes(1)], vec![yes(2)]]), Truth::Unknown);
        assert_eq!(truth(vec![yes(0)], vec![vec![yes(0)], vec![yes(2)]]), Truth::True);
    }
}
