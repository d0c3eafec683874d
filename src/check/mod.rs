//! What can be wrong with a knowledge base that loads: one lint a file.

mod examples;
mod reachable;
mod unused;

use crate::diag::Diagnostic;
use crate::load::Loaded;

pub use examples::{ExampleCount, run_examples};

/// Every finding, in no particular order. Only errors of loading must have been ruled out before.
pub fn check(loaded: &Loaded) -> Vec<Diagnostic> {
    let mut findings = run_examples(loaded).1;
    findings.extend(reachable::check(loaded));
    findings.extend(unused::check(loaded));
    findings
}
