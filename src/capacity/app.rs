//! The costs of an app: its features share machines, so that nodes are counted once for all of them.

use super::gap::Gap;
use super::number::Known;
use super::setting::Setting;
use super::traffic::Formulas;
use crate::model::{
    Bound, Capacity, ConstantKey, Estimate, Knowledge, Measure, NumberKey, SCALES, Situation, Together, TransportId,
};

/// What can be added up over features.
const ADDED: [Measure; 6] =
    [Measure::Connections, Measure::Requests, Measure::BytesDown, Measure::BytesUp, Measure::Memory, Measure::FileDescriptors];

/// A feature of the app, on the transport that was decided for it.
pub struct Member<'a> {
    pub situation: &'a Situation,
    pub winner: Option<TransportId>,
    pub estimate: &'a Estimate,
}

/// Adds the features up; absent where the knowledge base has no constants.
pub fn together(knowledge: &Knowledge, members: &[Member<'_>]) -> Option<Vec<Together>> {
    let capacity = knowledge.capacity.as_ref()?;
    let mut figures: Vec<Together> = ADDED.iter().map(|measure| added(*measure, members)).collect();
    let shared = Shared::new(knowledge, capacity, members);
    figures.push(shared.figure(Measure::Nodes, members, Shared::nodes));
    figures.push(shared.figure(Measure::BrokerMessages, members, Shared::broker_messages));
    Some(figures)
}

fn added(measure: Measure, members: &[Member<'_>]) -> Together {
    let mut sum = Together { measure, bound: Bound::Exact, values: [Some(0.0); SCALES.len()], missing: Vec::new() };
    for (position, member) in members.iter().enumerate() {
        let costs = member.estimate.costs.iter().find(|costs| Some(costs.transport) == member.winner);
        let figure = costs.and_then(|costs| costs.figure(measure));
        for (at, value) in sum.values.iter_mut().enumerate() {
            *value = value.zip(figure.and_then(|figure| figure.values[at])).map(|(sum, value)| sum + value);
        }
        let bound = figure.map_or(Bound::Exact, |figure| figure.bound);
        sum.bound = sum.bound.and(bound);
        if figure.is_none_or(|figure| !figure.missing.is_empty()) {
            sum.missing.push((position, figure.map(|figure| figure.missing.clone()).unwrap_or_default()));
        }
    }
    sum
}

/// The features on machines that they share.
struct Shared<'k> {
    /// Absent where a feature has no transport left, or one whose costs cannot be worked out.
    settings: Vec<Option<Setting<'k>>>,
}

impl<'k> Shared<'k> {
    fn new(knowledge: &'k Knowledge, capacity: &'k Capacity, members: &[Member<'_>]) -> Self {
        let setting = |member: &Member<'_>| {
            let delivery = knowledge.transport(member.winner?).delivery?;
            Some(Setting::new(knowledge, capacity, delivery, member.situation))
        };
        Self { settings: members.iter().map(setting).collect() }
    }

    /// A figure that is worked out for all features at once, with the gaps that each of them has.
    fn figure(
        &self,
        measure: Measure,
        members: &[Member<'_>],
        value: impl Fn(&Self, u32) -> Option<Result<f64, Gap>>,
    ) -> Together {
        let alone = added(measure, members);
        let values = SCALES.map(|scale| value(self, scale)?.ok());
        let missing = if values.contains(&None) { alone.missing } else { Vec::new() };
        Together { values, missing, ..alone }
    }

    fn scaled(&self, scale: u32) -> Option<Vec<Setting<'k>>> {
        let scaled = |setting: &Option<Setting<'k>>| {
            let setting = setting.as_ref()?;
            let clients = setting.known(NumberKey::Clients);
            Some(clients.map_or_else(|| setting.clone(), |clients| setting.with(NumberKey::Clients, clients * f64::from(scale))))
        };
        self.settings.iter().map(scaled).collect()
    }

    /// As many nodes as the connections of all features need, or their requests and messages.
    fn nodes(&self, scale: u32) -> Option<Result<f64, Gap>> {
        let settings = self.scaled(scale)?;
        let first = settings.first()?;
        let (mut held, mut done) = (Known::plain(0.0), Known::plain(0.0));
        for setting in &settings {
            let (connections, work) = Formulas::<f64>::new(setting).load();
            held = held + connections;
            done = done + work;
        }
        let held = held / first.constant(ConstantKey::ConnectionsPerNode);
        Some(held.rounded_up().most(done.rounded_up()).0)
    }

    fn broker_messages(&self, scale: u32) -> Option<Result<f64, Gap>> {
        let nodes = Known(self.nodes(scale)?);
        let mut sum = Known::plain(0.0);
        for setting in &self.scaled(scale)? {
            for part in Formulas::<f64>::new(setting).broker_messages(&nodes) {
                sum = sum + part.amount;
            }
        }
        Some(sum.0)
    }
}
