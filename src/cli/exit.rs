//! Exit codes, as a type.

use std::process::{ExitCode, Termination};

/// How a command went. The numbers are documented in the help, and stable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    /// Something outside of the given files went wrong.
    CouldNotRun = 1,
    Usage = 2,
    /// A file that was given is not valid.
    Invalid = 3,
    /// A feature has no transport left.
    NothingLeft = 4,
    /// An `--expect` did not hold, or a decision changed and `--fail-on-change` was given.
    Unexpected = 5,
    /// `--require-settled`, and something is not.
    NotSettled = 6,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
