//! Clients that follow the contract as `client/realtime.js` does: they resume by cursor, repeat with the same key, back off with full
//! jitter, and take the next transport on the same evidence. They are stand-ins for it, in threads that block.

mod backoff;
mod link;
pub mod publisher;
pub mod reader;

use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use harness::wire::events::Id;
use harness::wire::http::{self, Exchange, Request};
use harness::wire::left;

use crate::history::{Entry, History, Transport, What};
pub use link::{Place, payload};

/// Where a service is; each connection goes to the next place.
pub struct Doors {
    addresses: Vec<SocketAddr>,
    turn: AtomicUsize,
}

impl Doors {
    pub fn new(addresses: impl IntoIterator<Item = SocketAddr>) -> Arc<Self> {
        Arc::new(Self { addresses: addresses.into_iter().collect(), turn: AtomicUsize::new(0) })
    }

    /// Connects to the next, or to the one after it where nobody is: as browsers do that know a name by several addresses.
    fn connect(&self, time: Duration) -> io::Result<(TcpStream, SocketAddr)> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut last = io::Error::from(io::ErrorKind::NotConnected);
        for number in 0..self.addresses.len() {
            let address = self.addresses[(turn + number) % self.addresses.len()];
            match http::connect_within(address, time) {
                Ok(stream) => return Ok((stream, address)),
                Err(problem) => last = problem,
            }
        }
        Err(last)
    }
}

/// What all clients of a kind have in common.
#[derive(Clone)]
pub struct Manner {
    pub doors: Arc<Doors>,
    pub token: String,
    /// The bound of the first pause before another attempt, which doubles from there, and how far.
    pub first_pause: Duration,
    pub longest_pause: Duration,
    /// Seconds that a long poll asks the server to wait.
    pub wait: u64,
    /// The network namespace in which its connections are made.
    pub network: Option<Arc<std::fs::File>>,
}

/// What a run may see of a client while it works, and what it may tell it to do.
#[derive(Default)]
pub struct Control {
    pub stop: AtomicBool,
    /// It closes its connection and stays away; who publishes, publishes nothing meanwhile.
    pub away: AtomicBool,
    /// It stays connected and reads nothing.
    pub stalled: AtomicBool,
    progress: Mutex<Progress>,
    /// Its connection, for it to be ended from outside.
    line: Mutex<Option<TcpStream>>,
}

/// How far it has got.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub opened: u64,
    pub parted: u64,
    pub received: u64,
    pub resets: u64,
    /// The last id that came, or was acknowledged; none after a reset.
    pub last: Option<Id>,
    pub acknowledged: u64,
    /// Over what it reads at present.
    pub transport: Option<Transport>,
}

impl Control {
    pub fn progress(&self) -> Progress {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn is(flag: &AtomicBool) -> bool {
        flag.load(Ordering::Relaxed)
    }

    fn hold(&self, stream: &TcpStream) {
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = stream.try_clone().ok();
    }

    fn let_go(&self) {
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Ends its connection under its feet.
    pub fn cut(&self) {
        if let Some(stream) = self.line.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Writes a client's history as time goes by.
struct Diary {
    start: Instant,
    history: History,
    control: Arc<Control>,
}

impl Diary {
    fn write(&mut self, what: What) {
        self.control.note(|progress| match &what {
            What::Opened { transport, reset, .. } => {
                progress.opened += 1;
                progress.transport = Some(*transport);
                if *reset {
                    progress.resets += 1;
                    progress.last = None;
                }
            }
            What::Received { id, .. } => {
                progress.received += 1;
                progress.last = Some(*id);
            }
            What::Reset { .. } => {
                progress.resets += 1;
                progress.last = None;
            }
            What::Acknowledged { id, .. } => {
                progress.acknowledged += 1;
                progress.last = Some(*id);
            }
            What::Parted { .. } => progress.parted += 1,
            _ => {}
        });
        self.history.entries.push(Entry { at: self.start.elapsed(), what });
    }
}

/// A request that bears the client's token.
fn signed(manner: &Manner, request: Request) -> Request {
    request.header("Authorization", format!("Bearer {}", manner.token))
}

/// Opens a connection that can be cut from outside, and sends a request.
fn open(manner: &Manner, control: &Control, request: Request, time: Duration) -> io::Result<Exchange> {
    let deadline = Instant::now() + time;
    let (mut stream, address) = manner.doors.connect(time)?;
    control.hold(&stream);
    let written = stream.write_all(&request.bytes(address));
    http::begin(stream, &request.method, deadline).map_err(|problem| written.err().unwrap_or(problem))
}

/// Sleeps for a time, or until the client is to stop.
fn rest(control: &Control, time: Duration) {
    let deadline = Instant::now() + time;
    while Instant::now() < deadline && !Control::is(&control.stop) {
        std::thread::sleep(left(deadline).min(Duration::from_millis(100)));
    }
}
