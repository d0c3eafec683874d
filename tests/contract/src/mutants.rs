//! Deliberately broken servers: each must make the suite fail, or the suite would not notice such a mistake.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde::Deserialize;

use crate::host::project::{Project, suite};

/// A file of `mutants/`, one a language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutants {
    mutant: Vec<Mutant>,
}

/// One mistake in one file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    /// What is wrong with it.
    name: String,
    file: String,
    /// Stands once in the file.
    from: String,
    to: String,
    /// The check that has to notice, or the beginning of its sentence.
    check: String,
    #[serde(default = "process")]
    mode: String,
}

fn process() -> String {
    "process".to_owned()
}

/// Breaks a copy of the project in each way in turn. Where every check that has to notice does, the run is a success.
pub fn run(language: &str, project: &Project, filter: Option<&str>) -> ExitCode {
    let path = suite().join("mutants").join(format!("{language}.toml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    let mutants: Mutants = toml::from_str(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    let chosen: Vec<&Mutant> =
        mutants.mutant.iter().filter(|mutant| filter.is_none_or(|filter| mutant.name.contains(filter))).collect();
    let copy = project.copy();
    println!("\nrunning {} mutants", chosen.len());
    let mut lived = Vec::new();
    for mutant in &chosen {
        let verdict = judge(language, &copy, mutant);
        println!("mutant {} ... {}", mutant.name, verdict.as_ref().err().map_or("noticed", String::as_str));
        lived.extend(verdict.is_err().then_some(&mutant.name));
    }
    println!("\n{} mutants, {} not noticed", chosen.len(), lived.len());
    if lived.is_empty() && !chosen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a mutant is noticed; else why not.
fn judge(language: &str, copy: &Project, mutant: &Mutant) -> Result<(), String> {
    let file = copy.folder.join(&mutant.file);
    let whole = fs::read_to_string(&file).map_err(|problem| format!("{}: {problem}", mutant.file))?;
    let found = whole.matches(&mutant.from).count();
    if found != 1 {
        return Err(format!("`{}` stands {found} times in {}", mutant.from, mutant.file));
    }
    fs::write(&file, whole.replace(&mutant.from, &mutant.to)).map_err(|problem| problem.to_string())?;
    let verdict = if copy.builds() { notices(language, &copy.folder, mutant) } else { Err("it does not build".to_owned()) };
    fs::write(&file, whole).map_err(|problem| problem.to_string())?;
    verdict
}

/// Runs this program again for the one check.
fn notices(language: &str, folder: &Path, mutant: &Mutant) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().map_err(|problem| problem.to_string())?);
    command.args(["--language", language, "--mode", &mutant.mode, "--project"]).arg(folder).arg(&mutant.check);
    let output = command.output().map_err(|problem| problem.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let failed =
        said.lines().filter(|line| line.starts_with("test ") && line.contains(&mutant.check) && line.ends_with("FAILED")).count();
    match (output.status.code(), failed) {
        (Some(101), 1..) => Ok(()),
        (Some(0), _) => Err(format!("LIVES: `{}` passes", mutant.check)),
        _ => Err(format!("no check `{}` could be run: {}", mutant.check, said.lines().last().unwrap_or_default())),
    }
}
