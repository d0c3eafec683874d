//! How a decision was made: the first difference that tells two transports apart.

use super::tally::Tally;

/// Why one transport stands behind another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gap {
    /// It is ruled out.
    RuledOut,
    /// It has this many strong reasons fewer, objections taken off.
    Strong(i32),
    /// It has this many slight reasons fewer.
    Slight(i32),
    /// It has this many strong objections more.
    Objections(i32),
    /// Nothing but the order of machinery.
    Machinery,
}

/// What decided between the first and the second.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decided {
    /// Every transport is ruled out.
    NothingLeft,
    /// All others are ruled out, or there are none.
    OnlyOneLeft,
    /// The first difference to the runner-up.
    By(Gap),
}

impl Gap {
    /// The gap of a transport to one that stands before it.
    pub fn between(first: &Tally, other: &Tally) -> Self {
        if other.ruled_out {
            Gap::RuledOut
        } else if first.strong != other.strong {
            Gap::Strong(first.strong - other.strong)
        } else if first.slight != other.slight {
            Gap::Slight(first.slight - other.slight)
        } else if first.objections != other.objections {
            Gap::Objections(other.objections - first.objections)
        } else {
            Gap::Machinery
        }
    }

    /// A reader should know that it could as well have been the other.
    pub fn is_close(self) -> bool {
        matches!(self, Gap::Slight(1) | Gap::Objections(_) | Gap::Machinery)
    }
}

impl Decided {
    /// A close call is called one.
    pub fn is_close(self) -> bool {
        matches!(self, Decided::By(gap) if gap.is_close())
    }
}
