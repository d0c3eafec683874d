//! Connections that nothing is sent to.

use std::time::Duration;

use crate::arguments::Run;
use crate::failure::Failure;
use crate::net::Poller;
use crate::outcome::Outcome;
use crate::process::Family;
use crate::subscribers::Subscribers;

/// After the last connection, and before the first.
const SETTLE: Duration = Duration::from_millis(1000);
/// Connections before the measurement, so that what a server makes once is not counted for each.
const FIRST: usize = 10;

/// The memory that connections take of a server, without the kernel's.
pub fn run(run: &Run) -> Result<Outcome, Failure> {
    let family = Family::new(run.processes.clone());
    if family.is_empty() {
        return Err(Failure::new("the memory of a server is read by its process id: add --process ID"));
    }
    let mut poller = Poller::new()?;
    let _first = Subscribers::open(&run.servers, run.speaks, run.transport, FIRST, &mut Poller::new()?)?;
    std::thread::sleep(SETTLE);
    let before = family.memory();
    let held = Subscribers::open(&run.servers, run.speaks, run.transport, run.clients, &mut poller)?;
    std::thread::sleep(SETTLE);
    let grown = family.memory() as f64 - before as f64;
    Ok(Outcome {
        clients: held.len(),
        memory_per_connection: Some(grown / held.len() as f64),
        memory_before: Some(before),
        ..Outcome::default()
    })
}
