//! What the server counts, for Prometheus. The README lists the names.

use std::collections::HashMap;
use std::sync::Arc;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
//% if long_polling or sse or websocket
use prometheus_client::metrics::gauge::Gauge;
//% endif
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::clock;
use super::event::Event;
use super::feature::{Feature, Transport};
use super::window::{From, Start};
use crate::app::features::FEATURES;

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Way {
    feature: &'static str,
    transport: &'static str,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Name {
    feature: &'static str,
}

pub struct Metrics {
    registry: Registry,
    published: HashMap<&'static str, Counter>,
    counts: HashMap<(&'static str, Transport), Arc<Counts>>,
    /// Keys that went before their time, because there were too many.
    pub keys_forgotten: Counter,
}

/// The counters of one feature on one transport: looked up once a connection.
pub struct Counts {
//% if long_polling or sse or websocket
    pub connections: Gauge,
//% endif
    pub delivered: Counter,
//% if sse or websocket or (skip and long_polling)
    pub dropped: Counter,
//% endif
//% if long_polling or sse or websocket
    pub overflows: Counter,
//% endif
    pub resumes: Counter,
    pub resets: Counter,
    latency: Histogram,
}

/// Seconds.
const LATENCIES: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("realtime");
        let published = Family::<Name, Counter>::default();
        registry.register("published", "Events published here", published.clone());
        let keys_forgotten = Counter::default();
        registry.register(
            "keys_forgotten",
            "Keys forgotten before KEY_SECONDS, for want of room",
            keys_forgotten.clone(),
        );
        let ways = Ways::register(&mut registry);
        let counts = FEATURES.iter().flat_map(|feature| {
            let ways = &ways;
            feature.transports.iter().map(move |transport| {
                (
                    (feature.name, *transport),
                    Arc::new(ways.of(feature, *transport)),
                )
            })
        });
        let counts = counts.collect();
        let published = FEATURES
            .iter()
            .map(|feature| {
                (
                    feature.name,
                    published
                        .get_or_create(&Name {
                            feature: feature.name,
                        })
                        .clone(),
                )
            })
            .collect();
        Self {
            registry,
            published,
            counts,
            keys_forgotten,
        }
    }

    /// The counters of a feature on one of its transports.
    pub fn of(&self, feature: &Feature, transport: Transport) -> &Arc<Counts> {
        &self.counts[&(feature.name, transport)]
    }

    pub fn published(&self, feature: &Feature) {
        self.published[feature.name].inc();
    }

    /// In the text format that Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes everything");
        text
    }
}

impl Counts {
    /// A client has come, with a cursor or without.
    pub fn started(&self, from: From, start: Start) {
        if start.reset {
            self.resets.inc();
        } else if matches!(from, From::After(_)) {
            self.resumes.inc();
        }
    }

    /// Events were handed to a client.
    pub fn delivered<'e>(&self, events: impl IntoIterator<Item = &'e Arc<Event>>) {
        self.delivered_to(1, events);
    }

    /// Events were handed to so many clients.
    pub fn delivered_to<'e>(&self, clients: u64, events: impl IntoIterator<Item = &'e Arc<Event>>) {
        let now = clock::now();
        let mut count = 0;
        for event in events {
            count += 1;
            #[expect(clippy::cast_precision_loss, reason = "no latency is that long")]
            let seconds = now.saturating_sub(event.id.milliseconds) as f64 / 1000.0;
            for _ in 0..clients {
                self.latency.observe(seconds);
            }
        }
        self.delivered.inc_by(count * clients);
    }
}

struct Ways {
//% if long_polling or sse or websocket
    connections: Family<Way, Gauge>,
//% endif
    delivered: Family<Way, Counter>,
//% if sse or websocket or (skip and long_polling)
    dropped: Family<Way, Counter>,
//% endif
//% if long_polling or sse or websocket
    overflows: Family<Way, Counter>,
//% endif
    resumes: Family<Way, Counter>,
    resets: Family<Way, Counter>,
    latency: Family<Way, Histogram>,
}

impl Ways {
    fn register(registry: &mut Registry) -> Self {
        let ways = Self {
//% if long_polling or sse or websocket
            connections: Family::default(),
//% endif
            delivered: Family::default(),
//% if sse or websocket or (skip and long_polling)
            dropped: Family::default(),
//% endif
//% if long_polling or sse or websocket
            overflows: Family::default(),
//% endif
            resumes: Family::default(),
            resets: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(LATENCIES)),
        };
//% if long_polling or sse or websocket
        registry.register(
            "connections",
            "Connections and waiting polls that are open",
            ways.connections.clone(),
        );
//% endif
        registry.register(
            "delivered",
            "Events handed to clients",
            ways.delivered.clone(),
        );
//% if sse or websocket or (skip and long_polling)
        registry.register(
            "dropped",
            "Events, signs and frames that a full queue dropped",
            ways.dropped.clone(),
        );
//% endif
//% if long_polling or sse or websocket
        registry.register(
            "queue_overflows",
            "Queues that overflowed",
            ways.overflows.clone(),
        );
//% endif
        registry.register(
            "resumes",
            "Clients that came back with a cursor",
            ways.resumes.clone(),
        );
        registry.register(
            "resets",
            "Clients that had missed what cannot be had any more",
            ways.resets.clone(),
        );
        registry.register(
            "delivery_seconds",
            "From an event's id to its delivery",
            ways.latency.clone(),
        );
        ways
    }

    fn of(&self, feature: &Feature, transport: Transport) -> Counts {
        let way = Way {
            feature: feature.name,
            transport: transport.name(),
        };
        Counts {
//% if long_polling or sse or websocket
            connections: self.connections.get_or_create(&way).clone(),
//% endif
            delivered: self.delivered.get_or_create(&way).clone(),
//% if sse or websocket or (skip and long_polling)
            dropped: self.dropped.get_or_create(&way).clone(),
//% endif
//% if long_polling or sse or websocket
            overflows: self.overflows.get_or_create(&way).clone(),
//% endif
            resumes: self.resumes.get_or_create(&way).clone(),
            resets: self.resets.get_or_create(&way).clone(),
            latency: self.latency.get_or_create(&way).clone(),
        }
    }
}
