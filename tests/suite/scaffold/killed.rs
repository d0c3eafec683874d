//! A run that is killed leaves the folder as it was, or as it was to be.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::folder::names;
use super::{CHAT, Project, project, scaffold, written};
use crate::support::Advisor;

/// How often a run is killed, each time a little later.
const TIMES: u64 = 60;

/// Starts a run over `out`, and kills it after a while.
fn kill_after(folder: &Path, wait: Duration) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_advisor"))
        .args(["scaffold", "app.toml", "--lang", "rust", "--out", "out", "--force"])
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    sleep(wait);
    // It may have ended already.
    let _ = child.kill();
    child.wait().expect("it ends");
}

/// How long a run takes here.
fn usual() -> Duration {
    let start = std::time::Instant::now();
    scaffold(CHAT).run().exits(0);
    start.elapsed()
}

fn is_scratch(name: &str) -> bool {
    name.starts_with(".advisor-")
}

#[test]
fn the_folder_is_what_it_was_or_what_it_was_to_be_whenever_a_run_is_killed() {
    let whole = written(&scaffold(CHAT));
    let usual = usual();
    let advisor = Advisor::new().file("app.toml", CHAT).file("out/mine", "mine");
    let before: Project = [("mine".to_owned(), "mine".to_owned())].into();
    let mut left = 0;
    for time in 0..TIMES {
        kill_after(&advisor.path(""), usual.mul_f64(1.2 * time as f64 / TIMES as f64));
        let there = project(&advisor.path("out"));
        assert!(there == whole || there == before, "{:?}", there.keys());
        for name in names(&advisor.path("")) {
            let known = ["app.toml", "out"].contains(&name.as_str()) || is_scratch(&name) || name.starts_with("out.old-");
            assert!(known, "{name}");
            left += usize::from(is_scratch(&name));
            if name.starts_with("out.old-") {
                let old = project(&advisor.path(&name));
                assert!(old == whole || old == before, "{name}: {:?}", old.keys());
            }
        }
    }
    // What was there is somewhere, under one name or another.
    let mut kept = names(&advisor.path("")).into_iter().filter(|name| advisor.path(name).join("mine").exists());
    assert!(kept.next().is_some());
    println!("{left} scratch folders were seen");
}

#[test]
fn what_a_killed_run_left_is_taken_away_by_the_next() {
    let sign =
        "advisor is writing a project here, or was stopped while it did. When no advisor runs, this folder may be deleted.\n";
    let advisor = scaffold(CHAT).file(".advisor-abc123/unfinished", sign).file(".advisor-abc123/project/README.md", "half");
    advisor.run().exits(0);
    assert_eq!(names(&advisor.path("")), ["app.toml", "out"]);
}

#[test]
fn what_only_looks_like_it_stays() {
    let advisor = scaffold(CHAT)
        .file(".advisor-notes/mine", "mine")
        .file(".advisor-other/unfinished", "mine")
        .file(".advisor-empty/unfinished", "");
    advisor.run().exits(0);
    assert_eq!(names(&advisor.path("")), [".advisor-empty", ".advisor-notes", ".advisor-other", "app.toml", "out"]);
}

#[test]
fn what_another_run_is_writing_stays() {
    let sign =
        "advisor is writing a project here, or was stopped while it did. When no advisor runs, this folder may be deleted.\n";
    let advisor = scaffold(CHAT).file(".advisor-abc123/unfinished", sign);
    let held = fs::File::open(advisor.path(".advisor-abc123/unfinished")).expect("it is there");
    held.lock().expect("nobody else has it");
    advisor.run().exits(0);
    assert!(advisor.path(".advisor-abc123").exists());
}

#[test]
fn runs_side_by_side_never_mix() {
    let whole = written(&scaffold(CHAT));
    let advisor = Advisor::new().file("app.toml", CHAT).file("out/mine", "mine");
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advisor"));
        command.args(["scaffold", "app.toml", "--lang", "rust", "--out", "out", "--force"]).current_dir(advisor.path(""));
        command.env_clear().stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts")
    };
    let mut children: Vec<_> = (0..6).map(|_| start()).collect();
    let done = children.iter_mut().filter_map(|child| child.wait().expect("it ends").success().then_some(())).count();
    let folders: Vec<String> = names(&advisor.path("")).into_iter().filter(|name| name != "app.toml").collect();
    assert!(done > 0 && folders.len() == done + 1, "{done} of 6: {folders:?}");
    let kept = folders.iter().filter(|name| advisor.path(name).join("mine").exists()).count();
    assert_eq!(kept, 1, "{folders:?}");
    for name in folders.iter().filter(|name| !advisor.path(name).join("mine").exists()) {
        assert!(project(&advisor.path(name)) == whole, "{name}");
    }
}
