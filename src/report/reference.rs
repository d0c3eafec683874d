//! `docs/reference/`, generated from the data, so that it cannot drift from it.

use std::fmt::Write as _;

use super::explain::{Block, Entry, all};
use crate::model::Knowledge;

/// The pages with their titles, and the kinds of entries that each holds.
const PAGES: [(&str, &str, &[&str]); 7] = [
    ("rules", "Strategy rules", &["strategy"]),
    ("notes", "Notes: scaling, pitfalls, beside", &["scaling", "pitfalls", "beside"]),
    ("transports", "Transports", &["transports"]),
    ("facts", "Facts", &["facts"]),
    ("workloads", "Workloads", &["workloads"]),
    ("sources", "Sources, and the lines of the source document", &["sources", "lines"]),
    ("diagnostics", "Diagnostics", &["diagnostics"]),
];

/// Every page of the reference: its file name and its text.
pub fn pages(knowledge: &Knowledge) -> Vec<(String, String)> {
    let entries = all(knowledge);
    let mut pages = Vec::new();
    for (name, title, kinds) in PAGES {
        let mut text = format!(
            "<!-- Generated from rules/ and src/diag/code.rs; `ADVISOR_UPDATE=1 cargo test` writes it anew. -->\n\n# {title}\n"
        );
        for kind in kinds {
            if kinds.len() > 1 {
                write!(text, "\n# {kind}\n").expect("writing to a string");
            }
            entries.iter().filter(|entry| entry.kind == *kind).for_each(|entry| text.push_str(&section(entry)));
        }
        pages.push((format!("{name}.md"), text));
    }
    pages
}

fn section(entry: &Entry) -> String {
    let mut text = format!("\n## {}\n\n**{}**\n", entry.id, escape(&entry.title));
    for block in &entry.blocks {
        match block {
            Block::Text(words) => write!(text, "\n{}\n", escape(words)),
            Block::List { title, items } => {
                let items: String = items.iter().map(|item| format!("- {}\n", escape(item))).collect();
                write!(text, "\n{title}:\n\n{items}")
            }
        }
        .expect("writing to a string");
    }
    text
}

/// Angle brackets would begin a tag, and underscores within words are left alone by every renderer.
fn escape(text: &str) -> String {
    text.replace('<', "&lt;").replace('>', "&gt;")
}
