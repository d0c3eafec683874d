//! The costs of one feature, for every transport and scale.

use super::break_even::break_even;
use super::figure;
use super::gap::Gap;
use super::number::{Number, cleaned};
use super::series::series;
use super::setting::Setting;
use super::shown::Shown;
use super::traffic::Formulas;
use crate::model::{
    Capacity, CapacityRemark, Costs, Decision, Delivery, Estimate, Figure, Knowledge, NumberKey, Part, SCALES, Scaled, Situation,
    TransportId, Truth,
};

/// How much is worked out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// The figures of the recommended transport and of the runner-up at the given number of clients, without their parts.
    Brief,
    /// Every transport, with formulas, break-even points and series.
    Whole,
}

/// The costs of a feature; absent where the knowledge base has no constants.
pub fn estimate(knowledge: &Knowledge, situation: &Situation, decision: &Decision, depth: Depth) -> Option<Estimate> {
    let capacity = knowledge.capacity.as_ref()?;
    // Which of them it is on does not matter for what is read of the facts.
    let setting = Setting::new(knowledge, capacity, Delivery::Ask, situation);
    let shown = |transport: &TransportId| {
        depth == Depth::Whole || Some(*transport) == decision.winner || Some(*transport) == decision.runner_up()
    };
    let transports = decision.ranking.iter().map(|standing| standing.transport).filter(shown);
    let moved: Vec<(TransportId, Setting<'_>)> =
        transports.filter_map(|transport| Some((transport, setting.on(knowledge.transport(transport).delivery?)))).collect();
    let costs = |(transport, setting): &(TransportId, Setting<'_>)| {
        let figures = match depth {
            Depth::Whole => figures(setting),
            Depth::Brief => figures_here(setting),
        };
        Costs { transport: *transport, figures }
    };
    let fits = |remark: &CapacityRemark| remark.when.truth(|fact| situation.value(fact)) == Truth::True;
    let remarks = (0..capacity.remarks.len()).filter(|at| fits(&capacity.remarks[*at])).collect();
    let (series, break_even) = match depth {
        Depth::Brief => (Vec::new(), Vec::new()),
        Depth::Whole => (series(&moved), decision.winner.map(|winner| break_even(&moved, winner)).unwrap_or_default()),
    };
    let clients = setting.known(NumberKey::Clients);
    Some(Estimate {
        clients: SCALES.map(|scale| Some(clients? * f64::from(scale))),
        remarks,
        costs: moved.iter().map(costs).collect(),
        break_even,
        series,
    })
}

/// The figures at the first scale alone.
fn figures_here(setting: &Setting<'_>) -> Vec<Figure> {
    Formulas::<f64>::new(setting).all().map(|figure| joined(setting.capacity, &[figure])).collect()
}

fn figures(setting: &Setting<'_>) -> Vec<Figure> {
    let scaled = |scale: u32| match setting.known(NumberKey::Clients) {
        Some(clients) => setting.with(NumberKey::Clients, clients * f64::from(scale)),
        None => setting.clone(),
    };
    let settings = SCALES.map(scaled);
    let mut scales: Vec<_> = settings.iter().map(|setting| Formulas::<Shown>::new(setting).all()).collect();
    let mut joined = Vec::new();
    while let Some(same) = scales.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>() {
        joined.push(join(setting.capacity, same));
    }
    joined
}

/// One figure out of the same figure at several scales, without its parts.
fn joined<Q: Number>(capacity: &Capacity, scales: &[figure::Figure<Q>]) -> Figure {
    let first = &scales[0];
    let gap = scales.iter().map(figure::Figure::gap).fold(Gap::default(), Gap::and);
    let bound = scales.iter().map(figure::Figure::bound).reduce(|bound, other| bound.and(other));
    Figure {
        measure: first.measure,
        combined: first.combined,
        bound: bound.expect("there are scales"),
        values: std::array::from_fn(|at| scales.get(at)?.value().ok().map(cleaned)),
        missing: gap.facts(capacity),
        parts: Vec::new(),
    }
}

/// One figure out of the same figure at every scale. A part that only some scales have is 0 at the others.
fn join(capacity: &Capacity, scales: Vec<figure::Figure<Shown>>) -> Figure {
    let mut figure = joined(capacity, &scales);
    for (at, scale) in scales.into_iter().enumerate() {
        for part in scale.parts {
            let value = part.amount.value().map(cleaned);
            if let Some(known) = figure.parts.iter_mut().find(|known| known.name == part.name) {
                known.values[at] = value;
                continue;
            }
            let values: Scaled = std::array::from_fn(|other| if other < at { Some(0.0) } else { value });
            let formula = part.amount.0.ok().map(|amount| amount.formula(SCALES[at]));
            figure.parts.push(Part { name: part.name, values, formula });
        }
    }
    figure
}
