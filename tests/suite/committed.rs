//! Committed files that are generated, held to what they are made from.

use std::{env, fs};

use crate::support::repository;

/// Files of the repository that are generated: `ADVISOR_UPDATE=1` writes them instead of comparing.
pub struct Committed;

impl Committed {
    pub const FOLDER: &'static str = "docs/reference";
    const ADVICE: &'static str = "run `ADVISOR_UPDATE=1 cargo test --test suite` and commit what it changes";

    fn updates() -> bool {
        env::var_os("ADVISOR_UPDATE").is_some_and(|value| value == "1")
    }

    /// The file holds this text.
    #[track_caller]
    pub fn check(path: &str, text: &str) {
        let file = repository(path);
        if Self::updates() {
            fs::create_dir_all(repository(Self::FOLDER)).expect("docs/reference can be made");
            fs::write(&file, text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        let committed = fs::read_to_string(&file).unwrap_or_default();
        let differs = committed.lines().zip(text.lines()).position(|(old, new)| old != new);
        let line = differs.unwrap_or_else(|| committed.lines().count().min(text.lines().count())) + 1;
        assert!(committed == text, "{path} is stale from line {line} on: {}", Self::ADVICE);
    }

    /// Nothing generates this file.
    #[track_caller]
    pub fn surplus(path: &str) {
        assert!(Self::updates(), "nothing generates {path}: {}", Self::ADVICE);
        fs::remove_file(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}
