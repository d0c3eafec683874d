//! What every expression of a template goes through.

use std::fmt::{self, Write};

use askama::filters::{Escaper, Html};

use crate::diag::visible;

/// Text as HTML shows it: without markup of its own, and with control characters and those that reorder text made visible.
#[derive(Clone, Copy)]
pub struct Shown;

impl Escaper for Shown {
    fn write_escaped_str<W: Write>(&self, into: W, text: &str) -> fmt::Result {
        Html.write_escaped_str(into, &visible(text))
    }
}
