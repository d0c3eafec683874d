//! How each rule came out, evaluated plainly, cell by cell.

use crate::model::{Cell, CellTrace, Condition, Knowledge, RuleId, RuleTrace, Situation};

/// Evaluates every rule, in their order.
pub fn traces(knowledge: &Knowledge, situation: &Situation) -> Vec<RuleTrace> {
    (0..knowledge.rules.len()).map(|rule| trace(knowledge, RuleId::at(rule), situation)).collect()
}

/// Evaluates one rule, keeping every cell.
pub fn trace(knowledge: &Knowledge, id: RuleId, situation: &Situation) -> RuleTrace {
    let rule = knowledge.rule(id);
    let value_of = |fact| situation.value(fact);
    let cell = |cell: &Cell, exception| CellTrace {
        fact: cell.fact,
        written: cell.written.clone(),
        value: value_of(cell.fact),
        truth: cell.truth(value_of(cell.fact)),
        exception,
    };
    let exceptions = || rule.unless.iter().flat_map(Condition::cells);
    let mut cells = Vec::with_capacity(rule.when.cells().count() + exceptions().count());
    cells.extend(rule.when.cells().map(|when| cell(when, false)));
    cells.extend(exceptions().map(|unless| cell(unless, true)));
    RuleTrace {
        rule: id,
        when: rule.when.truth(value_of),
        unless: rule.unless.as_ref().map(|unless| unless.truth(value_of)),
        cells,
    }
}
