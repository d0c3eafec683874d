//! What people and programs read. A report never evaluates a condition: it says what the decision holds.
//!
//! [`document`] is the decision in words, and at the same time the JSON output; the other formats render it.

pub mod backtest;
mod capacity_build;
mod capacity_markdown;
mod capacity_table;
mod costs;
pub mod document;
mod document_app;
mod document_build;
pub mod document_capacity;
pub mod explain;
pub mod json;
pub mod markdown;
mod paper;
pub mod reference;
pub mod schema;
mod sentences;
pub mod table;
mod table_feature;

pub use document_build::{Overall, Subject, build};
pub use paper::{Look, Paper};
