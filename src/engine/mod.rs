//! The decision: pure, total, and exact about what it does not know.
//!
//! The rule base is compiled once (`compile`) into one bit for each conjunction, so that a decision ([`Program`]) is a row of bitwise
//! ANDs; everything else (settled or not, the smallest forcing set, flips) is searches over such rows.

mod answers;
mod app;
mod because;
mod decision;
mod flips;
mod goal;
mod notes;
mod program;
mod questions;
mod ranges;
mod sample;
mod search;
mod space;
mod trace;

pub use app::advise;
pub use decision::{decide, fallbacks};
pub use program::{Program, Scratch, State};
pub use questions::{Lead, Questions};
pub use trace::traces;
