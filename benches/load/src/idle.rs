//! Connections that nothing is sent to: streams, sockets, long polls that wait, and what is kept open between short ones.

use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use crate::arguments::Run;
use crate::dialect::Transport;
use crate::failure::Failure;
use crate::net::Poller;
use crate::outcome::Outcome;
use crate::polls;
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
    let _first = open(run, FIRST)?;
    thread::sleep(SETTLE);
    let before = family.memory();
    let _held = open(run, run.clients)?;
    thread::sleep(SETTLE);
    family.rest();
    let grown = family.memory() as f64 - before as f64;
    Ok(Outcome {
        clients: run.clients,
        memory_per_connection: Some(grown / run.clients as f64),
        memory_before: Some(before),
        ..Outcome::default()
    })
}

/// Connections that stay as long as this is held.
enum Held {
    Subscribed(#[expect(dead_code, reason = "held")] Subscribers),
    Polling(#[expect(dead_code, reason = "held")] Vec<TcpStream>),
}

fn open(run: &Run, count: usize) -> Result<Held, Failure> {
    let mut poller = Poller::new()?;
    match run.transport {
        Transport::Websocket | Transport::Sse => {
            Subscribers::open(&run.servers, run.speaks, run.transport, count, &mut poller).map(Held::Subscribed)
        }
        Transport::LongPolling | Transport::ShortPolling => polls::hold(run, count, &mut poller).map(Held::Polling),
    }
}
