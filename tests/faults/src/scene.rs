//! What a run stands on: a service, clients, and what is promised of them.

use std::any::Any;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use harness::client::Page;
use harness::host::project::Project;
use harness::host::redis::Redis;
use harness::host::server::Server;
use harness::host::service::{Mode, Service};
use harness::host::{Settings, settings, wait_until};
use harness::wire::events::Id;
use harness::wire::http::{Request, send};
use harness::wire::token::Claims;

use crate::checker::{Promise, check};
use crate::client::publisher::Habit;
use crate::client::{Doors, Manner, Place, Progress};
use crate::crowd::{Crowd, Role};
use crate::history::{Entry, History, Transport, What};
use crate::outcome::Outcome;
use crate::report;

/// How long things may take that take a moment when all is well.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// How long nothing comes where everything has come.
const STILL: Duration = Duration::from_millis(500);

/// So short that a run takes seconds; and a history that keeps all of it.
const USUAL: [(&str, &str); 2] = [("HEARTBEAT_SECONDS", "1"), ("HISTORY_LENGTH", "100000")];

pub struct Scene {
    pub project: Arc<Project>,
    pub mode: Mode,
    pub short: bool,
    pub crowd: Crowd,
    pub promise: Promise,
    /// Proxies and the like, which go before the service does.
    kept: Vec<Box<dyn Any>>,
    service: Option<Service>,
    token: String,
}

pub fn room() -> Place {
    Place { feature: "chat", topic: "main".to_owned() }
}

/// News that are polled for.
pub fn news() -> Place {
    Place { feature: "waits", topic: "main".to_owned() }
}

pub fn readers(role: Role) -> bool {
    role != Role::Publishes
}

pub fn publishers(role: Role) -> bool {
    role == Role::Publishes
}

pub fn everyone(_: Role) -> bool {
    true
}

/// Those whose decided transport is one of these.
pub fn decided(transports: &'static [Transport]) -> impl Fn(Role) -> bool + Copy {
    move |role| matches!(role, Role::Reads(transport) if transports.contains(&transport))
}

/// A connection that is held open, and the fallbacks of that feature.
pub const SOCKET: [Transport; 3] = [Transport::WebSocket, Transport::Sse, Transport::LongPolling];
pub const STREAM: [Transport; 2] = [Transport::Sse, Transport::LongPolling];
pub const LONG: [Transport; 1] = [Transport::LongPolling];
pub const SHORT: [Transport; 1] = [Transport::ShortPolling];

pub fn habit(by_socket: bool) -> Habit {
    Habit { by_socket, every: Duration::from_millis(20), ballast: 0 }
}

impl Scene {
    pub fn new(project: &Arc<Project>, mode: Mode, short: bool, seed: u64) -> Self {
        Self {
            project: Arc::clone(project),
            mode,
            short,
            crowd: Crowd::new(seed),
            promise: Promise::whole(),
            kept: Vec::new(),
            service: None,
            token: Claims::all("faults").token(),
        }
    }

    /// How often a fault comes.
    pub fn rounds(&self) -> usize {
        if self.short { 1 } else { 3 }
    }

    pub fn say(&self, what: impl std::fmt::Display) {
        report::line(format_args!("{:>9.1} s  {what}", self.crowd.start.elapsed().as_secs_f64()));
    }

    /// Keeps something until the run is over.
    pub fn keep(&mut self, thing: impl Any) {
        self.kept.push(Box::new(thing));
    }

    /// Starts the nodes, with these settings beside the usual ones.
    pub fn start(&mut self, extra: &Settings) {
        let settings = Self::settings(extra);
        self.service = Some(Service::start(&self.project, self.mode, &settings));
        self.begin();
    }

    /// The same on a Redis that runs already.
    pub fn start_on(&mut self, redis: Redis, extra: &Settings) {
        let settings = Self::settings(extra);
        self.service = Some(Service::start_on(&self.project, self.mode, Some(redis), &settings));
        self.begin();
    }

    fn settings(extra: &Settings) -> Settings {
        let mut all = settings(&USUAL);
        all.extend(extra.clone());
        all
    }

    /// What goes before, such as the start of a server, is no time of the run's.
    fn begin(&mut self) {
        self.crowd.start = Instant::now();
    }

    pub fn service(&mut self) -> &mut Service {
        self.service.as_mut().expect("a run starts its service first")
    }

    pub fn redis(&mut self) -> &mut Redis {
        self.service().redis.as_mut().expect("the mode has Redis")
    }

    /// Where the nodes are.
    pub fn addresses(&mut self) -> Vec<SocketAddr> {
        self.service().nodes.iter().map(|node| node.address).collect()
    }

    /// Clients that find the service here.
    pub fn manner(&self, doors: impl IntoIterator<Item = SocketAddr>) -> Manner {
        Manner {
            doors: Doors::new(doors),
            token: self.token.clone(),
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
            wait: 3,
            network: None,
        }
    }

    /// Readers on every transport, and publishers over POST and over a socket, all at work.
    pub fn usual_crowd(&mut self, manner: &Manner) {
        self.usual_readers(manner);
        self.crowd.publish(2, &room(), habit(false), manner);
        self.crowd.publish(1, &room(), habit(true), manner);
        self.crowd.publish(1, &news(), habit(false), manner);
        self.underway();
    }

    pub fn usual_readers(&mut self, manner: &Manner) {
        let times = if self.short { 1 } else { 5 };
        self.crowd.read(4 * times, &room(), &SOCKET, manner);
        self.crowd.read(4 * times, &room(), &STREAM, manner);
        self.crowd.read(2 * times, &room(), &LONG, manner);
        self.crowd.read(2 * times, &news(), &LONG, manner);
        self.crowd.read(2 * times, &news(), &SHORT, manner);
    }

    /// Waits until every reader has read something and every publisher had something acknowledged.
    pub fn underway(&self) {
        self.expect("everybody begins", |_| true, |progress| progress.received + progress.acknowledged > 0);
        self.say("everybody reads and publishes");
    }

    /// Waits until everybody reads or publishes more than now.
    pub fn goes_on(&self) {
        let late = self.crowd.wait_for_more(PATIENCE, everyone, |progress| progress.received + progress.acknowledged);
        assert!(late.is_empty(), "not everybody goes on in {PATIENCE:?}: {}", late.join(", "));
    }

    /// Waits until those of some roles receive nothing new for a while.
    pub fn until_still(&self, chosen: impl Fn(Role) -> bool + Copy) {
        let received = || self.crowd.progress(chosen).iter().map(|progress| progress.received).sum::<u64>();
        let mut before = received();
        let still = wait_until(PATIENCE, || {
            thread::sleep(STILL);
            let now = received();
            std::mem::replace(&mut before, now) == now
        });
        assert!(still, "there is something new for {PATIENCE:?}");
    }

    /// Waits until something holds of everyone of some roles.
    pub fn expect(&self, what: &str, chosen: impl Fn(Role) -> bool + Copy, holds: impl Fn(&Progress) -> bool) {
        let late = self.crowd.wait_for(PATIENCE, chosen, holds);
        assert!(late.is_empty(), "{what}: not {} in {PATIENCE:?}", late.join(", "));
    }

    /// A server that is away is no reason to take another transport.
    pub fn nobody_fell_back(&self) {
        self.at_most_fell_back(0);
    }

    /// Of those of each decided transport.
    pub fn at_most_fell_back(&self, most: usize) {
        for transport in Transport::ALL {
            let chosen = move |role| role == Role::Reads(transport);
            let fallen = self.crowd.progress(chosen).iter().filter(|progress| progress.transport != Some(transport)).count();
            assert!(fallen <= most, "{fallen} clients fell back from {}, which nothing blocks", transport.name());
        }
    }

    /// Waits until everyone of some roles has noticed that something is wrong.
    pub fn all_part(&self, chosen: impl Fn(Role) -> bool + Copy) {
        let late = self.crowd.wait_for_more(PATIENCE, chosen, |progress| progress.parted);
        assert!(late.is_empty(), "not everybody notices in {PATIENCE:?}: {}", late.join(", "));
    }

    /// Waits until `/readyz` of every node answers so.
    pub fn nodes_answer(&mut self, status: u16) {
        let nodes = &self.service().nodes;
        let all = wait_until(PATIENCE, || nodes.iter().all(|node| node.readiness() == Some(status)));
        assert!(all, "not every node answers {status} in {PATIENCE:?}");
    }

    /// The log begins anew with the next start of the server. Everybody has to have noticed that the last one is gone.
    pub fn forget(&mut self) {
        let now = self.crowd.start.elapsed();
        self.promise.forgotten.push(now);
        self.promise.resets = crate::checker::Resets::Any;
    }

    /// The sum of a metric of all nodes, over the series that have these labels.
    pub fn metric(&mut self, name: &str, labels: &[&str]) -> f64 {
        let text = |node: &Server| send(node.metrics, &Request::get("/metrics")).expect("metrics").text();
        let of_name = |line: &str| line.split(['{', ' ']).next() == Some(name) && labels.iter().all(|label| line.contains(label));
        let texts: Vec<String> = self.service().nodes.iter().map(text).collect();
        let lines = texts.iter().flat_map(|text| text.lines()).filter(|line| of_name(line));
        lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
    }

    /// Ends the publishing, waits until everybody has everything, and hands the histories to the checker.
    pub fn finish(mut self, name: &'static str, failed: Option<String>) -> Outcome {
        let (mut histories, mut problems) = (Vec::new(), Vec::from_iter(failed));
        let clients = self.crowd.sizes();
        self.crowd.stop_publishing(&mut histories, &mut problems);
        let last = self.last_acknowledged(&histories);
        if problems.is_empty() {
            self.say("publishing has ended");
            let late = self.crowd.wait_for_last(PATIENCE, &last);
            if !late.is_empty() {
                problems.push(format!("not everybody had everything {PATIENCE:?} after the last message: {}", late.join(", ")));
            }
            for place in last.keys() {
                match self.audit(place) {
                    Ok(history) => histories.push(history),
                    Err(problem) => problems.push(format!("the log of {place} cannot be read: {problem}")),
                }
            }
        }
        self.crowd.stop(&mut histories, &mut problems);
        let log = self.service.as_ref().map(Service::log).unwrap_or_default();
        let findings = check(&histories, &self.promise);
        Outcome::new(name, self.mode, clients, self.crowd.start.elapsed(), histories, findings, problems, log)
    }

    /// The newest acknowledged id of each topic, of the log as it is now.
    fn last_acknowledged(&self, histories: &[History]) -> BTreeMap<String, Id> {
        let begun = self.promise.forgotten.last().copied().unwrap_or_default();
        let mut last = BTreeMap::new();
        for history in histories {
            for entry in history.entries.iter().filter(|entry| entry.at >= begun) {
                if let What::Acknowledged { id, .. } = entry.what {
                    let newest = last.entry(history.topic.clone()).or_insert(id);
                    *newest = id.max(*newest);
                }
            }
        }
        last
    }

    /// The whole log of a topic, as a reader who comes at the end.
    fn audit(&mut self, place: &str) -> Result<History, String> {
        let (feature, topic) = place.split_once('/').unwrap_or_default();
        let transport = if feature == news().feature { Transport::ShortPolling } else { Transport::LongPolling };
        let wait = if transport == Transport::LongPolling { "&wait=1" } else { "" };
        let address = self.addresses()[0];
        let mut history = History::new("audit", place);
        let start = self.crowd.start;
        let mut write = |what| history.entries.push(Entry { at: start.elapsed(), what });
        // Where nothing was trimmed, the log begins at the beginning.
        let whole = self.promise.resets == crate::checker::Resets::None || !self.promise.forgotten.is_empty();
        let cursor = whole.then_some(Id { milliseconds: 0, sequence: 0 });
        write(What::Opened { transport, after: None, cursor, reset: !self.promise.forgotten.is_empty() });
        let mut after = "oldest".to_owned();
        loop {
            let path = format!("/{feature}/events?topic={topic}&after={after}&limit=1000{wait}");
            let request = Request::get(path).header("Authorization", format!("Bearer {}", self.token));
            let answer = send(address, &request).map_err(|problem| problem.to_string())?;
            if answer.status() != 200 {
                return Err(format!("status {}", answer.status()));
            }
            let page = Page::of(answer);
            for event in &page.events {
                let payload = crate::client::payload(&event.data);
                write(What::Received { transport, id: event.kept(), payload });
            }
            if !page.more {
                return Ok(history);
            }
            after = page.cursor;
        }
    }
}
