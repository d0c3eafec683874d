//! The waist of the program: what a knowledge base, a situation and their words are.
//!
//! Imports nothing of the rest. Text becomes these types once, at the edges (`load`, `facts`), and is not checked again.

mod amount;
mod app;
mod capacity;
mod case;
mod condition;
mod decision;
mod difference;
mod estimate;
mod fact;
mod gap;
mod id;
mod knowledge;
mod list;
mod note;
mod offer;
mod outline;
mod project;
mod quantity;
mod requirements;
mod rule;
mod setting;
mod situation;
mod starter;
mod tally;
mod test;
mod text;
mod trace;
mod transport;
mod truth;
mod value;
mod workload;

pub use amount::{format_amount, format_count, format_seconds, push_amount, push_rounded};
pub use app::{AppAdvice, Ride, Share};
pub use capacity::{Capacity, CapacityRemark, Constant, ConstantKey, Delivery, NumberKey, QuestionKey};
pub use case::{CONFIDENT, Case, Miss, Score};
pub use condition::{Cell, Condition};
pub use decision::{Decision, FallbackStep, Flip, JointAnswer, Range, Settled, SingleAnswer};
pub use difference::{Cause, Changer, Difference, Extent, FactChange, Known, Outcome, RuleChange, RuleChangeKind};
pub use estimate::{
    Axis, Bound, BreakEven, Combined, Costs, Estimate, Figure, Formula, Line as CostLine, Measure, Part, SCALES, Scaled, Series,
    Together, Used,
};
pub use fact::{Choice, Fact, Kind, Scope};
pub use gap::{Decided, Gap};
pub use id::{FactId, NoteId, RuleId, SourceId, TransportId, WorkloadId};
pub use knowledge::{Disabled, Floor, Grade, Impossible, Knowledge, Line, Mix, Origin, RidePolicy, Source};
pub use list::List;
pub use note::{Note, NoteExample, NoteKind};
pub use offer::{Bench, Broker, Evidence, Measured, MeasuredUnit, Measurement, Offer, Toolchain, Trial};
pub use outline::{FeatureOutline, Outline, Shows, Slot};
pub use project::ProjectOptions;
pub use quantity::{Unit, format_quantity, parse_quantity};
pub use requirements::{Assignment, Feature, Given, Requirements};
pub use rule::{Effect, Example, Rule, Strength};
pub use setting::{Setting, SettingKind, Usual};
pub use situation::{Entry, Held, Situation};
pub use starter::{Refusal, Roles, SecondServer, Starter, StarterFile, Starters, Words};
pub use tally::{Standing, Tally, stands_before};
pub use test::{Interval, SetTest, Test};
pub use text::Text;
pub use trace::{CellTrace, RuleTrace};
pub use transport::{Fallback, Statement, Transport};
pub use truth::Truth;
pub use value::Value;
pub use workload::Workload;
