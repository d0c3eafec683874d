//! Wrong requirement files, rule packs and files of decisions: one mistake each, and what the user is told about it.
//!
//! The files stand in `tests/bad`, named as their mistake; each says on its first line which codes it provokes. What is printed
//! is a snapshot, so that a change of a message, of a place or of a help line is seen in review.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use advisor::diag::Code;

use crate::support::{Advisor, read, repository};

/// What the first line of a wrong file begins with.
const EXPECTS: &str = "# expects: ";

/// What says, in a pack, that not `rules check` is to be run.
const RUN: &str = "# run: ";

/// Codes that come from what stands around a file and not from what stands in it.
const AROUND_FILES: [Code; 9] = [
    Code::UnreadableFile,
    Code::UnwritableFile,
    Code::FileExists,
    Code::FileTooLarge,
    Code::NotText,
    Code::BadArgument,
    Code::UnknownFeature,
    Code::UnknownId,
    Code::NotServed,
];

/// A wrong file or pack, and what is known of it before it is run.
struct Wrong {
    /// Below `tests/bad`.
    path: String,
    name: String,
    expects: BTreeSet<String>,
    /// The command that meets it.
    arguments: Vec<String>,
}

/// A run of the binary in `tests/bad`.
struct Said {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// Every file of a folder, however deep.
fn files_below(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() { entries(path).iter().flat_map(|path| files_below(path)).collect() } else { vec![path.to_owned()] }
}

/// The words after a mark that begins a line.
fn after(mark: &str, texts: &[String]) -> Option<String> {
    let lines = texts.iter().flat_map(|text| text.lines());
    lines.filter_map(|line| line.strip_prefix(mark)).map(str::to_owned).reduce(|all, more| format!("{all}, {more}"))
}

fn wrong(kind: &str, command: impl Fn(&str, Option<&str>) -> Vec<String>) -> Vec<Wrong> {
    let root = repository("tests/bad");
    let wrong = |path: PathBuf| {
        let texts: Vec<String> = files_below(&path).iter().map(|file| read(file)).collect();
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let below = path.strip_prefix(&root).expect("it is below tests/bad").display().to_string();
        let codes = after(EXPECTS, &texts).unwrap_or_else(|| panic!("{below} does not say what it expects"));
        let run = after(RUN, &texts);
        Wrong {
            arguments: command(&below, run.as_deref()),
            expects: codes.split(',').map(|code| code.trim().to_owned()).collect(),
            path: below,
            name,
        }
    };
    entries(&root.join(kind)).into_iter().map(wrong).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn requirements() -> Vec<Wrong> {
    wrong("requirements", |path, _| words(&format!("recommend {path}")))
}

fn packs() -> Vec<Wrong> {
    wrong("packs", |path, run| words(&format!("{} --rules {path}", run.unwrap_or("rules check"))))
}

fn cases() -> Vec<Wrong> {
    wrong("cases", |path, _| words(&format!("backtest {path}")))
}

fn run(arguments: &[String]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_advisor"))
        .args(arguments)
        .current_dir(repository("tests/bad"))
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the binary writes UTF-8");
    Said { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The codes that a run complained of.
fn codes(stderr: &str) -> BTreeSet<String> {
    let heads = stderr.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
    heads.filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned())).collect()
}

/// Each mistake is said in the way that the reference promises.
fn check_messages(wrong: &Wrong, stderr: &str) {
    for line in stderr.lines().filter(|line| line.starts_with("error[")) {
        let message = line.split_once("]: ").map_or("", |(_, message)| message);
        assert!(message.starts_with(|c: char| !c.is_uppercase()), "{}: a message begins in lower case: {line}", wrong.path);
        // What a line of the source document says is quoted with its full stop.
        let ends_well = !message.ends_with('.') || wrong.expects.contains("uncarried-line");
        assert!(ends_well, "{}: a message ends without a full stop: {line}", wrong.path);
        assert!(!message.contains("``"), "{}: nothing stands in backticks: {line}", wrong.path);
    }
}

/// Runs each of them, and compares what is said with the snapshot of the same name.
fn check(kind: &str, all: &[Wrong], stdout_is_right: impl Fn(&str) -> bool) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../bad/snapshots/{kind}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for wrong in all {
            let said = run(&wrong.arguments);
            let path = &wrong.path;
            assert!(!said.stderr.contains("panicked"), "{path}: {}", said.stderr);
            assert_eq!(said.code, Some(3), "{path}: {}", said.stderr);
            assert_eq!(codes(&said.stderr), wrong.expects, "{path}: {}", said.stderr);
            assert!(stdout_is_right(&said.stdout), "{path}: {}", said.stdout);
            check_messages(wrong, &said.stderr);
            let command = wrong.arguments.join(" ");
            insta::assert_snapshot!(wrong.name.as_str(), format!("$ advisor {command}\nexit code 3\n\n{}", said.stderr));
        }
    });
    let names: BTreeSet<&str> = all.iter().map(|wrong| wrong.name.as_str()).collect();
    for snapshot in entries(&repository("tests/bad/snapshots").join(kind)) {
        let stem = snapshot.file_name().expect("it has a name").to_string_lossy().into_owned();
        let name = stem.split_once(".snap").map_or(stem.as_str(), |(name, _)| name);
        assert!(names.contains(name), "nothing has the snapshot {}", snapshot.display());
    }
}

#[test]
fn each_wrong_requirements_file_is_refused_with_its_place_and_its_help() {
    let all = requirements();
    assert!(all.len() >= 100, "{} files", all.len());
    check("requirements", &all, str::is_empty);
}

#[test]
fn each_wrong_rule_pack_is_refused_with_its_place_and_its_help() {
    let all = packs();
    assert!(all.len() >= 100, "{} packs", all.len());
    // A pack that loads is checked, and the checks are counted on standard output.
    check("packs", &all, |stdout| stdout.is_empty() || stdout.ends_with(" failed\n") || stdout.contains(" finding"));
}

#[test]
fn each_wrong_file_of_decisions_is_refused_with_its_place_and_its_help() {
    check("cases", &cases(), str::is_empty);
}

#[test]
fn a_wrong_file_has_one_mistake_unless_its_name_says_several() {
    for wrong in requirements().iter().chain(&packs()).chain(&cases()) {
        let one = wrong.expects.len() == 1;
        let said = ["several", "in-machinery", "favor", "requirements-file"].iter().any(|word| wrong.name.contains(word));
        assert!(one || said, "{} has {} mistakes", wrong.path, wrong.expects.len());
    }
}

#[test]
fn several_mistakes_are_all_reported_at_once() {
    for (wrong, least) in [
        ("recommend requirements/several-in-one-file.toml", 8),
        ("recommend requirements/several-contradictions.toml", 3),
        ("recommend requirements/syntax-several-mistakes.toml", 3),
        ("rules check --rules packs/several-in-one-pack", 8),
        ("backtest cases/several.toml", 4),
    ] {
        let said = run(&words(wrong));
        let count = said.stderr.lines().filter(|line| line.starts_with("error[")).count();
        assert!(count >= least, "{wrong}: {count} errors\n{}", said.stderr);
    }
}

#[test]
fn a_wrong_pack_stops_every_command_that_takes_one() {
    let pack = "packs/no-source";
    for command in ["recommend requirements/no-such-file.toml", "explain sse", "rules list", "rules test", "schema rules"] {
        let said = run(&words(&format!("{command} --rules {pack}")));
        assert_eq!((said.code, said.stdout.as_str()), (Some(3), ""), "{command}: {}", said.stderr);
        assert!(said.stderr.contains("error[no-source]"), "{command}: {}", said.stderr);
    }
}

/// The run that provokes a code of [`AROUND_FILES`], and its exit code.
fn provoke(code: Code) -> (Advisor, i32) {
    const RIGHT: &str = "[feature.chat]\nworkload = \"chat\"\n";
    let advisor = Advisor::new().file("app.toml", RIGHT);
    match code {
        Code::UnreadableFile => (advisor.args(["recommend", "missing.toml"]), 1),
        Code::UnwritableFile => (advisor.args(["init", "missing/app.toml"]), 1),
        Code::FileExists => (advisor.args(["init", "app.toml"]), 1),
        Code::FileTooLarge => {
            let large = "# a long comment\n".repeat(300_000);
            (advisor.file("large.toml", &large).args(["recommend", "large.toml"]), 3)
        }
        // In Latin-1 `café` ends with a byte that begins no character.
        Code::NotText => (advisor.stdin(b"[app]\nname = \"caf\xe9\"\n").args(["recommend", "-"]), 3),
        Code::BadArgument => (advisor.args(["recommend", "app.toml", "--set", "network"]), 2),
        Code::UnknownFeature => (advisor.args(["recommend", "app.toml", "--expect", "chatt=sse"]), 2),
        Code::UnknownId => (advisor.args(["explain", "server-puches"]), 2),
        Code::NotServed => {
            let workers = "[feature.workers]\nworkload = \"job-workers\"\n";
            (advisor.file("app.toml", workers).args(["scaffold", "app.toml", "--lang", "rust", "--out", "out"]), 4)
        }
        other => panic!("{other} comes from a file"),
    }
}

#[test]
fn what_is_wrong_around_a_file_is_said_without_a_place() {
    for code in AROUND_FILES {
        let (advisor, exit) = provoke(code);
        let output = advisor.run().exits(exit).complains(&format!("error[{code}]: "));
        assert_eq!(output.stdout, "", "{code}");
        assert!(!output.stderr.contains("panicked") && !output.stderr.contains(" --> "), "{}", output.stderr);
    }
}

#[test]
fn a_folder_without_rules_is_no_pack() {
    let output = Advisor::new().file("pack/README.md", "Nothing yet.\n").args(["rules", "list", "--rules", "pack"]).run();
    let output = output.exits(1).complains("error[unreadable-file]: `pack` holds no .toml file");
    assert_eq!(output.stdout, "");
}

#[test]
fn every_code_is_provoked_by_a_file_or_by_what_stands_around_one() {
    let files = requirements().into_iter().chain(packs()).chain(cases());
    let mut provoked: BTreeSet<String> = files.flat_map(|wrong| wrong.expects).collect();
    provoked.extend(AROUND_FILES.map(|code| code.name().to_owned()));
    let all: BTreeSet<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(provoked, all);
}
