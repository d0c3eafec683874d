//! How each rule came out, evaluated plainly, cell by cell.

use crate::model::{Cell, CellTrace, Condition, Rule, RuleId, RuleTrace, Situation};

/// Evaluates one rule, keeping every cell.
pub fn trace(id: RuleId, rule: &Rule, situation: &Situation) -> RuleTrace {
    let value_of = |fact| situation.value(fact);
    let cells = |condition: &Condition, exception| -> Vec<CellTrace> {
        let cell = |cell: &Cell| CellTrace {
            fact: cell.fact,
            written: cell.written.clone(),
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
