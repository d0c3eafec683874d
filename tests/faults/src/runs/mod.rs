//! The runs: a name, what it proves, where it is played, and how.

mod brokers;
mod clocks;
mod nodes;
mod paths;
mod readers;

use harness::host::service::Mode;

use crate::scene::Scene;

#[derive(Clone, Copy)]
pub struct Run {
    pub name: &'static str,
    /// What it proves, in a sentence.
    pub says: &'static str,
    pub modes: &'static [Mode],
    /// Only the full form has it.
    pub long: bool,
    /// It takes so much of the machine, or something that there is once, that no other is played beside it.
    pub alone: bool,
    /// Breaks things while clients work; what they saw is checked afterwards. A panic is a failure.
    pub play: fn(&mut Scene),
}

/// Every run, in the order in which they are played.
pub fn all() -> Vec<Run> {
    let groups: [fn() -> Vec<Run>; 5] = [nodes::runs, brokers::runs, paths::runs, clocks::runs, readers::runs];
    groups.into_iter().flat_map(|group| group()).collect()
}
