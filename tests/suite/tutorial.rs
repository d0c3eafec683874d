//! Every command of the tutorial runs, one after the other in one folder, and prints what the page shows.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::committed::Committed;
use crate::support::{read, repository};

const PAGE: &str = "docs/tutorial.md";

/// A line that stands for the part of an output that the page leaves out.
const CUT: &str = "...";

const FENCE: &str = "\n```";

/// Somebody who does what the page says, in a folder of their own.
struct Reader {
    folder: TempDir,
    /// What the last command exited with.
    code: i32,
}

impl Reader {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a scratch folder"), code: 0 }
    }

    /// Saves the files and runs the commands of a page; returns the page with the outputs that they have now.
    fn follow(&mut self, page: &str) -> String {
        let parts: Vec<String> = page
            .split(FENCE)
            .enumerate()
            .map(|(at, part)| if at % 2 == 0 { part.to_owned() } else { self.block(part) })
            .collect();
        assert_eq!(self.code, 0, "the page ends with a command that fails");
        parts.join(FENCE)
    }

    fn block(&mut self, block: &str) -> String {
        match block.split_once('\n').expect("a block has lines") {
            ("console", session) => format!("console\n{}", self.session(session)),
            ("toml", file) => {
                self.save(file);
                block.to_owned()
            }
            (language, _) => panic!("{PAGE}: nothing runs a block of `{language}`"),
        }
    }

    /// A file whose first line is a comment with its path.
    fn save(&self, text: &str) {
        let path = text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a file begins with its path");
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, format!("{text}\n")).expect("a file");
    }

    /// Commands, each with its output below it.
    fn session(&mut self, session: &str) -> String {
        let session = format!("\n{session}");
        let mut commands = session.split("\n$ ");
        assert_eq!(commands.next(), Some(""), "a session begins with a command");
        let told: Vec<String> = commands.map(|command| self.command(command)).collect();
        told.join("\n")
    }

    fn command(&mut self, told: &str) -> String {
        let (command, shown) = told.split_once('\n').unwrap_or((told, ""));
        assert!(self.code == 0 || command == "echo $?", "the page should show that the command before `{command}` fails");
        let output = self.run(command);
        assert!(!format!("\n{output}").contains(FENCE), "`{command}` prints what would end the block");
        format!("$ {command}\n{}", cut(&output, shown)).trim_end().to_owned()
    }

    /// What a command prints on both streams, as in a terminal.
    fn run(&mut self, command: &str) -> String {
        let bin = Path::new(env!("CARGO_BIN_EXE_advisor")).parent().expect("a folder");
        let path: OsString = [bin.as_os_str(), OsStr::new(":/usr/bin:/bin")].into_iter().collect();
        // The code of the command before is what `$?` means to this one.
        let script = format!("exec 2>&1; (exit {}); {command}", self.code);
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(self.folder.path()).env_clear().env("PATH", path);
        let output = shell.output().expect("a shell starts");
        self.code = output.status.code().expect("no signal ends it");
        String::from_utf8(output.stdout).expect("an output is UTF-8")
    }
}

/// The output with as many lines above and below the cut as the page shows there.
fn cut(output: &str, shown: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let shown: Vec<&str> = shown.lines().collect();
    let Some(above) = shown.iter().position(|line| *line == CUT) else { return lines.join("\n") };
    let below = shown.len() - above - 1;
    assert!(!shown[above + 1..].contains(&CUT), "an output is cut once:\n{}", shown.join("\n"));
    if above + below >= lines.len() {
        return lines.join("\n");
    }
    [&lines[..above], &[CUT], &lines[lines.len() - below..]].concat().join("\n")
}

#[test]
fn every_command_of_the_tutorial_prints_what_the_page_shows() {
    let page = read(&repository(PAGE));
    Committed::check(PAGE, &Reader::new().follow(&page));
}

#[test]
fn an_output_that_changed_is_noticed() {
    let page = |shown: &str| format!("Do:\n\n```console\n$ printf 'a\\nb\\nc\\nd\\n'\n{shown}\n```\n");
    for same in ["a\nb\nc\nd", "a\n...", "...\nd", "a\n...\nc\nd"] {
        assert_eq!(Reader::new().follow(&page(same)), page(same));
    }
    let all = page("a\nb\nc\nd");
    for (changed, now) in [("a\nb", &all), ("a\nb\nc\n...\nd", &all), ("x\n...", &page("a\n...")), ("...\nx", &page("...\nd"))] {
        assert_eq!(&Reader::new().follow(&page(changed)), now);
    }
}

#[test]
#[should_panic(expected = "should show that the command before")]
fn an_exit_code_that_is_not_shown_is_noticed() {
    Reader::new().follow("\n```console\n$ (exit 5)\n$ echo done\ndone\n```\n");
}

#[test]
fn the_tutorial_is_short_leaves_little_out_and_shows_what_the_program_can_do() {
    let page = read(&repository(PAGE));
    assert!(page.lines().count() < 250);
    assert!(page.lines().filter(|line| *line == CUT).count() < 12, "a test says little about what is left out");
    for part in [
        "$ advisor ask",
        "$ advisor init ",
        "$ advisor recommend ",
        "$ advisor explain ",
        "$ advisor diff ",
        " --set ",
        " --format html ",
        " --format adr ",
        " --expect ",
        " --rules ",
    ] {
        assert!(page.contains(part), "the tutorial should show `{}`", part.trim());
    }
}
