//! What the servers carry: connections, memory, nodes, the broker between them, and clients that all come back at once.

use std::cell::OnceCell;

use super::figure::{Figure, Part, total};
use super::gap::Gap;
use super::number::{Amount, Known, Number};
use super::traffic::Formulas;
use crate::model::{Bound, Combined, ConstantKey, Delivery, Measure, NumberKey, QuestionKey, Truth};

impl<Q: Number> Formulas<'_, '_, Q> {
    /// Every cost, in the order of [`Measure::ALL`].
    pub fn all(self) -> impl Iterator<Item = Figure<Q>> {
        Measure::ALL.iter().for_each(|measure| {
            self.figure(*measure);
        });
        self.figures.into_iter().filter_map(OnceCell::into_inner)
    }

    /// One cost.
    pub fn figure(&self, measure: Measure) -> &Figure<Q> {
        self.figures[measure as usize].get_or_init(|| self.worked_out(measure))
    }

    fn worked_out(&self, measure: Measure) -> Figure<Q> {
        let combined = match measure {
            Measure::Nodes | Measure::ReconnectTime => Combined::Largest,
            _ => Combined::Sum,
        };
        let parts = match measure {
            Measure::Connections => self.connections(),
            Measure::Requests => self.requests(),
            Measure::OriginRequests => self.origin_requests(),
            Measure::BytesDown => self.bytes_down(),
            Measure::BytesUp => self.bytes_up(),
            Measure::Bytes => vec![
                self.whole("to clients", Measure::BytesDown, Amount::Bytes),
                self.whole("from clients", Measure::BytesUp, Amount::Bytes),
            ],
            Measure::MeanStaleness => self.mean_staleness(),
            Measure::WorstStaleness => self.worst_staleness(),
            Measure::Memory => self.memory(),
            Measure::FileDescriptors => vec![self.held("one for each connection")],
            Measure::Nodes => self.nodes(),
            Measure::BrokerMessages => self.broker_messages(&self.whole("nodes", Measure::Nodes, Amount::Count).amount),
            Measure::ReconnectRate => vec![Part::new("all at once", self.clients() / self.window())],
            Measure::ReconnectTime => self.reconnect_time(),
        };
        let figure = Figure { measure, combined, parts };
        // Nobody costs exactly nothing, whatever is only bounded for each client.
        if self.setting.known(NumberKey::Clients) == Some(0.0) { figure.exact() } else { figure }
    }

    fn connections(&self) -> Vec<Part<Q>> {
        let asks = self.setting.delivery == Delivery::Ask;
        let mut parts = if asks { Vec::new() } else { vec![Part::new("held open", self.clients())] };
        parts.extend(self.kept_alive());
        parts
    }

    /// Connections that stay open between requests, beside those that are held.
    fn kept_alive(&self) -> Option<Part<Q>> {
        let asks = self.setting.delivery == Delivery::Ask;
        let keep_alive = || self.constant(ConstantKey::KeepAlive);
        let kept = |share: Known<Q>| self.clients() * Known::plain(1.0).least(share);
        let multiplexed = self.setting.is(QuestionKey::Multiplexed);
        if self.setting.delivery == Delivery::Frames || !asks && multiplexed {
            return None;
        }
        let bound = if asks || !self.setting.is_open(QuestionKey::Multiplexed) { Bound::Exact } else { Bound::AtMost };
        if self.reports() {
            return Some(Part::new("kept open between reports", kept(keep_alive() / self.report_interval())).bound(bound));
        }
        let sends = self.sends().filter(|(rate, _)| rate.value() != Some(0.0));
        match (asks, sends) {
            (true, None) => Some(Part::new("kept open between polls", kept(keep_alive() / self.delay()))),
            (true, Some((rate, _))) => {
                Some(Part::new("kept open between requests", kept(keep_alive() * (Known::plain(1.0) / self.delay() + rate))))
            }
            (false, Some((rate, _))) => {
                Some(Part::new("kept open for what clients send", kept(keep_alive() * rate)).bound(bound))
            }
            (false, None) => None,
        }
    }

    /// Requests that reach the origin where a shared cache answers for it.
    fn origin_requests(&self) -> Vec<Part<Q>> {
        let parts = self.requests();
        if self.setting.delivery != Delivery::Ask || self.reports() || self.setting.answer(QuestionKey::Shared) == Truth::False {
            return parts;
        }
        if self.setting.is_open(QuestionKey::Shared) {
            return vec![Part::new("polls that the cache lets through", Known::gap(Gap::question(QuestionKey::Shared)))];
        }
        let most = Known::plain(1.0) / self.constant(ConstantKey::SharedCache);
        let polls = (self.clients() / self.delay()).least(most);
        let passed = Part::new("polls that the cache lets through", polls).bound(Bound::AtMost);
        let sent = parts.into_iter().filter(|part| part.name == "carrying what clients send");
        std::iter::once(passed).chain(sent).collect()
    }

    fn memory(&self) -> Vec<Part<Q>> {
        let key = match self.setting.delivery {
            Delivery::Ask => ConstantKey::MemoryAsk,
            Delivery::Hold => ConstantKey::MemoryHold,
            Delivery::Stream => ConstantKey::MemoryStream,
            Delivery::Frames => ConstantKey::MemoryFrames,
        };
        let mut parts = Vec::new();
        if self.setting.delivery != Delivery::Ask {
            parts.push(Part::new("process, held connections", self.clients() * self.constant(key)));
        }
        if let Some(kept) = self.kept_alive() {
            let amount = kept.amount * self.constant(ConstantKey::MemoryAsk);
            parts.push(Part { name: "process, connections kept alive", amount, ..kept });
        }
        let kernel = self.held("kernel");
        parts.push(Part { amount: kernel.amount * self.constant(ConstantKey::Kernel), ..kernel });
        parts
    }

    /// The nodes' worth of requests answered and messages delivered in a second, which do not cost the same.
    fn work(&self) -> Known<Q> {
        let requests = self.whole("requests", Measure::Requests, Amount::Count).amount;
        let asks_nothing = requests.value() == Some(0.0);
        let answered = || requests / self.constant(ConstantKey::RequestsPerNode);
        let carried = |messages: Known<Q>| messages / self.constant(ConstantKey::MessagesPerNode);
        let pushed = || if self.reports() { Known::plain(0.0) } else { self.clients() / self.interval() };
        match self.setting.delivery {
            Delivery::Ask | Delivery::Hold => answered(),
            // Where nothing is asked, the sum needs no mention of requests.
            Delivery::Stream if asks_nothing => carried(pushed()),
            Delivery::Stream => answered() + carried(pushed()),
            Delivery::Frames if self.reports() => carried(self.clients() / self.interval()),
            Delivery::Frames => match self.sends() {
                Some((rate, _)) if rate.value() != Some(0.0) => carried(pushed() + self.clients() * rate),
                _ => carried(pushed()),
            },
        }
    }

    fn nodes(&self) -> Vec<Part<Q>> {
        let held = self.held("for connections");
        let for_connections = (held.amount / self.constant(ConstantKey::ConnectionsPerNode)).rounded_up();
        vec![
            Part { amount: for_connections, ..held },
            // A core was measured at its best, so a real node takes less.
            Part::new("for requests and messages", self.work().rounded_up()).bound(Bound::AtLeast),
        ]
    }

    /// All connections, as a part of something else.
    fn held(&self, name: &'static str) -> Part<Q> {
        Part { name, ..self.whole("connections held", Measure::Connections, Amount::Count) }
    }

    /// Another figure as a part of this one, under its name.
    fn whole(&self, name: &'static str, measure: Measure, amount: Amount) -> Part<Q> {
        let figure = self.figure(measure);
        let label = measure.label();
        Part { name, bound: figure.bound(), amount: Known(figure.value().map(|value| Q::named(label, value, amount, None))) }
    }

    /// Connections, and the nodes' worth of requests and messages, which decide how many nodes an app needs.
    pub fn load(&self) -> (Known<Q>, Known<Q>) {
        (total(self.connections()), self.work())
    }

    /// What a broker between the nodes passes on. One node needs none, polls read the state from where it is stored, and reports
    /// go to one place.
    pub fn broker_messages(&self, nodes: &Known<Q>) -> Vec<Part<Q>> {
        if self.setting.delivery == Delivery::Ask || self.reports() || nodes.value().is_some_and(|nodes| nodes <= 1.0) {
            return Vec::new();
        }
        let one = || Known::plain(1.0);
        let (published, delivered) = match self.setting.answer(QuestionKey::Shared) {
            Truth::True => (one() / self.interval(), nodes.clone() / self.interval()),
            Truth::False => (self.clients() / self.interval(), self.clients() / self.interval()),
            Truth::Unknown => {
                let gap = || Known::gap(Gap::question(QuestionKey::Shared));
                (gap(), gap())
            }
        };
        // An update for one client is a message of its own at most: in a room it is one for all of them.
        let bound = if self.setting.is(QuestionKey::Shared) { Bound::Exact } else { Bound::AtMost };
        // Without the number of nodes it is open whether there is a broker at all.
        let gap = nodes.0.as_ref().err().copied();
        let part = |name, amount: Known<Q>| {
            let amount = gap.map_or(amount.clone(), |gap| Known::gap(gap.and(amount.0.err().unwrap_or_default())));
            Part::new(name, amount).bound(bound)
        };
        vec![part("published", published), part("delivered to nodes", delivered)]
    }

    /// The time over which clients come back when all are cut off at once.
    fn window(&self) -> Known<Q> {
        match self.setting.delivery {
            Delivery::Ask if self.reports() => self.report_interval(),
            Delivery::Ask => self.delay(),
            Delivery::Hold => self.constant(ConstantKey::WindowHold),
            Delivery::Stream => self.constant(ConstantKey::WindowStream),
            Delivery::Frames => self.constant(ConstantKey::WindowFrames),
        }
    }

    fn reconnect_time(&self) -> Vec<Part<Q>> {
        let nodes = Known::plain(1.0).most(self.whole("nodes", Measure::Nodes, Amount::Count).amount);
        let served = self.clients() / (self.constant(ConstantKey::HandshakesPerNode) * nodes);
        let mut parts = vec![Part::new("until the nodes have taken them", served)];
        if self.setting.known(NumberKey::Clients) != Some(0.0) {
            parts.push(Part::new("until the last one tries", self.window()));
        }
        parts
    }
}
