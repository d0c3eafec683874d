//! Where the two sides come from: files, folders, standard input; and what is told of a side that is wrong.

use super::{BELL, CHAT, PATIENT, diff};
use crate::support::{Advisor, items, text};

/// Two folders of the same files, but for these.
fn folders(old: &[(&str, &str)], new: &[(&str, &str)]) -> Advisor {
    let mut advisor = Advisor::new().args(["diff", "old", "new"]);
    for (side, files) in [("old", old), ("new", new)] {
        std::fs::create_dir(advisor.path(side)).expect("a folder");
        advisor = files.iter().fold(advisor, |advisor, (path, text)| advisor.file(&format!("{side}/{path}"), text));
    }
    advisor
}

#[test]
fn files_of_two_folders_are_matched_by_their_paths() {
    let old = [("a.toml", BELL), ("team/b.toml", CHAT), ("gone.toml", CHAT), ("notes.md", "none of it")];
    let new = [("a.toml", PATIENT), ("team/b.toml", CHAT), ("new.toml", CHAT)];
    let json = folders(&old, &new).args(["--format", "json"]).run().exits(0).json();
    let found: Vec<(&str, &str, &str)> = items(&json["features"])
        .iter()
        .map(|feature| (text(&feature["file"]), text(&feature["feature"]), text(&feature["change"])))
        .collect();
    assert_eq!(
        found,
        [
            ("a.toml", "bell", "recommendation"),
            ("gone.toml", "chat", "removed"),
            ("new.toml", "chat", "added"),
            ("team/b.toml", "chat", "none"),
        ]
    );
    let failed = folders(&old, &new).arg("--fail-on-change").run().exits(5);
    failed.complains("`bell` of `a.toml` got sse, and gets short-polling");
    assert!(folders(&[], &[]).run().exits(0).stdout.contains("nothing to compare"));
}

#[test]
fn an_empty_file_stands_for_what_was_not_there() {
    for arguments in [["/dev/null", "new.toml"], ["empty.toml", "new.toml"]] {
        let advisor = Advisor::new().arg("diff").args(arguments).file("new.toml", BELL).file("empty.toml", "\n");
        let output = advisor.run().exits(0);
        assert!(output.stdout.contains("nothing to compare; one feature added"), "{}", output.stdout);
    }
    let removed = Advisor::new().args(["diff", "new.toml", "/dev/null"]).file("new.toml", BELL).run().exits(0);
    assert!(removed.stdout.contains("one feature removed"), "{}", removed.stdout);
}

#[test]
fn one_side_may_come_from_standard_input() {
    let piped = Advisor::new().args(["diff", "-", "new.toml"]).file("new.toml", PATIENT).stdin(BELL).run().exits(0);
    assert!(piped.stdout.contains("- → new.toml: the decision changed"), "{}", piped.stdout);
    Advisor::new().args(["diff", "-", "-"]).stdin(BELL).run().exits(2).complains("both sides are standard input");
}

#[test]
fn wrong_sides_are_wrong_usage() {
    Advisor::new().args(["diff", "a.toml"]).file("a.toml", BELL).run().exits(2).complains("two files are compared");
    Advisor::new().args(["diff", "a.toml", "a.toml", "a.toml"]).file("a.toml", BELL).run().exits(2);
    Advisor::new().args(["diff", "a.toml", "."]).file("a.toml", BELL).run().exits(2).complains("one side is a folder");
    Advisor::new().args(["diff"]).run().exits(2).complains("<FILE|DIR>");
    Advisor::new().args(["diff", "missing.toml", "a.toml"]).file("a.toml", BELL).run().exits(1).complains("`missing.toml`");
    let missing = Advisor::new().args(["diff", "--rules", "missing", "none", "a.toml"]).file("a.toml", BELL).run();
    missing.exits(1).complains("`missing` cannot be read");
}

#[test]
fn what_is_wrong_with_either_side_is_told_and_nothing_is_compared() {
    let output = diff("[feature.a]\nworklod = 1\n", "[feature.a]\nnetwork = \"opn\"\n").run().exits(3);
    let output = output.complains("old.toml:2:").complains("error[unknown-key]");
    let output = output.complains("new.toml:2:").complains("error[unknown-value]");
    assert_eq!(output.stdout, "");
    let impossible = diff(BELL, "[feature.bell]\ndirection = \"server-to-client\"\nclient_sends = \"often\"\n").run().exits(3);
    impossible.complains("error[impossible-facts]");
    let comment = diff("# nothing yet\n", BELL).run().exits(3);
    comment.complains("error[no-feature]");
}

#[test]
fn a_file_that_is_wrong_for_both_rule_bases_is_told_once() {
    let wrong = Advisor::new().args(["diff", "--rules", "none", "none", "a.toml"]).file("a.toml", "[feature.a]\nx = 1\n");
    std::fs::create_dir(wrong.path("none")).expect("a folder");
    let output = wrong.run().exits(3);
    assert_eq!(output.stderr.matches("error[").count(), 1, "{}", output.stderr);
}

#[test]
fn rules_are_compared_over_any_number_of_files_and_folders() {
    let off = "disable = [ { id = \"strategy/server-pushes\", because = \"We poll\" } ]\n";
    let compare = |paths: &[&str]| {
        let advisor = Advisor::new().args(["diff", "--format", "json", "--rules", "none", "pack"]).args(paths);
        std::fs::create_dir(advisor.path("none")).expect("a folder");
        let advisor = advisor.file("pack/decision.toml", off).file("apps/a.toml", BELL).file("apps/team/b.toml", CHAT);
        let json = advisor.file("c.toml", BELL).run().exits(0).json();
        items(&json["features"]).iter().map(|feature| feature["file"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let some = |path: &str| Some(path.to_owned());
    assert_eq!(compare(&["apps"]), [some("a.toml"), some("team/b.toml")]);
    assert_eq!(compare(&["apps", "c.toml"]), [some("apps/a.toml"), some("apps/team/b.toml"), some("c.toml")]);
    assert_eq!(compare(&["c.toml"]), [None]);
}

#[test]
fn a_pack_lies_under_both_sides() {
    let off = "disable = [ { id = \"strategy/rare-updates\", because = \"We stream\" } ]\n";
    let plain = diff(BELL, PATIENT).run().exits(0).stdout;
    let packed = diff(BELL, PATIENT).args(["--pack", "pack"]).file("pack/decision.toml", off).run().exits(0).stdout;
    assert!(plain.contains("rare-updates") && !packed.contains("rare-updates"), "{packed}");
}
