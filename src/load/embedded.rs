//! The knowledge base that is part of the binary, in the form that `build.rs` writes.

use std::borrow::Cow;

use super::node::{Entry, Node, Value};

/// A file of `rules/`, as text and as a tree.
pub struct EmbeddedFile {
    /// Below `rules/`, with forward slashes.
    pub path: &'static str,
    /// The range of its tree in the compact form.
    tree: (usize, usize),
    pub text: &'static str,
}

static TREES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));

/// Every embedded file, sorted by path.
pub static FILES: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

impl EmbeddedFile {
    /// The file's tree; it borrows from the binary and has no spans.
    pub fn entries(&self) -> Vec<Entry> {
        let mut decoder = Decoder { bytes: &TREES[self.tree.0..self.tree.1] };
        match decoder.node().value {
            Value::Table(entries) => entries,
            _ => unreachable!("build.rs writes a table for each file"),
        }
    }
}

/// Reads what `build.rs` wrote. Both sides are built together, so a mismatch is a bug and panics.
struct Decoder {
    bytes: &'static [u8],
}

impl Decoder {
    fn node(&mut self) -> Node {
        let [tag] = self.take(1) else { unreachable!("take(1) returns one byte") };
        let value = match tag {
            b's' => Value::Text(self.text()),
            b'd' => Value::Date(self.text()),
            b'i' => Value::Integer(i64::from_le_bytes(self.take(8).try_into().expect("take(8) returns eight bytes"))),
            b't' => Value::Flag(true),
            b'f' => Value::Flag(false),
            b'a' => {
                let length = self.length();
                Value::List((0..length).map(|_| self.node()).collect())
            }
            b'm' => {
                let length = self.length();
                Value::Table((0..length).map(|_| self.entry()).collect())
            }
            other => unreachable!("build.rs writes no tag {other}"),
        };
        Node { value, span: 0..0 }
    }

    fn entry(&mut self) -> Entry {
        let key = self.text();
        Entry { key, key_span: 0..0, node: self.node() }
    }

    fn text(&mut self) -> Cow<'static, str> {
        let length = self.length();
        Cow::Borrowed(std::str::from_utf8(self.take(length)).expect("build.rs writes UTF-8"))
    }

    fn length(&mut self) -> usize {
        let mut length = 0;
        for shift in (0..).step_by(7) {
            let byte = self.take(1)[0];
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        length
    }

    fn take(&mut self, count: usize) -> &'static [u8] {
        let (taken, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        taken
    }
}
