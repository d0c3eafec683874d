//! `advisor scaffold --diff`: what a later advisor would write otherwise.

use std::fs;

use super::{CHAT, scaffold};
use crate::support::{Advisor, Output, read};

/// A project, changed, and the patch that makes it what the generator writes.
fn difference(arguments: &[&str], change: impl Fn(&Advisor)) -> (Advisor, Output) {
    let advisor = scaffold(CHAT).args(arguments);
    advisor.run().exits(0);
    change(&advisor);
    let output = diff(&advisor, &[]).exits(0);
    (advisor, output)
}

fn diff(advisor: &Advisor, arguments: &[&str]) -> Output {
    Advisor::new().args(["scaffold", "--diff"]).arg(advisor.path("out").display()).args(arguments).run()
}

#[test]
fn a_project_that_nobody_touched_is_what_would_be_written() {
    for arguments in
        [&[][..], &["--transport", "chat=long-polling", "--set", "network=restrictive"], &["--with", "redis", "--name", "other"]]
    {
        let (_, output) = difference(arguments, |_| {});
        assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
    }
}

#[test]
fn what_was_changed_and_what_is_gone_is_a_patch() {
    let (advisor, output) = difference(&[], |advisor| {
        let readme = advisor.path("out/README.md");
        fs::write(&readme, read(&readme).replacen('#', "# Changed", 1)).expect("it is ours");
        fs::remove_file(advisor.path("out/Cargo.toml")).expect("it is there");
        fs::write(advisor.path("out/mine.txt"), "mine").expect("a file");
    });
    assert!(output.stdout.contains("--- a/README.md\n+++ b/README.md\n@@ -1,"), "{}", output.stdout);
    assert!(output.stdout.contains("\n-# Changed"), "{}", output.stdout);
    assert!(output.stdout.contains("--- /dev/null\n+++ b/Cargo.toml\n"), "{}", output.stdout);
    assert!(!output.stdout.contains("mine"), "{}", output.stdout);
    assert_eq!(read(&advisor.path("out/mine.txt")), "mine");
}

#[test]
fn a_change_of_the_requirements_shows_in_what_would_be_written() {
    let (_, output) = difference(&[], |advisor| {
        let text = format!("{CHAT}[feature.bell]\nworkload = \"notification-feed\"\n");
        fs::write(advisor.path("out/requirements.toml"), text).expect("it is ours");
    });
    assert!(output.stdout.contains("+++ b/README.md") && output.stdout.contains("bell"), "{}", output.stdout);
    assert!(output.stdout.contains("+++ b/DECISION.md"), "{}", output.stdout);
}

#[test]
fn rules_that_it_was_made_with_are_asked_for() {
    let advisor = scaffold(CHAT).file("pack/decision.toml", "version = \"2\"\n").args(["--rules", "pack"]);
    advisor.run().exits(0);
    diff(&advisor, &[]).exits(0).complains("made with --rules pack, which is not given now");
    let pack = advisor.path("pack").display().to_string();
    let again = diff(&advisor, &["--rules", &pack]).exits(0);
    assert!(!again.stderr.contains("not given now"), "{}", again.stderr);
}

#[test]
fn a_folder_that_is_no_project_is_told_apart() {
    let empty = Advisor::new().file("app/README.md", "mine").args(["scaffold", "--diff", "app"]);
    empty.run().exits(1).complains("`app/advisor.toml` cannot be read");
    let broken = Advisor::new().file("app/advisor.toml", "[options]\nlanguage = 3\n").file("app/requirements.toml", CHAT);
    broken.args(["scaffold", "--diff", "app"]).run().exits(3).complains("error[wrong-type]");
    let other = "[options]\nlanguage = \"rust\"\nwith = [\"kafka\"]\n";
    let newer = Advisor::new().file("app/advisor.toml", other).file("app/requirements.toml", CHAT);
    newer.args(["scaffold", "--diff", "app"]).run().exits(2).complains("`kafka` is no part");
    Advisor::new().args(["scaffold", "--diff", "app", "--force"]).run().exits(2).complains("cannot be used with");
    Advisor::new().args(["scaffold"]).run().exits(2).complains("required");
}
