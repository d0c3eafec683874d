//! A number of the decision, with its place in the JSON output, so that the two can be held against each other.

use std::fmt::Display;

/// A number on the page.
pub struct Datum {
    /// Its JSON pointer: `/features/0/ranking/1/strong`.
    pub at: String,
    /// As in the JSON.
    pub value: String,
    /// As it is read.
    pub text: String,
}

impl Datum {
    /// A number that is read as it is written in the JSON.
    pub fn plain(at: String, value: impl Display) -> Self {
        Self { at, value: value.to_string(), text: value.to_string() }
    }

    /// A number that is always read with its sign.
    pub fn signed(at: String, value: i32) -> Self {
        Self { at, value: value.to_string(), text: format!("{value:+}") }
    }
}
