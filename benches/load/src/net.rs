//! Sockets from many addresses, and which of them have something to read.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, socket_with};
use rustix::process::{Resource, getrlimit, setrlimit};
use rustix::time::Timespec;

/// Addresses that clients come from: one has ports for 28,000 connections to a server.
const SOURCES: usize = 32;

/// Bytes that are read at once: more than any server joins for a client.
pub const READ: usize = 64 << 10;

/// Events that are taken from the kernel at once.
const EVENTS: usize = 1024;

/// A connection from the address of the client with this number.
pub fn open(server: SocketAddrV4, client: usize) -> io::Result<TcpStream> {
    let source = Ipv4Addr::new(127, 0, 0, u8::try_from(2 + client % SOURCES).expect("a small number"));
    let socket = socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    if server.ip().is_loopback() {
        bind(&socket, &SocketAddrV4::new(source, 0))?;
    }
    connect(&socket, &server)?;
    let stream = TcpStream::from(socket);
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

/// Writes a request, which is small enough for the socket's buffer.
pub fn send(mut stream: &TcpStream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)
}

/// Reads what is there, at most as much as the buffer holds; nothing where nothing is there.
pub fn receive<'b>(mut stream: &TcpStream, buffer: &'b mut [u8]) -> io::Result<&'b [u8]> {
    match stream.read(buffer) {
        Ok(0) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server has closed a connection")),
        Ok(length) => Ok(&buffer[..length]),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(&[]),
        Err(error) => Err(error),
    }
}

/// Allows as many open files as the system does.
pub fn raise_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where it cannot be raised, opening says so.
    let _ = setrlimit(Resource::Nofile, limit);
}

pub struct Poller {
    epoll: OwnedFd,
    events: Vec<Event>,
}

impl Poller {
    pub fn new() -> io::Result<Self> {
        Ok(Self { epoll: epoll::create(CreateFlags::CLOEXEC)?, events: Vec::with_capacity(EVENTS) })
    }

    /// From now on says when there is something to read.
    pub fn watch(&self, socket: impl AsFd, name: usize) -> io::Result<()> {
        epoll::add(&self.epoll, socket, EventData::new_u64(name as u64), EventFlags::IN)?;
        Ok(())
    }

    /// The names of the sockets with something to read, once there are any or the time is over.
    pub fn wait(&mut self, most: Duration, ready: &mut Vec<usize>) -> io::Result<()> {
        ready.clear();
        self.events.clear();
        let most = Timespec { tv_sec: i64::try_from(most.as_secs()).expect("a short time"), tv_nsec: most.subsec_nanos().into() };
        match epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&most)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let name = |event: &Event| usize::try_from(event.data.u64()).expect("a name of ours");
        ready.extend(self.events.iter().map(name));
        Ok(())
    }
}
