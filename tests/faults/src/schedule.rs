//! Runs beside each other: most of the time a run waits, for a heartbeat to be missed or a pause to pass.

use std::sync::{Mutex, PoisonError};
use std::thread;

use harness::host::service::Mode;

use crate::outcome::Outcome;
use crate::report;
use crate::runs::Run;

/// Plays every run once: in their order, or up to `jobs` of them at the same time and then those that are to be alone. What came of
/// them, in the order of the runs.
pub fn play_all(runs: &[(Run, Mode)], jobs: usize, play: impl Fn(&Run, Mode) -> Outcome + Sync) -> Vec<Outcome> {
    let (alone, beside): (Vec<_>, Vec<_>) = runs.iter().enumerate().partition(|(_, (run, _))| jobs > 1 && run.alone);
    let mut outcomes = beside_each_other(beside, jobs, &play);
    outcomes.extend(beside_each_other(alone, 1, &play));
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

type Turns<'r> = Vec<(usize, &'r (Run, Mode))>;

fn beside_each_other(turns: Turns<'_>, jobs: usize, play: &(impl Fn(&Run, Mode) -> Outcome + Sync)) -> Vec<(usize, Outcome)> {
    let (turns, outcomes) = (Mutex::new(turns.into_iter()), Mutex::new(Vec::new()));
    let next = || turns.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some((place, (run, mode))) = next() {
                    if jobs > 1 {
                        report::label(format!("{:<28}", format!("{}, {}", run.name, mode.name())));
                    }
                    let outcome = play(run, *mode);
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((place, outcome));
                }
            });
        }
    });
    outcomes.into_inner().unwrap_or_else(PoisonError::into_inner)
}
