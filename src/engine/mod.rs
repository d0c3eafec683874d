//! The decision: pure, total, and exact about what it does not know.
//!
//! Imports `model` alone. The rule base is compiled once ([`Program`]) into one bit for each conjunction, so that a decision is a
//! row of bitwise ANDs; everything else — settled or not, the smallest forcing set, flips — is searches over such rows.

mod answers;
mod app;
mod because;
mod classes;
mod decision;
mod flips;
mod how;
mod notes;
mod program;
mod ranges;
mod search;
mod tally;
mod truth;

pub use answers::{Settled, SingleAnswer, JointAnswer};
pub use app::{AppAdvice, Ride, Share, advise};
pub use decision::{Decision, FallbackStep, decide};
pub use flips::Flip;
pub use how::{Decided, Gap};
pub use program::{Program, Scratch, State};
pub use ranges::Range;
pub use tally::{Standing, Tally};
pub use truth::{CellTrace, RuleTrace, Truth, trace};
