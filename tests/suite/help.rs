//! The examples below the help of each command can be copied.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Advisor, read, repository};

const COMMANDS: [&str; 11] =
    ["", "ask", "recommend", "init", "scaffold", "explain", "diff", "rules", "schema", "man", "completions"];

/// As wide as a terminal is at least, where nobody made it narrow.
const COLUMNS: usize = 80;

/// The lines below "Examples:", laid out for a terminal that breaks none of them.
fn examples(command: &str) -> Vec<String> {
    let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
    let help = Advisor::new().args(arguments).env("COLUMNS", "200").run().exits(0).stdout;
    let (_, below) = help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("`advisor {command}` has no examples"));
    below.lines().take_while(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A folder with the files that the examples name.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    fs::create_dir(folder.path().join("apps")).expect("a folder");
    for path in ["old/rules", "new/rules", "my-rules"] {
        fs::create_dir_all(folder.path().join(path)).expect("a folder");
        fs::write(folder.path().join(path).join("decision.toml"), "").expect("a file");
    }
    let requirements = read(&repository("examples/team-chat.toml"));
    for path in ["app.toml", "old.toml", "new.toml", "apps/app.toml"] {
        fs::write(folder.path().join(path), &requirements).expect("a file");
    }
    folder
}

/// Runs one of our commands where the files are; the exit code and what it complained of.
fn run(arguments: &str, folder: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
    command.args(arguments.split_whitespace()).current_dir(folder).env_clear().stdin(Stdio::null());
    let output = command.output().expect("the binary starts");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn the_examples_fit_a_terminal() {
    for command in COMMANDS {
        for example in examples(command) {
            assert!(example.chars().count() <= COLUMNS, "`advisor {command} --help` breaks this line:\n{example}");
        }
    }
}

#[test]
fn the_examples_run() {
    let mut ran = 0;
    for example in COMMANDS.iter().flat_map(|command| examples(command)) {
        let folder = folder();
        // What it does stands beside it; pipes and redirections are the shell's.
        let command = example.trim().split("  ").next().expect("a command").split(['|', '>']).next().expect("a command").trim();
        let Some(arguments) = command.strip_prefix("advisor ").filter(|rest| !rest.starts_with("ask")) else { continue };
        if arguments.starts_with("init app.toml") {
            fs::remove_file(folder.path().join("app.toml")).expect("it was there");
        }
        if arguments.starts_with("scaffold --diff app") {
            run("scaffold app.toml --lang rust --out app", folder.path());
        }
        let (code, complaint) = run(arguments, folder.path());
        assert_eq!(code, Some(0), "`{command}`: {complaint}");
        ran += 1;
    }
    assert!(ran > 20, "only {ran} examples were found");
}
