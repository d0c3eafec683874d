//! From the estimates to the document.

use super::document::Remark;
use super::document_capacity::{
    AppCapacity, AppFigure, BreakEvenReport, CapacityReport, ConstantReport, FeatureGap, FigureReport, LineReport, PartReport,
    SeriesReport, TransportCosts,
};
use super::sentences;
use super::written::Cited;
use crate::model::{
    BreakEven, ConstantKey, CostLine, Costs, Decision, Estimate, FactId, Figure, Knowledge, Part, Series, Together, Unit, Used,
    format_quantity,
};

/// Puts the costs of a feature into words.
pub fn feature<'d>(knowledge: &'d Knowledge, decision: &'d Decision, estimate: &'d Estimate) -> CapacityReport<'d> {
    let remark = |at: &usize| {
        let remark = &knowledge.capacity.as_ref().expect("an estimate was made of it").remarks[*at];
        Remark { text: &remark.text, sources: Cited { knowledge, sources: &remark.sources } }
    };
    CapacityReport {
        clients: estimate.clients.to_vec(),
        missing: missing(knowledge, estimate),
        remarks: estimate.remarks.iter().map(remark).collect(),
        transports: estimate.costs.iter().map(|costs| transport(knowledge, decision, costs)).collect(),
        break_even: estimate.break_even.iter().map(|found| break_even(knowledge, found)).collect(),
        series: estimate.series.iter().map(|found| series(knowledge, found)).collect(),
    }
}

/// The facts that would fill gaps, those that would fill most of them first.
fn missing<'d>(knowledge: &'d Knowledge, estimate: &Estimate) -> Vec<&'d str> {
    let mut counts: Vec<(FactId, usize)> = Vec::new();
    for fact in estimate.costs.iter().flat_map(|costs| &costs.figures).flat_map(|figure| &figure.missing) {
        match counts.iter_mut().find(|(known, _)| known == fact) {
            Some((_, count)) => *count += 1,
            None => counts.push((*fact, 1)),
        }
    }
    counts.sort_by_key(|(fact, count)| (std::cmp::Reverse(*count), *fact));
    counts.iter().map(|(fact, _)| knowledge.fact(*fact).id.as_ref()).collect()
}

fn transport<'d>(knowledge: &'d Knowledge, decision: &Decision, costs: &'d Costs) -> TransportCosts<'d> {
    let transport = knowledge.transport(costs.transport);
    TransportCosts {
        transport: &transport.id,
        name: &transport.name,
        ruled_out: decision.tally(costs.transport).ruled_out,
        recommended: decision.winner == Some(costs.transport),
        figures: costs.figures.iter().map(|found| figure(knowledge, found)).collect(),
    }
}

fn figure<'d>(knowledge: &'d Knowledge, figure: &'d Figure) -> FigureReport<'d> {
    FigureReport {
        measure: figure.measure.id(),
        label: figure.measure.label(),
        unit: figure.measure.unit(),
        bound: figure.bound.name(),
        combined: figure.combined.name(),
        values: figure.values.to_vec(),
        missing: facts(knowledge, &figure.missing),
        parts: figure.parts.iter().map(|found| part(knowledge, found)).collect(),
    }
}

fn part<'d>(knowledge: &'d Knowledge, part: &'d Part) -> PartReport<'d> {
    let used = part.formula.iter().flat_map(|formula| &formula.used);
    let fact = |used: &Used| if let Used::Fact(fact) = used { Some(knowledge.fact(*fact).id.as_ref()) } else { None };
    let constant = |used: &Used| if let Used::Constant(key) = used { Some(id(*key)) } else { None };
    PartReport {
        part: part.name,
        values: part.values.to_vec(),
        formula: part.formula.as_ref().map(|formula| formula.words.as_str()),
        numbers: part.formula.as_ref().map(|formula| formula.numbers.as_str()),
        scale: part.formula.as_ref().map_or(1, |formula| formula.scale),
        facts: used.clone().filter_map(fact).collect(),
        constants: used.filter_map(constant).collect(),
    }
}

fn break_even<'d>(knowledge: &'d Knowledge, found: &BreakEven) -> BreakEvenReport<'d> {
    let name = |transport| -> &'d str { &knowledge.transport(transport).id };
    BreakEvenReport {
        axis: found.axis.id(),
        measure: found.measure.id(),
        between: found.between.map(name),
        unit: found.axis.unit(),
        at: found.at,
        below: found.below.map(name),
        above: found.above.map(name),
        sentence: sentences::break_even(knowledge, found),
    }
}

fn series<'d>(knowledge: &'d Knowledge, series: &'d Series) -> SeriesReport<'d> {
    let line = |line: &CostLine| LineReport {
        transport: &knowledge.transport(line.transport).id,
        measure: line.measure.id(),
        unit: line.measure.unit(),
        values: line.values.clone(),
    };
    SeriesReport {
        axis: series.axis.id(),
        label: series.axis.label(),
        unit: series.axis.unit(),
        here: series.here,
        points: series.points.clone(),
        lines: series.lines.iter().map(line).collect(),
    }
}

/// Puts the costs of an app into words; `names` are its features.
pub fn app<'d>(knowledge: &'d Knowledge, names: &[&'d str], together: &[Together]) -> AppCapacity<'d> {
    let gap =
        |(feature, missing): &(usize, Vec<FactId>)| FeatureGap { feature: names[*feature], facts: facts(knowledge, missing) };
    let figure = |sum: &Together| AppFigure {
        measure: sum.measure.id(),
        label: sum.measure.label(),
        unit: sum.measure.unit(),
        bound: sum.bound.name(),
        values: sum.values.to_vec(),
        missing: sum.missing.iter().map(gap).collect(),
    };
    AppCapacity { figures: together.iter().map(figure).collect() }
}

/// Every constant that a formula uses, sorted by id.
pub fn constants<'d>(knowledge: &'d Knowledge, estimates: impl Iterator<Item = &'d Estimate>) -> Vec<ConstantReport<'d>> {
    let figures = estimates.flat_map(|estimate| &estimate.costs).flat_map(|costs| &costs.figures);
    let formulas = figures.flat_map(|figure| &figure.parts).flat_map(|part| &part.formula);
    let mut keys: Vec<ConstantKey> = formulas
        .flat_map(|formula| &formula.used)
        .filter_map(|used| if let Used::Constant(key) = used { Some(*key) } else { None })
        .collect();
    keys.sort_by_key(|key| id(*key));
    keys.dedup();
    keys.into_iter().filter_map(|key| constant(knowledge, key)).collect()
}

fn constant(knowledge: &Knowledge, key: ConstantKey) -> Option<ConstantReport<'_>> {
    let constant = knowledge.capacity.as_ref()?.constant(key);
    let (value, unit) = match constant.unit {
        Unit::Duration => (constant.value as f64 / 1000.0, "s"),
        Unit::Size => (constant.value as f64, "B"),
        Unit::Count => (constant.value as f64, "count"),
    };
    Some(ConstantReport {
        id: &constant.id,
        value,
        unit,
        written: format_quantity(constant.unit, constant.value),
        what: &constant.what,
        basis: constant.basis.as_deref(),
        assumed: constant.assumed,
        sources: Cited { knowledge, sources: &constant.sources },
        pack: constant.origin.pack.as_deref(),
    })
}

fn id(key: ConstantKey) -> &'static str {
    ConstantKey::ALL[key as usize].1
}

fn facts<'d>(knowledge: &'d Knowledge, facts: &[FactId]) -> Vec<&'d str> {
    facts.iter().map(|fact| knowledge.fact(*fact).id.as_ref()).collect()
}
