//! All clients of a run: started together, watched while they work, and asked for their histories at the end.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use harness::host::wait_until;
use harness::wire::events::Id;

use crate::client::publisher::{self, Habit, Publisher};
use crate::client::reader::{self, Reader};
use crate::client::{Control, Manner, Place, Progress};
use crate::history::{History, Transport};
use crate::outcome::Sizes;

/// Thousands of threads: none needs much.
const STACK: usize = 256 * 1024;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Reads(Transport),
    Publishes,
}

struct Client {
    name: String,
    role: Role,
    place: String,
    control: Arc<Control>,
    thread: JoinHandle<History>,
}

pub struct Crowd {
    pub start: Instant,
    seed: u64,
    clients: Vec<Client>,
    /// How many there ever were of each kind.
    counts: BTreeMap<&'static str, usize>,
}

impl Crowd {
    pub fn new(seed: u64) -> Self {
        Self { start: Instant::now(), seed, clients: Vec::new(), counts: BTreeMap::new() }
    }

    /// Starts readers whose decided transport is the first of `ways`.
    pub fn read(&mut self, count: usize, place: &Place, ways: &[Transport], manner: &Manner) {
        for _ in 0..count {
            let name = self.name(ways[0].name());
            let control = Arc::new(Control::default());
            let reader = Reader::new(reader::Beginning {
                name: name.clone(),
                place: place.clone(),
                ways: ways.to_vec(),
                manner: manner.clone(),
                control: Arc::clone(&control),
                start: self.start,
                seed: self.next_seed(),
            });
            self.add(name, Role::Reads(ways[0]), place, control, move || reader.run());
        }
    }

    /// Starts publishers.
    pub fn publish(&mut self, count: usize, place: &Place, habit: Habit, manner: &Manner) {
        for _ in 0..count {
            let name = self.name(if habit.by_socket { "socket-publisher" } else { "post-publisher" });
            let control = Arc::new(Control::default());
            let publisher = Publisher::new(publisher::Beginning {
                name: name.clone(),
                place: place.clone(),
                habit,
                manner: manner.clone(),
                control: Arc::clone(&control),
                start: self.start,
                seed: self.next_seed(),
            });
            self.add(name, Role::Publishes, place, control, move || publisher.run());
        }
    }

    fn name(&mut self, kind: &'static str) -> String {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        format!("{kind}-{count}")
    }

    fn next_seed(&self) -> u64 {
        self.seed.wrapping_add((self.clients.len() as u64) << 32)
    }

    fn add(
        &mut self,
        name: String,
        role: Role,
        place: &Place,
        control: Arc<Control>,
        run: impl FnOnce() -> History + Send + 'static,
    ) {
        let thread = thread::Builder::new().name(name.clone()).stack_size(STACK).spawn(run).expect("a thread");
        self.clients.push(Client { name, role, place: place.name(), control, thread });
    }

    /// Those of a role.
    fn of(&self, chosen: impl Fn(Role) -> bool) -> impl Iterator<Item = &Client> {
        self.clients.iter().filter(move |client| chosen(client.role))
    }

    /// How many readers there are of each decided transport.
    pub fn sizes(&self) -> Sizes {
        let mut sizes = Sizes::new();
        for client in &self.clients {
            if let Role::Reads(transport) = client.role {
                *sizes.entry(transport).or_default() += 1;
            }
        }
        sizes
    }

    /// How far everyone of some roles is.
    pub fn progress(&self, chosen: impl Fn(Role) -> bool) -> Vec<Progress> {
        self.of(chosen).map(|client| client.control.progress()).collect()
    }

    /// Waits until something holds of everyone of some roles; the names of those of whom it does not.
    pub fn wait_for(
        &self,
        time: Duration,
        chosen: impl Fn(Role) -> bool + Copy,
        holds: impl Fn(&Progress) -> bool,
    ) -> Vec<String> {
        let rest = || self.of(chosen).filter(|client| !holds(&client.control.progress())).map(|client| client.name.clone());
        wait_until(time, || {
            // A thread that has ended says why when it is joined.
            rest().next().is_none() || self.clients.iter().any(|client| client.thread.is_finished())
        });
        rest().collect()
    }

    /// Waits until every client of some roles has done a thing once more than now.
    pub fn wait_for_more(
        &self,
        time: Duration,
        chosen: impl Fn(Role) -> bool + Copy,
        count: fn(&Progress) -> u64,
    ) -> Vec<String> {
        self.wait_for_more_after(time, chosen, count, || ())
    }

    /// The same of what something makes them do: it is counted from before it happens, as who is quick has done it before it has
    /// happened to all.
    pub fn wait_for_more_after(
        &self,
        time: Duration,
        chosen: impl Fn(Role) -> bool + Copy,
        count: fn(&Progress) -> u64,
        cause: impl FnOnce(),
    ) -> Vec<String> {
        let before: BTreeMap<String, u64> =
            self.of(chosen).map(|client| (client.name.clone(), count(&client.control.progress()))).collect();
        cause();
        let rest = || {
            let late = |client: &&Client| count(&client.control.progress()) <= before[&client.name];
            self.of(chosen).filter(late).map(|client| client.name.clone())
        };
        wait_until(time, || rest().next().is_none() || self.clients.iter().any(|client| client.thread.is_finished()));
        rest().collect()
    }

    /// Sets a flag of everyone of some roles.
    pub fn flag(&self, chosen: impl Fn(Role) -> bool, flag: fn(&Control) -> &AtomicBool, value: bool) {
        for client in self.of(chosen) {
            flag(&client.control).store(value, Ordering::Relaxed);
        }
    }

    /// Cuts the connections of everyone of some roles, all at once.
    pub fn cut(&self, chosen: impl Fn(Role) -> bool) {
        self.of(chosen).for_each(|client| client.control.cut());
    }

    /// Has the publishers stop after what they are about, and waits for them.
    pub fn stop_publishing(&mut self, histories: &mut Vec<History>, problems: &mut Vec<String>) {
        self.flag(|role| role == Role::Publishes, |control| &control.stop, true);
        let (publishers, rest) = self.clients.drain(..).partition(|client| client.role == Role::Publishes);
        self.clients = rest;
        join(publishers, histories, problems);
    }

    /// Waits until every reader has what was acknowledged last in its topic; those who do not.
    pub fn wait_for_last(&self, time: Duration, last: &BTreeMap<String, Id>) -> Vec<String> {
        let late = |client: &&Client| {
            let reached = client.control.progress().last;
            last.get(&client.place).is_some_and(|last| reached.is_none_or(|reached| reached < *last))
        };
        let rest = || self.clients.iter().filter(late).map(|client| client.name.clone());
        wait_until(time, || rest().next().is_none() || self.clients.iter().any(|client| client.thread.is_finished()));
        rest().collect()
    }

    /// Stops everyone who is left.
    pub fn stop(&mut self, histories: &mut Vec<History>, problems: &mut Vec<String>) {
        self.flag(|_| true, |control| &control.stop, true);
        self.cut(|_| true);
        // Whoever was just connecting has another connection by now.
        let end = Instant::now() + Duration::from_secs(15);
        while Instant::now() < end && self.clients.iter().any(|client| !client.thread.is_finished()) {
            self.cut(|_| true);
            thread::sleep(Duration::from_millis(50));
        }
        join(std::mem::take(&mut self.clients), histories, problems);
    }
}

fn join(clients: Vec<Client>, histories: &mut Vec<History>, problems: &mut Vec<String>) {
    for client in clients {
        match client.thread.join() {
            Ok(history) => histories.push(history),
            Err(panic) => problems.push(format!("`{}` could not go on: {}", client.name, words(&*panic))),
        }
    }
}

/// What a panic said.
pub fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}
