//! Kleene's three-valued logic: conditions over facts that may be unknown.

use super::{Cell, Condition, FactId, Floor, TransportId, Value};

/// True, false or not known. The order is that of Kleene's logic: a conjunction is the least of its parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Truth {
    False,
    Unknown,
    True,
}

impl Cell {
    /// Whether it holds for a value, or for its absence.
    pub fn truth(&self, value: Option<Value>) -> Truth {
        value.map_or(Truth::Unknown, |value| if self.test.holds(value) { Truth::True } else { Truth::False })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{List, Test};

    fn yes(fact: u16) -> Cell {
        Cell { fact: FactId(fact), test: Test::YesNo(true), written: "yes".into() }
    }

    #[test]
    fn unknown_is_not_false_and_a_false_cell_settles_a_conjunction() {
        let values = [Some(Value::YesNo(true)), Some(Value::YesNo(false)), None];
        let value_of = |fact: FactId| values[fact.index()];
        let truth = |all: Vec<Cell>, any: Vec<Vec<Cell>>| {
            let any = any.into_iter().map(List::from).collect();
            Condition { all: all.into(), any }.truth(value_of)
        };
        assert_eq!(truth(vec![], vec![]), Truth::True);
        assert_eq!(truth(vec![yes(0), yes(2)], vec![]), Truth::Unknown);
        assert_eq!(truth(vec![yes(1), yes(2)], vec![]), Truth::False);
        assert_eq!(truth(vec![yes(0)], vec![vec![yes(1)], vec![yes(2)]]), Truth::Unknown);
        assert_eq!(truth(vec![yes(0)], vec![vec![yes(0)], vec![yes(2)]]), Truth::True);
    }
}
