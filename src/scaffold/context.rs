//! What templates may say of an app: a closed list of holes and flags. Beside them stand the settings and the words of the language.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;

use super::dialect::Dialect;
use super::escape::one_line;
use super::pace::{Held, Polled, held, polled, rate};
use super::serve::Served;
use crate::model::{FactId, Knowledge, Starters, TransportId, Value as Fact};
use crate::report::why::why;

/// Holes of the app that have a value in every project, beside `features`.
pub const HOLES: [&str; 6] = ["app", "advisor_version", "heartbeat_seconds", "wait_seconds", "wait_most_seconds", "rate_limit"];

/// Flags beside those that starters.toml lists and one for each transport.
pub const FLAGS: [&str; 6] = ["replay", "skip", "replies", "binary", "shared_cache", "redis"];

/// What a feature has in `features`, beside a flag for each transport.
pub const OF_A_FEATURE: [&str; 11] = [
    "name",
    "description",
    "transports",
    "transport",
    "why",
    "missed",
    "replies",
    "binary",
    "client_sends",
    "poll_seconds",
    "shared_seconds",
];

/// What is said of an app besides its features.
#[derive(Clone, Copy)]
pub struct App<'a> {
    pub slug: &'a str,
    pub version: &'a str,
    pub redis: bool,
}

/// Values by name.
pub type Map = BTreeMap<String, Value>;

/// The app for a file of this dialect: free text is written so that it stays text there.
pub fn context(knowledge: &Knowledge, starters: &Starters, app: App<'_>, served: &[Served<'_>], dialect: Dialect) -> Map {
    let used: BTreeSet<TransportId> = served.iter().flat_map(Served::transports).collect();
    let some = |holds: &dyn Fn(&Served<'_>) -> bool| Value::from(served.iter().any(holds));
    let roles = &starters.roles;
    let Held { heartbeat, wait, longest_wait } = held(idle_limit(starters, served));
    let mut map: Map = transport_flags(knowledge, starters, |id| used.contains(&id));
    for (name, transports) in &starters.flags {
        map.insert(name.to_string(), Value::from(transports.iter().any(|id| used.contains(id))));
    }
    let cached = |feature: &Served<'_>| pace(starters, feature).is_some_and(|polled| polled.shared > 0);
    let features: Vec<Value> = served.iter().map(|feature| of_feature(knowledge, starters, feature, dialect)).collect();
    map.extend(
        [
            ("app", Value::from(app.slug)),
            ("advisor_version", Value::from(app.version)),
            ("heartbeat_seconds", Value::from(heartbeat)),
            ("wait_seconds", Value::from(wait)),
            ("wait_most_seconds", Value::from(longest_wait)),
            ("rate_limit", Value::from(fastest(starters, served))),
            ("replay", some(&|feature| !feature.is(&roles.latest_is_enough))),
            ("skip", some(&|feature| feature.is(&roles.latest_is_enough))),
            ("replies", some(&|feature| feature.is(&roles.one_reply))),
            ("binary", some(&|feature| feature.is(&roles.binary_data))),
            ("shared_cache", some(&cached)),
            ("redis", Value::from(app.redis)),
            ("features", Value::from(features)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    map
}

fn of_feature(knowledge: &Knowledge, starters: &Starters, feature: &Served<'_>, dialect: Dialect) -> Value {
    let roles = &starters.roles;
    let id = |id: TransportId| Value::from(knowledge.transport(id).id.as_ref());
    let missed = if feature.is(&roles.latest_is_enough) { "skip" } else { "replay" };
    let Polled { interval, shared } = pace(starters, feature).unwrap_or(Polled { interval: 0, shared: 0 });
    let mut map = transport_flags(knowledge, starters, |id| feature.transports().any(|used| used == id));
    map.extend(
        [
            ("name", Value::from(feature.name)),
            ("description", Value::from(one_line(feature.description.unwrap_or_default(), dialect))),
            ("transports", feature.transports().map(id).collect()),
            ("transport", id(feature.transport)),
            ("why", Value::from(one_line(&why(knowledge, feature.decision, feature.transport), dialect))),
            ("missed", Value::from(missed)),
            ("replies", Value::from(feature.is(&roles.one_reply))),
            ("binary", Value::from(feature.is(&roles.binary_data))),
            ("client_sends", Value::from(!feature.is(&roles.never_sends))),
            ("poll_seconds", Value::from(interval)),
            ("shared_seconds", Value::from(shared)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    Value::from(map)
}

/// A flag for each transport that the starters serve.
fn transport_flags(knowledge: &Knowledge, starters: &Starters, holds: impl Fn(TransportId) -> bool) -> Map {
    starters.served.iter().map(|id| (flag_of(knowledge, *id), Value::from(holds(*id)))).collect()
}

/// The flag of a transport.
pub fn flag_of(knowledge: &Knowledge, transport: TransportId) -> String {
    knowledge.transport(transport).id.replace('-', "_")
}

/// How a feature is polled; absent where it is not.
fn pace(starters: &Starters, feature: &Served<'_>) -> Option<Polled> {
    let roles = &starters.roles;
    let asked = feature.transports().any(|id| starters.asked.contains(&id));
    let [delay, between] = [roles.longest_delay, roles.time_between_updates].map(|fact| number(feature, fact));
    asked.then(|| polled(delay, between, feature.is(&roles.same_answer)))
}

/// The shortest of the limits that are known.
fn idle_limit(starters: &Starters, served: &[Served<'_>]) -> Option<u64> {
    served.iter().filter_map(|feature| number(feature, starters.roles.idle_limit)).min()
}

/// What the fastest of the clients that send may send.
fn fastest(starters: &Starters, served: &[Served<'_>]) -> u64 {
    let senders = served.iter().filter(|feature| !feature.is(&starters.roles.never_sends));
    senders.map(|feature| rate(number(feature, starters.roles.time_between_updates))).max().unwrap_or_else(|| rate(None))
}

fn number(feature: &Served<'_>, fact: FactId) -> Option<u64> {
    match feature.situation.value(fact) {
        Some(Fact::Number(number)) => Some(number),
        _ => None,
    }
}
