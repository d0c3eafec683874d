//! Connections that publish: each waits for the answer to one message before it sends the next.

use std::net::{SocketAddrV4, TcpStream};

use crate::dialect::{Dialect, Transport};
use crate::failure::Failure;
use crate::http;
use crate::marker::Marker;
use crate::net::{self, Poller};

pub struct Publishers {
    dialect: Dialect,
    transport: Transport,
    connections: Vec<Connection>,
    /// The name of the first.
    first: usize,
    /// Those without an answer to wait for.
    free: Vec<usize>,
}

struct Connection {
    stream: TcpStream,
    host: String,
    read: Vec<u8>,
}

impl Publishers {
    /// Opens so many, spread over the servers, with names from `first` on.
    pub fn open(
        servers: &[SocketAddrV4],
        dialect: Dialect,
        transport: Transport,
        count: usize,
        first: usize,
        poller: &Poller,
    ) -> Result<Self, Failure> {
        let mut connections = Vec::new();
        for at in 0..count {
            let server = servers[at % servers.len()];
            let stream = net::open(server, at)?;
            poller.watch(&stream, first + at)?;
            connections.push(Connection { stream, host: server.to_string(), read: Vec::new() });
        }
        Ok(Self { dialect, transport, connections, first, free: (0..count).rev().collect() })
    }

    /// The publisher that has nothing to wait for, if there is one.
    pub fn free(&self) -> Option<usize> {
        self.free.last().copied()
    }

    pub fn are_all_free(&self) -> bool {
        self.free.len() == self.connections.len()
    }

    /// Publishes by the one that is free.
    pub fn publish(&mut self, marker: Marker) -> Result<(), Failure> {
        let free = self.free.pop().ok_or_else(|| Failure::new("no publisher is free"))?;
        let Connection { stream, host, .. } = &self.connections[free];
        let request = self.dialect.publish(host, self.transport, &marker.payload());
        Ok(net::send(stream, request.as_bytes())?)
    }

    /// Reads an answer; whoever gets one is free again.
    pub fn read(&mut self, name: usize, buffer: &mut [u8]) -> Result<(), Failure> {
        let at = name - self.first;
        let connection = &mut self.connections[at];
        connection.read.extend_from_slice(net::receive(&connection.stream, buffer)?);
        let Some(answer) = http::answer(&connection.read)? else {
            return Ok(());
        };
        if !matches!(answer.status, 200..300) {
            return Err(Failure::new(format!("a message was refused:\n{}", String::from_utf8_lossy(&connection.read))));
        }
        let length = answer.length;
        connection.read.drain(..length);
        self.free.push(at);
        Ok(())
    }
}
