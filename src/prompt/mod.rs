//! The questionnaire.
//!
//! Two halves: [`Interview`] decides what to ask and what an answer does, and knows no terminal; [`Conversation`] holds it in one.

mod conversation;
mod interview;
mod modes;
mod review;
mod sheet;
mod signals;
mod terminal;
mod words;

pub use conversation::Conversation;
pub use interview::{Interview, Moment, Question, Refused, Withdrawn};
pub use sheet::{Answers, FeatureSheet, Sheet};
pub use signals::end_by;
pub use terminal::{Leave, Terminal};
