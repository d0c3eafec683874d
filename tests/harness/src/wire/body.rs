//! The body of an answer, while it is still coming.

use std::io;
use std::net::TcpStream;
use std::time::Instant;

use super::http::{Head, fill};

/// How the end of a body is found (RFC 9112, section 6.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Known(usize),
    Chunked,
    Close,
}

impl Length {
    pub fn of(method: &str, head: &Head) -> Self {
        if method == "HEAD" || matches!(head.status, 100..200 | 204 | 304) {
            Self::Known(0)
        } else if head.lists("Transfer-Encoding", "chunked") {
            Self::Chunked
        } else {
            head.header("Content-Length").and_then(|length| length.parse().ok()).map_or(Self::Close, Self::Known)
        }
    }
}

/// The rest of a connection after the head of an answer.
pub struct Body {
    stream: TcpStream,
    read: Vec<u8>,
    length: Length,
    ended: bool,
}

impl Body {
    pub fn new(stream: TcpStream, read: Vec<u8>, length: Length) -> Self {
        Self { stream, read, length, ended: length == Length::Known(0) }
    }

    /// The connection and what was read of it: for what is no HTTP any more.
    pub fn into_parts(self) -> (TcpStream, Vec<u8>) {
        (self.stream, self.read)
    }

    /// Some more of the body; nothing at its end. An end in the middle of a chunk is an error.
    pub fn more(&mut self, deadline: Instant) -> io::Result<Vec<u8>> {
        loop {
            if self.ended {
                return Ok(Vec::new());
            }
            if let Some(part) = self.part()? {
                return Ok(part);
            }
            if !self.ended && !fill(&mut self.stream, &mut self.read, deadline)? {
                if self.length != Length::Close {
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the connection ended within a body"));
                }
                self.ended = true;
            }
        }
    }

    /// All that is still to come.
    pub fn rest(&mut self, deadline: Instant) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        loop {
            let part = self.more(deadline)?;
            if part.is_empty() {
                return Ok(all);
            }
            all.extend(part);
        }
    }

    /// A part of the body that has been read already.
    fn part(&mut self) -> io::Result<Option<Vec<u8>>> {
        match self.length {
            Length::Chunked => self.chunk(),
            _ if self.read.is_empty() => Ok(None),
            Length::Close => Ok(Some(std::mem::take(&mut self.read))),
            Length::Known(left) => {
                let part: Vec<u8> = self.read.drain(..left.min(self.read.len())).collect();
                self.length = Length::Known(left - part.len());
                self.ended = left == part.len();
                Ok(Some(part))
            }
        }
    }

    /// One chunk, where it is there whole.
    fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let parsed = httparse::parse_chunk_size(&self.read);
        let parsed = parsed.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the size of a chunk is no number"))?;
        let httparse::Status::Complete((start, size)) = parsed else { return Ok(None) };
        let size = size as usize;
        if self.read.len() < start + size + 2 {
            return Ok(None);
        }
        let chunk = self.read[start..start + size].to_vec();
        self.read.drain(..start + size + 2);
        self.ended = size == 0;
        Ok(if self.ended { None } else { Some(chunk) })
    }
}
