//! The document as JSON. Its schema is `advisor schema decision`.

use super::document::Document;

/// The document, indented, with a line end.
pub fn render(document: &Document<'_>) -> String {
    let mut json = serde_json::to_string_pretty(document).expect("a document holds only text and numbers");
    json.push('\n');
    json
}
