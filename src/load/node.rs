//! A TOML document as a tree with spans: the shape "as written".

use std::ops::Range;

use crate::model::Text;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub span: Range<usize>,
}

/// What TOML can say, as far as advisor's files need it.
#[derive(Clone, Debug)]
pub enum Value {
    Text(Text),
    Integer(i64),
    Flag(bool),
    Date(Text),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// A number with a fraction, as written.
    Fraction(Text),
    /// An integer beyond 64 bits; nothing takes one.
    Other(&'static str),
}

/// One key of a table.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Text,
    pub key_span: Range<usize>,
    pub node: Node,
}

impl Node {
    /// What kind of value it is, for a message.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Flag(_) => "a boolean",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Fraction(_) => "a number with a fraction",
            Value::Other(kind) => kind,
        }
    }

    pub fn as_text(&self) -> Option<&Text> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_table(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }
}
