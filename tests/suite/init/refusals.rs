//! What `init` does not do: write over something, write half, or write what cannot be read.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::support::{Advisor, read};

const SCHEMA: &str = "requirements.schema.json";

fn init() -> Advisor {
    Advisor::new().args(["init", "app.toml"])
}

/// The names in the folder, sorted.
fn listing(advisor: &Advisor) -> Vec<String> {
    let entries = fs::read_dir(advisor.path("")).expect("the folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_there_is_not_replaced_and_nothing_is_written() {
    let there = init().file("app.toml", "mine");
    let output = there.run().exits(1).complains("error[file-exists]: `app.toml` is there already").complains("`--force`");
    assert_eq!(output.stdout, "");
    assert_eq!(read(&there.path("app.toml")), "mine");
    assert_eq!(listing(&there), ["app.toml"]);
}

#[test]
fn a_schema_that_is_there_is_not_replaced_and_nothing_is_written() {
    let there = init().file(SCHEMA, "mine");
    there.run().exits(1).complains("`requirements.schema.json` is there already").complains("`--no-schema`");
    assert_eq!(read(&there.path(SCHEMA)), "mine");
    assert_eq!(listing(&there), [SCHEMA]);
    let without = init().file(SCHEMA, "mine").arg("--no-schema");
    without.run().exits(0);
    assert_eq!((read(&without.path(SCHEMA)).as_str(), listing(&without).len()), ("mine", 2));
}

#[test]
fn requirements_and_schema_are_never_one_file() {
    let same = Advisor::new().args(["init", SCHEMA]);
    same.run().exits(1).complains("two files would be written as `requirements.schema.json`").complains("`--no-schema`");
    assert!(listing(&same).is_empty());
    same.arg("--no-schema").run().exits(0);
}

#[test]
fn the_next_command_is_quoted_for_a_shell() {
    Advisor::new().args(["init", r"a\b.toml"]).run().exits(0).complains(r#"advisor recommend "a\\b.toml""#);
    Advisor::new().args(["init", "--", "-x.toml"]).run().exits(0).complains("advisor recommend -- -x.toml");
}

#[test]
fn a_second_file_of_a_folder_shares_the_schema() {
    let schema = Advisor::new().args(["schema", "requirements"]).run().exits(0).stdout;
    let second = init().file(SCHEMA, &schema);
    second.run().exits(0).complains("wrote app.toml\n");
    assert_eq!(listing(&second), ["app.toml", SCHEMA]);
}

#[test]
fn with_force_both_are_replaced_and_keep_their_permissions() {
    let forced = init().file("app.toml", "mine").file(SCHEMA, "mine").arg("--force");
    fs::set_permissions(forced.path("app.toml"), fs::Permissions::from_mode(0o640)).expect("ours");
    forced.run().exits(0);
    assert!(read(&forced.path("app.toml")).starts_with("#:schema"));
    assert!(read(&forced.path(SCHEMA)).starts_with('{'));
    let mode = |name: &str| fs::metadata(forced.path(name)).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode("app.toml"), 0o640);
    assert_eq!(listing(&forced), ["app.toml", SCHEMA]);
}

#[test]
fn a_new_file_has_the_permissions_of_any_other() {
    let new = init().file("other", "");
    new.run().exits(0);
    let mode = |name: &str| fs::metadata(new.path(name)).expect("it is there").permissions().mode();
    assert_eq!(mode("app.toml"), mode("other"));
}

#[test]
fn a_link_stays_one_and_what_it_leads_to_is_replaced() {
    let linked = init().file("real/app.toml", "mine").args(["--force", "--no-schema"]);
    symlink("real/app.toml", linked.path("app.toml")).expect("a link");
    linked.run().exits(0);
    assert!(fs::symlink_metadata(linked.path("app.toml")).expect("it is there").is_symlink());
    assert!(read(&linked.path("real/app.toml")).starts_with("# "));
}

#[test]
fn what_is_no_plain_file_is_never_replaced() {
    let folder = Advisor::new().args(["init", "folder", "--force", "--no-schema"]).file("folder/mine", "");
    folder.run().exits(1).complains("error[unwritable-file]: `folder` cannot be written: it is not a plain file");
    Advisor::new().args(["init", "/dev/null", "--force", "--no-schema"]).run().exits(1).complains("is not a plain file");
    let lost = init().args(["--force", "--no-schema"]);
    symlink("nowhere", lost.path("app.toml")).expect("a link");
    lost.run().exits(1).complains("error[unwritable-file]");
}

#[test]
fn where_the_second_file_cannot_be_written_the_first_is_not_either() {
    let blocked = init().file(&format!("{SCHEMA}/mine"), "").arg("--force").file("app.toml", "mine");
    blocked.run().exits(1).complains("error[unwritable-file]: `requirements.schema.json` cannot be written");
    assert_eq!(read(&blocked.path("app.toml")), "mine");
    assert_eq!(listing(&blocked), ["app.toml", SCHEMA]);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let output = Advisor::new().args(["init", "no/app.toml"]).run().exits(1);
    output.complains("`no/app.toml` cannot be written: No such file or directory").complains("make the folder `no` first");
}

#[test]
fn a_name_that_does_not_exist_is_wrong_usage_with_the_list() {
    let workload = Advisor::new().args(["init", "app.toml", "--workload", "chatt", "--workload", "dashbord"]);
    let output = workload.run().exits(2).complains("did you mean `chat`?").complains("did you mean `dashboard`?");
    output.complains("`stock-ticker`");
    assert!(!workload.path("app.toml").exists());
    let example = Advisor::new().args(["init", "app.toml", "--from-example", "team-chatt"]).run().exits(2);
    example.complains("there is no example `team-chatt`").complains("did you mean `team-chat`?").complains("`video-platform`");
    let both = Advisor::new().args(["init", "app.toml", "--from-example", "forum", "--workload", "chat"]).run().exits(2);
    both.complains("cannot be used with");
}
