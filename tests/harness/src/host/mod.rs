//! The processes that a suite talks to: generated servers, and Redis behind them.

pub mod lane;
pub mod ports;
pub mod project;
pub mod redis;
pub mod server;
pub mod service;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// How often a state of a process is looked at.
pub const PAUSE: Duration = Duration::from_millis(20);

/// Environment variables of a server, beyond those that say where it listens.
pub type Settings = BTreeMap<String, String>;

/// Reads settings as they stand in a check.
pub fn settings(pairs: &[(&str, &str)]) -> Settings {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Waits until something holds; false when the time is over.
pub fn wait_until(time: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + time;
    while Instant::now() < deadline {
        if holds() {
            return true;
        }
        thread::sleep(PAUSE);
    }
    holds()
}

/// Waits for the end of a process.
pub fn wait_for(child: &mut Child, time: Duration) -> Option<ExitStatus> {
    let mut status = None;
    wait_until(time, || {
        status = child.try_wait().expect("the process is a child of the suite");
        status.is_some()
    });
    status
}

/// Sends a process a signal.
pub fn signal(process: u32, signal: rustix::process::Signal) {
    if let Some(id) = rustix::process::Pid::from_raw(process as i32) {
        // Fails only for a process that is gone, which whoever waits for it will see.
        let _ = rustix::process::kill_process(id, signal);
    }
}

/// The process below this one, where each has one child: what a tool has started.
fn lowest(process: u32) -> u32 {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children: Vec<u32> = threads
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect();
    match children[..] {
        [child] => lowest(child),
        _ => process,
    }
}
