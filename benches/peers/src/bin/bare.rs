//! The least that a server can do: one thread, epoll, the same bytes to everybody, one `send()` a client and message.
//!
//!     bare PORT          one write for each message
//!     bare PORT join     one write for all messages of one round of epoll
//!
//! No history, no ids, no limits, no metrics, and nobody is ever slow: a socket that would block is an error.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

use peers::{accept, address, chunk, frame};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};

const EVENTS: usize = 1024;
const LISTENER: u64 = u64::MAX;

/// What a connection waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Requests,
    Socket,
    Stream,
    /// A long poll that is to be answered.
    Poll,
}

struct Connection {
    stream: TcpStream,
    kind: Kind,
    read: Vec<u8>,
}

struct Server {
    connections: Vec<Option<Connection>>,
    joins: bool,
    /// What is to be written to sockets and streams at the end of the round.
    frames: Vec<u8>,
    chunks: Vec<u8>,
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind(address())?;
    // The library asks for a short queue.
    rustix::net::listen(&listener, 4096)?;
    listener.set_nonblocking(true)?;
    let epoll = epoll::create(CreateFlags::CLOEXEC)?;
    epoll::add(&epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
    let joins = std::env::args().nth(2).as_deref() == Some("join");
    let mut server = Server { connections: Vec::new(), joins, frames: Vec::new(), chunks: Vec::new() };
    let mut events: Vec<Event> = Vec::with_capacity(EVENTS);
    let mut buffer = vec![0; 64 << 10];
    loop {
        events.clear();
        epoll::wait(&epoll, spare_capacity(&mut events), None)?;
        for event in &events {
            let name = event.data.u64();
            if name != LISTENER {
                server.read(usize::try_from(name).expect("a name of ours"), &mut buffer)?;
                continue;
            }
            while let Ok((stream, _)) = listener.accept() {
                stream.set_nonblocking(true)?;
                stream.set_nodelay(true)?;
                epoll::add(&epoll, &stream, EventData::new_u64(server.connections.len() as u64), EventFlags::IN)?;
                server.connections.push(Some(Connection { stream, kind: Kind::Requests, read: Vec::new() }));
            }
        }
        server.write_joined()?;
    }
}

impl Server {
    fn read(&mut self, name: usize, buffer: &mut [u8]) -> io::Result<()> {
        let Some(connection) = &mut self.connections[name] else {
            return Ok(());
        };
        match connection.stream.read(buffer) {
            Ok(0) => self.connections[name] = None,
            // Signs of life.
            Ok(_) if connection.kind == Kind::Socket => {}
            Ok(length) => {
                connection.read.extend_from_slice(&buffer[..length]);
                while let Some(body) = answer(self.connections[name].as_mut().expect("it is there"))? {
                    self.publish(&body)?;
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => self.connections[name] = None,
        }
        Ok(())
    }

    fn publish(&mut self, body: &[u8]) -> io::Result<()> {
        let (frame, chunk) = (frame(body), chunk(body));
        let poll = [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat();
        for connection in self.connections.iter_mut().flatten() {
            match connection.kind {
                Kind::Poll => {
                    connection.stream.write_all(&poll)?;
                    connection.kind = Kind::Requests;
                }
                Kind::Socket if !self.joins => connection.stream.write_all(&frame)?,
                Kind::Stream if !self.joins => connection.stream.write_all(&chunk)?,
                _ => {}
            }
        }
        if self.joins {
            self.frames.extend_from_slice(&frame);
            self.chunks.extend_from_slice(&chunk);
        }
        Ok(())
    }

    fn write_joined(&mut self) -> io::Result<()> {
        if self.frames.is_empty() {
            return Ok(());
        }
        for connection in self.connections.iter_mut().flatten() {
            match connection.kind {
                Kind::Socket => connection.stream.write_all(&self.frames)?,
                Kind::Stream => connection.stream.write_all(&self.chunks)?,
                Kind::Requests | Kind::Poll => {}
            }
        }
        self.frames.clear();
        self.chunks.clear();
        Ok(())
    }
}

/// Answers the next request that is there; gives the body of one that publishes.
fn answer(connection: &mut Connection) -> io::Result<Option<Vec<u8>>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut headers);
    let Ok(httparse::Status::Complete(head)) = request.parse(&connection.read) else {
        return Ok(None);
    };
    let header = |name: &str| {
        let found = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let length: usize = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    if connection.read.len() < head + length {
        return Ok(None);
    }
    let (kind, said) = match request.path.unwrap_or_default() {
        "/ws" => {
            let accept = accept(header("sec-websocket-key").unwrap_or_default());
            let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept:";
            (Kind::Socket, format!("{head} {accept}\r\n\r\n"))
        }
        "/sse" => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
            (Kind::Stream, head.to_owned())
        }
        "/long" => (Kind::Poll, String::new()),
        "/short" if header("if-none-match") == Some("\"1\"") => {
            (Kind::Requests, "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n".to_owned())
        }
        "/short" => (Kind::Requests, format!("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 128\r\n\r\n{:.>128}", "")),
        _ => (Kind::Requests, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".to_owned()),
    };
    let body = (request.method == Some("POST")).then(|| connection.read[head..head + length].to_vec());
    connection.read.drain(..head + length);
    connection.kind = kind;
    connection.stream.write_all(said.as_bytes())?;
    match body {
        None => answer(connection),
        body => Ok(body),
    }
}
