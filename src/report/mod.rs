//! What people and programs read. A report never evaluates a condition: it says what the decision holds.
//!
//! [`document`] is the decision in words, and at the same time the JSON output; the other formats render it.

pub mod adr;
pub mod backtest;
mod capacity_build;
mod capacity_markdown;
mod capacity_table;
mod costs;
pub mod diff;
pub mod diff_markdown;
pub mod diff_table;
mod diff_words;
pub mod document;
mod document_app;
mod document_build;
pub mod document_capacity;
pub mod explain;
pub mod given;
pub mod html;
pub mod json;
pub mod markdown;
mod paper;
pub mod quoted;
pub mod reference;
pub mod requirements_file;
mod requirements_template;
pub mod schema;
mod sentences;
pub mod shell;
pub mod starters;
pub mod starters_markdown;
pub mod starters_table;
mod starters_words;
pub mod table;
mod table_feature;
mod view;
pub mod why;
mod written;

pub use document_build::{Overall, Subject, build};
pub use paper::{Look, Paper};
pub use requirements_template::template;
