//! Nothing that a file says breaks out of the place it stands in.

use advisor::embedded::languages;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{CHAT, scaffold, scaffold_in, written};
use crate::support::{Advisor, read};

/// Each run starts the binary.
const CASES: u32 = 60;

fn app_named(name: &str) -> String {
    let name = toml::Value::from(name);
    format!("[app]\nname = {name}\n{CHAT}")
}

#[test]
fn a_name_that_is_none_is_refused_and_the_fix_named() {
    for name in ["../x", "a/b", "a\"\nb", "$(x)", "ü", "a; rm -rf", "-x", "server\u{1b}[31m", &"a".repeat(33), "0x"] {
        let refused = scaffold(&app_named(name));
        let output = refused.run().exits(2).complains("cannot be the name of a project").complains("`--name`");
        assert!(!output.stderr.contains('\u{1b}'), "{}", output.stderr);
        assert!(!refused.path("out").exists());
        let advisor = scaffold(&app_named(name)).args(["--name", "plain"]);
        advisor.run().exits(0);
        assert!(read(&advisor.path("out/client/features.js")).contains("'plain'"));
    }
    scaffold(CHAT).args(["--name", "a/b"]).run().exits(2).complains("`--name a/b` cannot be the name of a project");
}

#[test]
fn a_name_comes_from_the_file_then_from_the_folder() {
    let name = |advisor: Advisor, folder: &str| {
        advisor.run().exits(0);
        let record: toml::Table = read(&advisor.path(folder).join("advisor.toml")).parse().expect("TOML");
        record["options"]["name"].as_str().expect("a name").to_owned()
    };
    let into = |folder: &str| scaffold_into(CHAT, folder);
    assert_eq!(name(scaffold(&app_named("My Team_Chat")), "out"), "my-team-chat");
    assert_eq!(name(into("My_App"), "My_App"), "my-app");
    assert_eq!(name(into("2nd try"), "2nd try"), "app");
}

fn scaffold_into(requirements: &str, folder: &str) -> Advisor {
    let advisor = Advisor::new().file("app.toml", requirements).args(["scaffold", "app.toml", "--lang", "rust", "--out"]);
    advisor.arg(folder)
}

#[test]
fn names_that_the_server_needs_itself_are_no_features() {
    for name in ["client", "ticket", "healthz", "readyz", "metrics"] {
        let output = scaffold(&CHAT.replace("chat]", &format!("{name}]"))).run().exits(3);
        output.complains("error[bad-feature-name]").complains("take another name");
    }
}

/// Text that tries to end whatever it stands in.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "\n",
            "\r\n",
            "*/",
            "-->",
            "<script>",
            "\"",
            "'",
            "`",
            "\\",
            "${x}",
            "$(x)",
            "«app»",
            "//% endif",
            "#% if",
            "]]",
            "{{",
            "}}",
            "\0",
            "\u{1b}[2J",
            "\u{202e}",
            "# ",
            "- ",
            "```",
            "&lt;",
            "@",
            "|",
            "%>",
            "EOF",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_description_stays_where_it_stands() {
    for language in languages() {
        stays_where_it_stands(language);
    }
}

fn stays_where_it_stands(language: &str) {
    let with = |description: &str| {
        // `toml` writes what reorders text as it is, which a requirements file may hold too.
        let description = toml::Value::from(description);
        written(&scaffold_in(language, &format!("{CHAT}description = {description}\n")))
    };
    let plain = with("plain");
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let law = |description: String| {
        if description.trim().is_empty() {
            return Ok(());
        }
        let project = with(&description);
        prop_assert_eq!(project.keys().collect::<Vec<_>>(), plain.keys().collect::<Vec<_>>());
        for (place, text) in &project {
            if ["requirements.toml", "DECISION.md"].contains(&place.as_str()) {
                continue;
            }
            prop_assert_eq!(text.lines().count(), plain[place].lines().count(), "{}:\n{}", place, text);
            prop_assert!(!text.contains(['\0', '\u{1b}', '\u{202e}', '\r']), "{}:\n{}", place, text);
            // Where a description stands it is text, and everywhere else the file is as it was.
            for (line, plain) in text.lines().zip(plain[place].lines()).filter(|(line, plain)| line != plain) {
                prop_assert!(plain.contains("plain"), "{}: {}", place, line);
                let (before, after) = plain.split_once("plain").expect("it was just found");
                prop_assert!(line.starts_with(before) && line.ends_with(after), "{}: {}", place, line);
            }
        }
        Ok(())
    };
    TestRunner::new(config).run(&hostile(), law).unwrap_or_else(|broken| panic!("{broken}"));
}
