//! Deliberately broken servers: each must make a suite fail, or the suite would not notice such a mistake.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use serde::Deserialize;

use crate::host::project::Project;

/// A file of mutants, one a language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutants {
    mutant: Vec<Mutant>,
}

/// One mistake in one file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// What is wrong with it.
    pub name: String,
    file: String,
    /// Stands once in the file.
    from: String,
    to: String,
    /// What has to notice: a name, or the beginning of a sentence.
    pub check: String,
    #[serde(default = "process")]
    pub mode: String,
}

fn process() -> String {
    "process".to_owned()
}

/// Breaks a copy of the project in each way in turn. Where `notices` says of each that what has to notice does, the run is a
/// success.
pub fn run(
    path: &Path,
    project: &Project,
    filter: Option<&str>,
    notices: impl Fn(&Project, &Mutant) -> Result<(), String>,
) -> ExitCode {
    let text = fs::read_to_string(path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    let mutants: Mutants = toml::from_str(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    let chosen: Vec<&Mutant> =
        mutants.mutant.iter().filter(|mutant| filter.is_none_or(|filter| mutant.name.contains(filter))).collect();
    let copy = project.copy();
    println!("\nrunning {} mutants", chosen.len());
    let mut lived = 0;
    for mutant in &chosen {
        let verdict = judge(&copy, mutant, &notices);
        println!("mutant {} ... {}", mutant.name, verdict.as_ref().err().map_or("noticed", String::as_str));
        lived += usize::from(verdict.is_err());
    }
    println!("\n{} mutants, {lived} not noticed", chosen.len());
    if lived == 0 && !chosen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a mutant is noticed; else why not.
fn judge(copy: &Project, mutant: &Mutant, notices: impl Fn(&Project, &Mutant) -> Result<(), String>) -> Result<(), String> {
    let file = copy.folder.join(&mutant.file);
    let whole = fs::read_to_string(&file).map_err(|problem| format!("{}: {problem}", mutant.file))?;
    let found = whole.matches(&mutant.from).count();
    if found != 1 {
        return Err(format!("`{}` stands {found} times in {}", mutant.from, mutant.file));
    }
    fs::write(&file, whole.replace(&mutant.from, &mutant.to)).map_err(|problem| problem.to_string())?;
    let verdict = if copy.builds() { notices(copy, mutant) } else { Err("it does not build".to_owned()) };
    fs::write(&file, whole).map_err(|problem| problem.to_string())?;
    verdict
}
