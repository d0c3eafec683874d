//! Clients that hold a stream or a socket open.

use std::net::{SocketAddrV4, TcpStream};
use std::time::{Duration, Instant};

use crate::dialect::{Dialect, PONG, Transport, frame};
use crate::failure::Failure;
use crate::http;
use crate::marker::{Marker, Scanner};
use crate::net::{self, Poller};

/// Connections that wait for their answer at the same time: servers queue no more than some hundreds.
const AT_ONCE: usize = 128;
/// How long all of them may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Each socket gives a sign of life this often.
const LIFE: Duration = Duration::from_secs(15);

pub struct Subscribers {
    streams: Vec<TcpStream>,
    scanners: Vec<Scanner>,
    websocket: bool,
    /// Which socket gives a sign of life next, and since when.
    next_pong: usize,
    began: Instant,
}

/// What came of an answer so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Waits,
    /// The head is there, up to here.
    Greeted(usize),
    Open,
}

impl Subscribers {
    /// Opens so many, spread over the servers. Those that are watched have the names from 0 on.
    pub fn open(
        servers: &[SocketAddrV4],
        dialect: Dialect,
        transport: Transport,
        count: usize,
        poller: &mut Poller,
    ) -> Result<Self, Failure> {
        let requests: Vec<String> = servers.iter().map(|server| dialect.open(&server.to_string(), transport)).collect();
        let deadline = Instant::now() + PATIENCE;
        let mut streams: Vec<TcpStream> = Vec::with_capacity(count);
        let mut said = vec![Vec::new(); count];
        let mut states = vec![Opening::Waits; count];
        let mut open = 0;
        let mut ready = Vec::new();
        let mut buffer = vec![0; net::READ];
        while open < count {
            while streams.len() < count && streams.len() - open < AT_ONCE {
                let (name, server) = (streams.len(), streams.len() % servers.len());
                let stream = net::open(servers[server], name)?;
                net::send(&stream, requests[server].as_bytes())?;
                poller.watch(&stream, name)?;
                streams.push(stream);
            }
            poller.wait(deadline.saturating_duration_since(Instant::now()), &mut ready)?;
            if ready.is_empty() && Instant::now() >= deadline {
                return Err(Failure::new(format!("{open} of {count} connections were opened in {} s", PATIENCE.as_secs())));
            }
            for &name in &ready {
                said[name].extend_from_slice(net::receive(&streams[name], &mut buffer)?);
                let was = states[name];
                states[name] = advance(was, &said[name], &streams[name], dialect)?;
                if was != Opening::Open && states[name] == Opening::Open {
                    open += 1;
                    said[name] = Vec::new();
                }
            }
        }
        let scanners = vec![Scanner::new(); count];
        Ok(Self { streams, scanners, websocket: transport == Transport::Websocket, next_pong: 0, began: Instant::now() })
    }

    pub fn len(&self) -> usize {
        self.streams.len()
    }

    /// Reads what a client got.
    pub fn read(&mut self, name: usize, buffer: &mut [u8], found: impl FnMut(Marker)) -> Result<(), Failure> {
        let read = net::receive(&self.streams[name], buffer)?;
        self.scanners[name].scan(read, found);
        Ok(())
    }

    /// Gives the signs of life that are due by now, spread over time. A stream has none to give.
    pub fn live(&mut self) -> Result<(), Failure> {
        if !self.websocket {
            return Ok(());
        }
        let due = self.began.elapsed().as_secs_f64() / LIFE.as_secs_f64() * self.streams.len() as f64;
        while (self.next_pong as f64) < due {
            net::send(&self.streams[self.next_pong % self.streams.len()], &PONG)?;
            self.next_pong += 1;
        }
        Ok(())
    }
}

/// How far an opening has come by what was said.
fn advance(state: Opening, said: &[u8], stream: &TcpStream, dialect: Dialect) -> Result<Opening, Failure> {
    let body = match state {
        Opening::Open => return Ok(Opening::Open),
        Opening::Greeted(body) => body,
        Opening::Waits => {
            let Some(head) = http::head(said)? else {
                return Ok(Opening::Waits);
            };
            let is_stream = head.status == 101 || head.status == 200 && head.is_open_ended();
            if !is_stream {
                return Err(Failure::new(format!("a connection was refused:\n{}", String::from_utf8_lossy(said))));
            }
            if let Some(greeting) = dialect.greeting() {
                net::send(stream, &frame(greeting))?;
            }
            head.length
        }
    };
    Ok(if dialect.is_open(&said[body..]) { Opening::Open } else { Opening::Greeted(body) })
}
