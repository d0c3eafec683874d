//! Checks, each a sentence, the claims that it stands for, and a function.

use harness::host::service::Mode;

use crate::ground::Ground;

/// One check of the suite.
pub struct Check {
    pub says: &'static str,
    /// Ids of claims in starters/shared/docs/wire-contract.md.
    pub claims: Vec<&'static str>,
    pub modes: &'static [Mode],
    pub run: fn(&Ground),
}

/// All checks, in the order of their groups.
#[derive(Default)]
pub struct List {
    pub checks: Vec<Check>,
}

impl List {
    /// A check that holds with every broker.
    pub fn add(&mut self, says: &'static str, claims: &'static str, run: fn(&Ground)) {
        self.add_in(&Mode::ALL, says, claims, run);
    }

    /// A check of something that no broker has a part in; one mode is enough.
    pub fn add_once(&mut self, says: &'static str, claims: &'static str, run: fn(&Ground)) {
        self.add_in(&[Mode::Process], says, claims, run);
    }

    /// A check of what is said of Redis.
    pub fn add_redis(&mut self, says: &'static str, claims: &'static str, run: fn(&Ground)) {
        self.add_in(&[Mode::Redis, Mode::RedisTwo], says, claims, run);
    }

    /// A check of certain modes.
    pub fn add_in(&mut self, modes: &'static [Mode], says: &'static str, claims: &'static str, run: fn(&Ground)) {
        self.checks.push(Check { says, claims: claims.split_whitespace().collect(), modes, run });
    }
}
