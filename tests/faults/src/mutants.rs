//! Deliberately broken servers: the checker has to find something in what their clients saw.

use std::process::{Command, ExitCode};

use harness::host::project::Project;
use harness::mutants::{self, Mutant};

use crate::report::FOUND;
use crate::suite;

/// Breaks a copy of the project in each way in turn. Where the checker notices every one, the run is a success.
pub fn run(language: &str, project: &Project, filter: Option<&str>) -> ExitCode {
    let path = suite().join("mutants").join(format!("{language}.toml"));
    mutants::run(&path, project, filter, |copy, mutant| notices(language, copy, mutant))
}

/// Plays the one run again, with this program.
fn notices(language: &str, copy: &Project, mutant: &Mutant) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().map_err(|problem| problem.to_string())?);
    command.args(["--short", "--language", language, "--mode", &mutant.mode, "--project"]).arg(&copy.folder).arg(&mutant.check);
    command.envs(copy.cache());
    let output = command.output().map_err(|problem| problem.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let found = said.lines().find(|line| line.trim_start().starts_with(FOUND));
    match (output.status.code(), found) {
        (Some(1), Some(found)) => {
            println!("    {}", found.trim());
            Ok(())
        }
        (Some(0), _) => Err(format!("LIVES: `{}` passes", mutant.check)),
        _ => Err(format!("`{}` came to no finding: {}", mutant.check, said.lines().last().unwrap_or_default())),
    }
}
