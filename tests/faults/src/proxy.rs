//! What stands between clients and servers, and breaks things that HTTP has no word for.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use harness::host::ports;

/// What a proxy does to the connections through it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Nothing, until it is told to.
    Passes,
    /// Answers a request for an upgrade itself, as one that knows only HTTP.
    BlocksUpgrades,
    /// Keeps an answer until it is whole.
    Buffers,
    /// Ends a connection over which nothing went for so long.
    CutsIdle(Duration),
}

struct Shared {
    kind: Kind,
    target: SocketAddr,
    /// Connections that are older than this get nothing that servers say.
    deaf: AtomicU64,
    /// The same of what clients say.
    mute: AtomicU64,
    ended: AtomicBool,
    /// Both sides of each connection that is served.
    open: Mutex<HashMap<u64, [TcpStream; 2]>>,
    connections: AtomicU64,
    start: Instant,
}

/// Forwards connections from an address of its own.
pub struct Proxy {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl Proxy {
    pub fn new(kind: Kind, target: SocketAddr) -> Self {
        let listener = TcpListener::bind(ports::free()).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            kind,
            target,
            deaf: AtomicU64::new(0),
            mute: AtomicU64::new(0),
            ended: AtomicBool::new(false),
            open: Mutex::default(),
            connections: AtomicU64::new(0),
            start: Instant::now(),
        });
        let of_thread = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if of_thread.ended.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&of_thread);
                thread::spawn(move || shared.serve(client));
            }
        });
        Self { address, shared }
    }

    /// From now on passes nothing on that servers say, and leaves all connections open.
    pub fn swallow_answers(&self) {
        self.shared.deaf.store(u64::MAX, Ordering::SeqCst);
    }

    /// Nor what clients say.
    pub fn swallow_requests(&self) {
        self.shared.mute.store(u64::MAX, Ordering::SeqCst);
    }

    /// Serves new connections again; those that were open stay as they are.
    pub fn heal(&self) {
        let now = self.shared.now();
        self.shared.deaf.store(now, Ordering::SeqCst);
        self.shared.mute.store(now, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        for stream in self.shared.open().values().flatten() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    /// Microseconds since the beginning, and never 0.
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX).max(1)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, [TcpStream; 2]>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, client: TcpStream) {
        let Ok(server) = TcpStream::connect(self.target) else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let (Ok(client_too), Ok(server_too)) = (client.try_clone(), server.try_clone()) else { return };
        let number = self.connections.fetch_add(1, Ordering::Relaxed);
        self.open().insert(number, [client_too, server_too]);
        self.pass(client, server);
        self.open().remove(&number);
    }

    fn pass(&self, mut client: TcpStream, server: TcpStream) {
        let born = self.now();
        match self.kind {
            Kind::Passes => self.join(client, server, None, born),
            Kind::CutsIdle(time) => self.join(client, server, Some(time), born),
            Kind::BlocksUpgrades => {
                let Some(head) = head(&mut client) else { return };
                if String::from_utf8_lossy(&head).to_ascii_lowercase().contains("\r\nupgrade:") {
                    let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    return;
                }
                self.forward(head, client, server, born);
            }
            Kind::Buffers => self.buffer(client, server),
        }
    }

    fn forward(&self, head: Vec<u8>, client: TcpStream, mut server: TcpStream, born: u64) {
        if server.write_all(&head).is_ok() {
            self.join(client, server, None, born);
        }
    }

    /// One request, and its answer when it has ended.
    fn buffer(&self, mut client: TcpStream, mut server: TcpStream) {
        let Some(head) = head(&mut client) else { return };
        // As a proxy of that age does: it speaks for itself, so it upgrades nothing, and takes one request a connection.
        let lines: Vec<String> = String::from_utf8_lossy(&head).split("\r\n").map(str::to_owned).collect();
        let body = lines.iter().position(String::is_empty).map(|end| lines[end + 1..].join("\r\n")).unwrap_or_default();
        let kept = |line: &&String| !["connection:", "upgrade:"].iter().any(|name| line.to_ascii_lowercase().starts_with(name));
        let mut passed: Vec<&str> = lines.iter().take_while(|line| !line.is_empty()).filter(kept).map(String::as_str).collect();
        passed.push("Connection: close");
        let request = format!("{}\r\n\r\n{body}", passed.join("\r\n"));
        if server.write_all(request.as_bytes()).is_err() {
            return;
        }
        // The rest of a body, and the client's leaving.
        if let (Ok(mut from), Ok(mut to)) = (client.try_clone(), server.try_clone()) {
            thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
        }
        let mut answer = Vec::new();
        if server.read_to_end(&mut answer).is_ok() {
            let _ = client.write_all(&answer);
        }
        let _ = client.shutdown(Shutdown::Both);
    }

    /// Carries bytes both ways until either side ends, or nothing went for too long.
    fn join(&self, client: TcpStream, server: TcpStream, idle: Option<Duration>, born: u64) {
        let (Ok(client_too), Ok(server_too)) = (client.try_clone(), server.try_clone()) else { return };
        let last = AtomicU64::new(self.now());
        thread::scope(|scope| {
            scope.spawn(|| self.carry(client, server, &self.mute, (born, &last, idle)));
            self.carry(server_too, client_too, &self.deaf, (born, &last, idle));
        });
    }

    /// `times`: when the connection came, when something went over it last, and how long that may be ago.
    fn carry(&self, mut from: TcpStream, mut to: TcpStream, frozen: &AtomicU64, times: (u64, &AtomicU64, Option<Duration>)) {
        let (born, last, idle) = times;
        let _ = from.set_read_timeout(idle.map(|idle| idle / 10));
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(problem) if matches!(problem.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                    let silent = Duration::from_micros(self.now().saturating_sub(last.load(Ordering::Relaxed)));
                    if idle.is_some_and(|idle| silent >= idle) {
                        break;
                    }
                    continue;
                }
                Err(_) => break,
            };
            last.store(self.now(), Ordering::Relaxed);
            if born < frozen.load(Ordering::SeqCst) {
                continue;
            }
            if to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        // Nobody at the other end of a way that is gone hears that this one has left.
        if born >= frozen.load(Ordering::SeqCst) {
            let _ = to.shutdown(Shutdown::Both);
        }
    }
}

/// The first bytes of a request, to the end of its head at least.
fn head(client: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
    while !read.windows(4).any(|four| four == b"\r\n\r\n") {
        match client.read(&mut buffer) {
            Ok(count @ 1..) => read.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
    Some(read)
}
