//! Documents as JSON. Their schemas are those of `advisor schema`.

use serde::Serialize;

/// A document, indented, with a line end.
pub fn render(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).expect("a document holds only text and numbers") + "\n"
}
