//! One message to all: in bursts, one at a time, or at a modest rate.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use crate::arguments::{Mode, Run};
use crate::check::Roll;
use crate::failure::Failure;
use crate::marker::Marker;
use crate::net::{self, Poller};
use crate::outcome::{Latency, Outcome, microseconds};
use crate::process::{Family, own_cpu};
use crate::publishers::Publishers;
use crate::subscribers::Subscribers;

/// Between the last connection and the first message.
const SETTLE: Duration = Duration::from_millis(300);
/// Not measured at the beginning.
const WARM_UP: Duration = Duration::from_millis(500);
/// How long what is under way may still take at the end.
const AFTERMATH: Duration = Duration::from_secs(5);
/// Longest sleep.
const NAP: Duration = Duration::from_millis(20);

/// What paces the messages.
enum Pace {
    /// At most so many that not everybody has got yet.
    Window(usize),
    /// One each interval, whatever became of those before.
    Interval { interval: Duration, next: Instant },
}

struct Fanout {
    subscribers: Subscribers,
    publishers: Publishers,
    pace: Pace,
    began: Instant,
    roll: Roll,
    /// Of each message under way, its number and how many clients have it yet to come; oldest first.
    under_way: VecDeque<(u32, usize)>,
    latencies: Histogram<u64>,
    deliveries: u64,
}

/// What the clocks showed at one moment.
struct Reading {
    at: Instant,
    own: Duration,
    servers: Duration,
    redis: Duration,
    deliveries: u64,
}

pub fn run(run: &Run) -> Result<Outcome, Failure> {
    let mut poller = Poller::new()?;
    let subscribers = Subscribers::open(&run.servers, run.speaks, run.transport, run.clients, &mut poller)?;
    let count = if run.mode == Mode::Burst { run.publishers } else { run.servers.len() };
    let publishers = Publishers::open(&run.servers, run.speaks, run.transport, count, subscribers.len(), &poller)?;
    std::thread::sleep(SETTLE);
    let began = Instant::now();
    let pace = match run.mode {
        Mode::Burst => Pace::Window(run.window),
        Mode::Rate => Pace::Interval { interval: Duration::from_secs_f64(1.0 / run.rate), next: began },
        _ => Pace::Window(1),
    };
    let roll = Roll::new(run.clients);
    let mut fanout = Fanout {
        subscribers,
        publishers,
        pace,
        began,
        roll,
        under_way: VecDeque::new(),
        latencies: microseconds(),
        deliveries: 0,
    };
    let (servers, redis) = (Family::new(run.processes.clone()), Family::new(run.redis_process.into_iter().collect()));
    fanout.go_on(&mut poller, WARM_UP, true)?;
    fanout.latencies.reset();
    let before = fanout.reading(&servers, &redis);
    fanout.go_on(&mut poller, Duration::from_secs_f64(run.seconds), true)?;
    let after = fanout.reading(&servers, &redis);
    let latencies = fanout.latencies.clone();
    fanout.go_on(&mut poller, AFTERMATH, false)?;
    Ok(outcome(run, &fanout.roll, &latencies, &before, &after))
}

fn outcome(run: &Run, roll: &Roll, latencies: &Histogram<u64>, before: &Reading, after: &Reading) -> Outcome {
    let seconds = (after.at - before.at).as_secs_f64();
    let deliveries = (after.deliveries - before.deliveries) as f64;
    let per_million = |cpu: Duration| cpu.as_secs_f64() / deliveries * 1e6;
    Outcome {
        clients: run.clients,
        rate: Some(deliveries / seconds),
        cpu_per_million: (!run.processes.is_empty()).then(|| per_million(after.servers - before.servers)),
        redis_per_million: run.redis_process.map(|_| per_million(after.redis - before.redis)),
        latency: Latency::of(latencies),
        client_share: (after.own - before.own).as_secs_f64() / seconds,
        verdict: Some(roll.verdict()),
        ..Outcome::default()
    }
}

impl Fanout {
    /// Publishes, where it may, and reads for some time; without publishing until all is delivered.
    fn go_on(&mut self, poller: &mut Poller, time: Duration, publish: bool) -> Result<(), Failure> {
        let end = Instant::now() + time;
        let mut ready = Vec::new();
        let mut buffer = vec![0; net::READ];
        loop {
            let now = Instant::now();
            let done = !publish && self.under_way.is_empty() && self.publishers.are_all_free();
            if now >= end || done {
                return Ok(());
            }
            if publish {
                self.publish_due(now)?;
            }
            self.subscribers.live()?;
            poller.wait(self.nap(now, end), &mut ready)?;
            for &name in &ready {
                if name >= self.subscribers.len() {
                    self.publishers.read(name, &mut buffer)?;
                    if publish {
                        self.publish_due(Instant::now())?;
                    }
                } else {
                    self.read(name, &mut buffer)?;
                }
            }
        }
    }

    fn nap(&self, now: Instant, end: Instant) -> Duration {
        let next = match self.pace {
            Pace::Interval { next, .. } => next.min(end),
            Pace::Window(_) => end,
        };
        next.saturating_duration_since(now).min(NAP)
    }

    fn publish_due(&mut self, now: Instant) -> Result<(), Failure> {
        while let Some(publisher) = self.publishers.free() {
            // The age of a message that is late counts from when it was due.
            let due = match &mut self.pace {
                Pace::Window(window) if self.under_way.len() < *window => now,
                Pace::Interval { interval, next } if *next <= now => {
                    let due = *next;
                    *next += *interval;
                    due
                }
                _ => return Ok(()),
            };
            let number = self.roll.publish(publisher);
            self.under_way.push_back((number, self.subscribers.len()));
            let sent = u64::try_from((due - self.began).as_nanos()).expect("a short run");
            self.publishers.publish(Marker { sent, number })?;
        }
        Ok(())
    }

    fn read(&mut self, name: usize, buffer: &mut [u8]) -> Result<(), Failure> {
        let now = u64::try_from(self.began.elapsed().as_nanos()).expect("a short run");
        let Self { subscribers, roll, under_way, latencies, deliveries, .. } = self;
        subscribers.read(name, buffer, |marker| {
            *deliveries += 1;
            latencies.saturating_record(now.saturating_sub(marker.sent) / 1000);
            roll.deliver(name, marker.number);
            if let Some((_, to_come)) = under_way.iter_mut().find(|(number, _)| *number == marker.number) {
                *to_come = to_come.saturating_sub(1);
            }
        })?;
        under_way.retain(|(_, to_come)| *to_come > 0);
        Ok(())
    }

    fn reading(&self, servers: &Family, redis: &Family) -> Reading {
        Reading { at: Instant::now(), own: own_cpu(), servers: servers.cpu(), redis: redis.cpu(), deliveries: self.deliveries }
    }
}
