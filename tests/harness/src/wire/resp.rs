//! Redis, spoken to directly: to see what a server wrote, and to be a node that writes something else.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use super::{PATIENCE, left};

/// A reply of Redis (RESP 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    Text(String),
    Error(String),
    Integer(i64),
    List(Vec<Reply>),
    Nothing,
}

impl Reply {
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            other => panic!("not a text: {other:?}"),
        }
    }

    pub fn integer(&self) -> i64 {
        match self {
            Self::Integer(number) => *number,
            other => panic!("not a number: {other:?}"),
        }
    }

    pub fn list(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            other => panic!("not a list: {other:?}"),
        }
    }

    /// The texts of a list.
    pub fn texts(&self) -> Vec<&str> {
        self.list().iter().map(Self::text).collect()
    }
}

/// A connection to Redis.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends a command and reads its reply.
    pub fn ask(&mut self, words: &[&str]) -> io::Result<Reply> {
        let mut text = format!("*{}\r\n", words.len());
        for word in words {
            text.push_str(&format!("${}\r\n{word}\r\n", word.len()));
        }
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.read()
    }

    /// The same, of a command that has to succeed.
    pub fn run(&mut self, words: &[&str]) -> Reply {
        match self.ask(words).unwrap_or_else(|problem| panic!("redis {words:?}: {problem}")) {
            Reply::Error(problem) => panic!("redis {words:?}: {problem}"),
            reply => reply,
        }
    }

    /// The payload of the next message of a subscription.
    pub fn message(&mut self, deadline: Instant) -> io::Result<String> {
        self.stream.get_ref().set_read_timeout(Some(left(deadline)))?;
        match self.read()?.list() {
            [Reply::Text(kind), _, Reply::Text(payload)] if kind == "message" => Ok(payload.clone()),
            other => panic!("no message: {other:?}"),
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn read(&mut self) -> io::Result<Reply> {
        let line = self.line()?;
        let (kind, rest) = line.split_at(1);
        let number = || rest.parse::<i64>().unwrap_or_else(|_| panic!("not a reply of Redis: {line}"));
        Ok(match kind {
            "+" => Reply::Text(rest.to_owned()),
            "-" => Reply::Error(rest.to_owned()),
            ":" => Reply::Integer(number()),
            "$" if number() < 0 => Reply::Nothing,
            "$" => {
                let mut bytes = vec![0; number() as usize + 2];
                self.stream.read_exact(&mut bytes)?;
                bytes.truncate(bytes.len() - 2);
                Reply::Text(String::from_utf8_lossy(&bytes).into_owned())
            }
            "*" if number() < 0 => Reply::Nothing,
            "*" => Reply::List((0..number()).map(|_| self.read()).collect::<io::Result<_>>()?),
            _ => panic!("not a reply of Redis: {line}"),
        })
    }
}
