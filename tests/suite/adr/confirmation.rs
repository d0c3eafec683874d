//! The commands of a record run, and exit with 0 as long as the decision holds.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::NOTHING_LEFT;
use crate::support::{read, repository, toml_files};

/// A folder in which records are made, and their commands run.
struct Workshop(TempDir);

impl Workshop {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a scratch folder"))
    }

    fn file(&self, path: impl AsRef<Path>, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The record of these arguments.
    fn record<S: AsRef<OsStr>>(&self, arguments: &[S], stdin: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
        command.args(["recommend", "--format", "adr"]).args(arguments).current_dir(self.0.path());
        let output = fed(command, stdin);
        assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("a record is UTF-8")
    }

    /// The exit code of a shell that runs the commands of the record.
    fn confirm(&self, record: &str) -> i32 {
        let script = script(record);
        let bin = Path::new(env!("CARGO_BIN_EXE_advisor")).parent().expect("a folder");
        let path: OsString = [bin.as_os_str(), OsStr::new(":/usr/bin:/bin")].into_iter().collect();
        let mut command = Command::new("sh");
        command.args(["-e", "-c", &script]).env("PATH", path).current_dir(self.0.path());
        let output = fed(command, "");
        output.status.code().expect("no signal ended it")
    }
}

fn fed(mut command: Command, stdin: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // What reads nothing closes the pipe, which is no failure.
    drop(child.stdin.take().expect("it is piped").write_all(stdin.as_bytes()));
    child.wait_with_output().expect("it ends")
}

/// What the fences of the Confirmation hold.
fn script(record: &str) -> String {
    let confirmation = record.split("\n### Confirmation\n").nth(1).expect("a Confirmation");
    let confirmation = confirmation.split("\n## ").next().expect("a section");
    let fences: Vec<&str> = confirmation.split("\n```").collect();
    let scripts: Vec<&str> =
        fences.iter().skip(1).step_by(2).map(|fence| fence.strip_prefix("sh\n").expect("a shell's")).collect();
    assert!(!scripts.is_empty(), "{confirmation}");
    scripts.join("\n")
}

#[test]
fn the_commands_of_every_example_exit_with_0() {
    for example in toml_files("examples") {
        let workshop = Workshop::new();
        workshop.file("requirements.toml", &read(&example));
        let record = workshop.record(&["requirements.toml"], "");
        assert_eq!(workshop.confirm(&record), 0, "{}:\n{}", example.display(), script(&record));
    }
}

#[test]
fn they_fail_once_the_decision_is_another() {
    let workshop = Workshop::new();
    workshop.file("app.toml", "[feature.chat]\nworkload = \"chat\"\n");
    let record = workshop.record(&["app.toml"], "");
    assert_eq!(workshop.confirm(&record), 0);
    workshop.file("app.toml", "[feature.chat]\nworkload = \"background-sync\"\n");
    assert_eq!(workshop.confirm(&record), 5, "{}", script(&record));
}

#[test]
fn they_repeat_what_was_set_and_the_packs() {
    let workshop = Workshop::new();
    let reversed = read(&repository("rules/strategy/traffic-both-ways.toml"))
        .replace("favour = { websocket =", "replaces = \"The house has no sockets\"\nfavour = { long-polling =");
    workshop.file("our rules/strategy/traffic-both-ways.toml", &reversed);
    workshop.file("app.toml", "[feature.chat]\nworkload = \"chat\"\n\n[feature.bell]\nworkload = \"notification-feed\"\n");
    let arguments = ["app.toml", "--rules", "our rules", "--set", "bell.may_not_use=[\"sse\", \"websocket\"]"];
    let record = workshop.record(&arguments, "");
    let script = script(&record);
    assert!(script.contains("--rules 'our rules'") && script.contains("--set "), "{script}");
    assert_eq!(workshop.confirm(&record), 0, "{script}");
    // Without them the decision is another, so that leaving one out would show.
    let plain = workshop.record(&["app.toml"], "");
    assert_ne!(plain.split("--expect").nth(1), record.split("--expect").nth(1), "{script}");
}

#[test]
fn a_path_is_quoted_whatever_it_is_called() {
    let names = [
        "with blanks.toml",
        "it's.toml",
        "$(touch bad).toml",
        "`touch bad`.toml",
        "a;touch bad.toml",
        "a\nb.toml",
        "\n```\n.toml",
        "ends in a line end\n",
        "50%\\n.toml",
        "escape\u{1b}[31m.toml",
        "back\u{202e}wards.toml",
        "-dash.toml",
        "--set",
        "*.toml",
        "~",
        "!history.toml",
        "größe.toml",
    ];
    for name in names {
        let workshop = Workshop::new();
        workshop.file(name, "[feature.chat]\nworkload = \"chat\"\n");
        let record = workshop.record(&["--", name], "");
        assert!(!record.chars().any(|c| c.is_control() && c != '\n'), "{name:?}");
        assert_eq!(workshop.confirm(&record), 0, "{name:?}: {}", script(&record));
        assert_eq!(fs::read_dir(workshop.0.path()).expect("a folder").count(), 1, "{name:?} ran as a command");
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_quoted_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let workshop = Workshop::new();
    let name = OsStr::from_bytes(b"odd\xff'name.toml");
    workshop.file(name, "[feature.chat]\nworkload = \"chat\"\n");
    let record = workshop.record(&[name], "");
    assert_eq!(workshop.confirm(&record), 0, "{}", script(&record));
}

#[test]
fn requirements_from_standard_input_are_saved_first() {
    let workshop = Workshop::new();
    let text = "[feature.chat]\nworkload = \"chat\"\n";
    let record = workshop.record(&["-"], text);
    assert!(record.contains("save them as `requirements.toml` first"), "{record}");
    assert_ne!(workshop.confirm(&record), 0);
    workshop.file("requirements.toml", text);
    assert_eq!(workshop.confirm(&record), 0);
}

#[test]
fn where_nothing_is_left_the_record_says_how_to_see_that_it_is_out_of_date() {
    let workshop = Workshop::new();
    workshop.file("app.toml", NOTHING_LEFT);
    let record = workshop.record(&["app.toml"], "");
    assert!(record.contains("\n# Use WebSocket for chat, and relax a requirement of frames\n"), "{record}");
    assert_eq!(workshop.confirm(&record), 0, "{}", script(&record));
    workshop.file("app.toml", "[feature.chat]\nworkload = \"chat\"\n\n[feature.frames]\npayload = \"binary\"\n");
    assert_ne!(workshop.confirm(&record), 0);
}
