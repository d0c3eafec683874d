//! Deliberately broken servers: each must make the suite fail, or the suite would not notice such a mistake.

use std::process::{Command, ExitCode};

use harness::host::project::Project;
use harness::mutants::{self, Mutant};

use crate::suite;

/// Breaks a copy of the project in each way in turn. Where every check that has to notice does, the run is a success.
pub fn run(language: &str, project: &Project, filter: Option<&str>) -> ExitCode {
    let path = suite().join("mutants").join(format!("{language}.toml"));
    mutants::run(&path, project, filter, |copy, mutant| notices(language, copy, mutant))
}

/// Runs this program again for the one check.
fn notices(language: &str, copy: &Project, mutant: &Mutant) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().map_err(|problem| problem.to_string())?);
    command.args(["--language", language, "--mode", &mutant.mode, "--project"]).arg(&copy.folder).arg(&mutant.check);
    command.envs(copy.cache());
    let output = command.output().map_err(|problem| problem.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let ran = said.lines().filter(|line| line.starts_with("test ") && line.contains(&mutant.check));
    let (failed, passed): (Vec<_>, Vec<_>) = ran.partition(|line| line.ends_with("FAILED"));
    match output.status.code() {
        Some(101) if !failed.is_empty() => Ok(()),
        Some(0) if !passed.is_empty() => Err(format!("LIVES: `{}` passes", mutant.check)),
        _ => Err(format!(
            "no check `{}` could be run in mode {}: {}",
            mutant.check,
            mutant.mode,
            said.lines().last().unwrap_or_default()
        )),
    }
}
