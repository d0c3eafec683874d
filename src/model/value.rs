//! The value of one fact.

use serde::Serialize;

/// A value that has been checked against its fact's kind. What the numbers mean is the fact's business.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub enum Value {
    /// Position in the fact's list of choices.
    Choice(u16),
    /// One bit for each choice that is in the set.
    Set(u32),
    YesNo(bool),
    /// Milliseconds, bytes or a plain count.
    Number(u64),
}
