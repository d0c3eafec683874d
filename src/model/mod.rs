//! The waist of the program: what a knowledge base, a situation and their words are.
//!
//! Imports nothing of the rest. Text becomes these types once, at the edges (`load`, `facts`), and is not checked again.

mod condition;
mod fact;
mod id;
mod knowledge;
mod note;
mod quantity;
mod requirements;
mod rule;
mod situation;
mod test;
mod transport;
mod value;
mod workload;

pub use condition::{Cell, Condition};
pub use fact::{Choice, Fact, Kind};
pub use id::{FactId, NoteId, RuleId, SourceId, TransportId, WorkloadId};
pub use knowledge::{Disabled, Floor, Impossible, Knowledge, Line, Mix, Origin, Source, Standing};
pub use note::{Note, NoteExample, NoteKind};
pub use quantity::{Unit, format_quantity, parse_quantity};
pub use requirements::{Assignment, Feature, Given, Requirements};
pub use rule::{Effect, Example, Rule, Strength};
pub use situation::{Entry, Held, Situation};
pub use test::{Interval, SetTest, Test};
pub use transport::{Fallback, Statement, Transport};
pub use value::Value;
pub use workload::Workload;

/// Text of the knowledge base: borrowed from the binary where it is embedded, owned where it was read from a folder.
pub type Text = std::borrow::Cow<'static, str>;
