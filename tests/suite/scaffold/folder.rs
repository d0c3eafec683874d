//! The folder that is written: all of it or nothing, and nothing of anybody's is deleted.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::{CHAT, project, scaffold};
use crate::support::{Advisor, read};

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn into(out: &str) -> Advisor {
    Advisor::new().file("app.toml", CHAT).args(["scaffold", "app.toml", "--lang", "rust", "--out"]).arg(out)
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let there = scaffold(CHAT).file("out/mine", "mine");
    let output = there.run().exits(1).complains("error[file-exists]: `out` is there already, and not empty");
    output.complains("`--force`");
    assert_eq!(names(&there.path("out")), ["mine"]);
    assert_eq!(names(&there.path("")), ["app.toml", "out"]);
    let dry = scaffold(CHAT).file("out/mine", "mine").arg("--dry-run");
    dry.run().exits(1).complains("`out` is there already");
}

#[test]
fn with_force_it_is_renamed_to_the_first_name_that_is_free() {
    let there = scaffold(CHAT).file("out/mine", "mine").file("out.old-1/first", "1").file("out.old-2", "2").arg("--force");
    there.run().exits(0).complains("what was there is now `out.old-3`");
    assert_eq!(read(&there.path("out.old-3/mine")), "mine");
    assert_eq!((read(&there.path("out.old-1/first")), read(&there.path("out.old-2"))), ("1".to_owned(), "2".to_owned()));
    assert!(there.path("out/advisor.toml").exists() && !there.path("out/mine").exists());
    assert_eq!(names(&there.path("")), ["app.toml", "out", "out.old-1", "out.old-2", "out.old-3"]);
}

#[test]
fn what_would_be_renamed_is_said_before() {
    let there = scaffold(CHAT).file("out/mine", "mine").args(["--force", "--dry-run"]);
    let output = there.run().exits(0);
    assert!(output.stdout.ends_with("\n`out` is there already, and would be renamed to `out.old-1`.\n"), "{}", output.stdout);
    assert_eq!(names(&there.path("")), ["app.toml", "out"]);
    assert_eq!(names(&there.path("out")), ["mine"]);
}

#[test]
fn an_empty_folder_is_taken_as_it_is_and_force_renames_nothing() {
    for arguments in [&[][..], &["--force"]] {
        let there = scaffold(CHAT).args(arguments);
        fs::create_dir(there.path("out")).expect("a folder");
        there.run().exits(0);
        assert!(there.path("out/advisor.toml").exists());
        assert_eq!(names(&there.path("")), ["app.toml", "out"]);
    }
}

#[test]
fn a_plain_file_is_never_replaced() {
    let there = scaffold(CHAT).file("out", "mine").arg("--force");
    there.run().exits(1).complains("error[unwritable-file]: `out` cannot be written");
    assert_eq!(read(&there.path("out")), "mine");
}

#[test]
fn a_link_to_a_folder_stays_one() {
    let linked = scaffold(CHAT).file("elsewhere/real/mine", "mine").arg("--force");
    symlink(linked.path("elsewhere/real"), linked.path("out")).expect("a link");
    linked.run().exits(0);
    assert!(fs::symlink_metadata(linked.path("out")).expect("it is there").is_symlink());
    assert!(linked.path("elsewhere/real/advisor.toml").exists());
    assert_eq!(read(&linked.path("elsewhere/real.old-1/mine")), "mine");
    let dangling = scaffold(CHAT);
    symlink("nowhere", dangling.path("out")).expect("a link");
    dangling.run().exits(1).complains("`out` cannot be written");
}

#[test]
fn odd_names_of_folders_are_names() {
    for (out, next) in [
        ("with space", "cd 'with space' && cargo run"),
        ("-x", "cd -- -x && cargo run"),
        ("a'b$(c)", "cd \"a'b\"'$(c)' && cargo run"),
        ("out/", "cd out/ && cargo run"),
        ("./out", "cd ./out && cargo run"),
    ] {
        let advisor = Advisor::new().file("app.toml", CHAT).args(["scaffold", "app.toml", "--lang", "rust"]);
        let advisor = advisor.arg(format!("--out={out}"));
        advisor.run().exits(0).complains(next);
        assert!(advisor.path(out).join("advisor.toml").exists(), "{out}");
    }
    let absolute = Advisor::new().file("app.toml", CHAT);
    let out = absolute.path("deep");
    let absolute = absolute.args(["scaffold", "app.toml", "--lang", "rust", "--out"]).arg(out.display());
    absolute.run().exits(0);
    assert!(out.join("advisor.toml").exists());
}

#[test]
fn where_nothing_can_be_written_the_fix_is_said() {
    into("no/such/out").run().exits(1).complains("make the folder `no/such` first");
    into("").run().exits(2).complains("a value is required");
    into(".").run().exits(2).complains("the folder that you are in");
    into("/").run().exits(2).complains("or one around it");
    // Not even root makes a folder there.
    into("/proc/out").run().exits(1).complains("error[unwritable-file]: `/proc/out` cannot be written");
}

/// Root may write anywhere, so it hands over to nobody, with a binary that nobody may run.
#[test]
fn a_folder_that_may_not_be_changed_is_told_of() {
    const NOBODY: u32 = 65_534;
    let there = scaffold(CHAT).file("locked/mine", "");
    let open = |path: &str, mode| {
        fs::set_permissions(there.path(path), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    fs::copy(env!("CARGO_BIN_EXE_advisor"), there.path("advisor")).expect("the binary is there");
    open("", 0o755);
    open("locked", 0o555);
    let mut command = Command::new(there.path("advisor"));
    command.args(["scaffold", "app.toml", "--lang", "rust", "--out", "locked/out"]).current_dir(there.path("")).env_clear();
    if fs::metadata(there.path("")).expect("it is there").uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().expect("the binary starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[unwritable-file]: `locked/out` cannot be written: Permission denied"), "{said}");
    assert_eq!(names(&there.path("locked")), ["mine"]);
}

#[test]
fn files_and_folders_have_the_permissions_of_any_other() {
    let advisor = scaffold(CHAT).file("usual/file", "");
    advisor.run().exits(0);
    let mode = |path: &str| fs::metadata(advisor.path(path)).expect(path).permissions().mode() & 0o777;
    assert_eq!((mode("out"), mode("out/src")), (mode("usual"), mode("usual")));
    assert_eq!(mode("out/advisor.toml"), mode("usual/file"));
    for (place, text) in project(&advisor.path("out")) {
        assert_eq!(mode(&format!("out/{place}")) & 0o111 != 0, text.starts_with("#!"), "{place}");
    }
}
