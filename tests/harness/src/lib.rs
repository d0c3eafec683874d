//! What the black-box suites of generated servers have in common: building and starting servers of any language, Redis, ports, and
//! what goes over a socket, written and read by hand.
//!
//! It knows of a server what starters/shared/docs/wire-contract.md says, and of no suite.

pub mod client;
pub mod host;
pub mod mutants;
pub mod reader;
pub mod wire;

use std::sync::atomic::{AtomicU64, Ordering};

use rustix::process::{Resource, getrlimit, setrlimit};

/// A name that nothing else in this run has, so that checks can share servers.
pub fn unique(what: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{what}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A suite holds thousands of connections, and so does each server that it starts.
pub fn raise_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(problem) = setrlimit(Resource::Nofile, limit) {
        eprintln!("the limit of open files stays as it is: {problem}");
    }
}
