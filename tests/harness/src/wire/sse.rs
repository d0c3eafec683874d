//! A stream of server-sent events: its bytes, and what a browser makes of them (HTML Standard, section 9.2.6).

use std::io;
use std::time::Instant;

use serde_json::Value;

use super::body::Body;
use super::http::{Exchange, Head};

/// The lines between two blank ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The lines as they came, without their ends.
    pub lines: Vec<String>,
    pub id: Option<String>,
    pub event: Option<String>,
    pub data: Option<String>,
    pub retry: Option<u64>,
}

impl Block {
    fn of(lines: Vec<String>) -> Self {
        let mut block = Self::default();
        for line in &lines {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "id" => block.id = Some(value.to_owned()),
                "event" => block.event = Some(value.to_owned()),
                "retry" => block.retry = value.parse().ok(),
                "data" => {
                    let data = block.data.take();
                    block.data = Some(data.map_or_else(|| value.to_owned(), |before| format!("{before}\n{value}")));
                }
                _ => {}
            }
        }
        block.lines = lines;
        block
    }

    pub fn is(&self, name: &str) -> bool {
        self.event.as_deref() == Some(name)
    }

    /// The data, which is JSON in everything that this contract sends.
    pub fn json(&self) -> Value {
        let data = self.data.as_deref().unwrap_or_else(|| panic!("a block without data: {self:?}"));
        serde_json::from_str(data).unwrap_or_else(|problem| panic!("the data is not JSON ({problem}): {self:?}"))
    }
}

/// An open stream.
pub struct Stream {
    pub head: Head,
    body: Body,
    /// Everything that came, byte for byte.
    pub raw: Vec<u8>,
    taken: usize,
    lines: Vec<String>,
}

impl Stream {
    pub fn new(exchange: Exchange) -> Self {
        Self { head: exchange.head, body: exchange.body, raw: Vec::new(), taken: 0, lines: Vec::new() }
    }

    /// The next block; none at the end of the stream. What no blank line follows is no block, as in a browser.
    pub fn block(&mut self, deadline: Instant) -> io::Result<Option<Block>> {
        loop {
            while let Some(line) = self.line() {
                if !line.is_empty() {
                    self.lines.push(line);
                } else if !self.lines.is_empty() {
                    return Ok(Some(Block::of(std::mem::take(&mut self.lines))));
                }
            }
            let more = self.body.more(deadline)?;
            if more.is_empty() {
                return Ok(None);
            }
            self.raw.extend(more);
        }
    }

    /// Lets go of the bytes that were read: a client that reads for long has no use for them.
    pub fn forget(&mut self) {
        self.raw.drain(..self.taken);
        self.taken = 0;
    }

    /// A whole line: ended by LF, CR or CRLF. A CR at the very end of what has come waits for what follows it.
    fn line(&mut self) -> Option<String> {
        let rest = &self.raw[self.taken..];
        let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
        let width = match (rest[end], rest.get(end + 1)) {
            (b'\r', None) => return None,
            (b'\r', Some(b'\n')) => 2,
            _ => 1,
        };
        let line = String::from_utf8(rest[..end].to_vec()).expect("a stream is UTF-8");
        self.taken += end + width;
        Some(line)
    }
}
