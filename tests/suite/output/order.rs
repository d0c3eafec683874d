//! The order in which things are written down decides nothing.

use std::fs;
use std::path::Path;

use serde_json::Value;
use toml::Table;

use super::{examples, run};
use crate::support::{Advisor, items, read, repository};

/// A TOML value on one line, with the keys of its tables in reversed order.
fn inline(value: &toml::Value) -> String {
    match value {
        toml::Value::Table(table) => {
            let entries: Vec<String> =
                table.iter().rev().map(|(key, value)| format!("{} = {}", quoted(key), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        toml::Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        toml::Value::String(text) => quoted(text),
        plain => plain.to_string(),
    }
}

/// A TOML string, in the form that it shares with JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn parsed(path: &Path) -> Table {
    read(path).parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file with its keys in reversed order, at every depth.
fn reversed(path: &Path) -> String {
    parsed(path).iter().rev().map(|(key, value)| format!("{} = {}\n", quoted(key), inline(value))).collect()
}

/// Every feature of a decision as it was printed, sorted by name; packs are told apart by nothing else.
fn features(json: &Value) -> Vec<(String, String)> {
    let mut features = json["features"].clone();
    let list = features.as_array_mut().expect("a list of features");
    for reason in list.iter_mut().flat_map(|feature| feature["reasons"].as_array_mut().expect("a list of reasons")) {
        reason["pack"] = Value::Null;
    }
    let mut printed: Vec<(String, String)> =
        list.iter().map(|feature| (feature["name"].to_string(), format!("{feature:#}"))).collect();
    printed.sort();
    printed
}

#[test]
fn the_order_of_features_and_of_facts_in_a_file_changes_no_byte_of_a_feature() {
    for example in examples() {
        let before = run(&example, &["--format", "json", "--explain"]).json();
        let turned = reversed(&example);
        let advisor = Advisor::new().args(["recommend", "-", "--format", "json", "--explain"]).stdin(turned.as_str());
        let after = advisor.run().exits(0).json();
        assert_eq!(features(&before), features(&after), "{}", example.display());
        assert_eq!(before["sources"], after["sources"], "{}", example.display());
    }
}

#[test]
fn features_are_reported_in_the_order_of_the_file() {
    let names = |text: &str| -> Vec<String> {
        let json = Advisor::new().args(["recommend", "-", "--format", "json"]).stdin(text).run().exits(0).json();
        items(&json["features"]).iter().map(|feature| feature["name"].to_string()).collect()
    };
    let features = ["[feature.b]\n", "[feature.a]\n", "[feature.c]\n"];
    assert_eq!(names(&features.concat()), ["\"b\"", "\"a\"", "\"c\""]);
}

/// Every file of the shipped base, below `rules/`.
fn rule_files() -> Vec<String> {
    let mut files = Vec::new();
    for folder in fs::read_dir(repository("rules")).expect("the shipped base").map(|entry| entry.expect("an entry").path()) {
        let inside = if folder.is_dir() {
            fs::read_dir(&folder).expect("a folder of it").map(|entry| entry.expect("an entry").path()).collect()
        } else {
            vec![folder]
        };
        let below = |path: &Path| path.strip_prefix(repository("rules")).expect("it is below").display().to_string();
        files.extend(inside.iter().map(|path| below(path)));
    }
    files.sort();
    assert!(files.len() > 100, "{files:?}");
    files
}

/// Holds the examples to what they decide with the shipped rules, once these have been copied into other folders.
fn same_with(advisor_with_rules: impl Fn() -> Advisor) {
    for example in examples() {
        let before = run(&example, &["--format", "json", "--explain"]).json();
        let advisor = advisor_with_rules().arg(example.display()).args(["--format", "json", "--explain"]);
        let after = advisor.run().exits(0).json();
        assert_eq!(features(&before), features(&after), "{}", example.display());
        assert_eq!((&before["app"], &before["sources"]), (&after["app"], &after["sources"]), "{}", example.display());
        assert_eq!(after["knowledge"]["changes"], Value::from(Vec::<Value>::new()));
    }
}

fn standalone(path: &str, text: String) -> String {
    if path == "decision.toml" { format!("standalone = true\n{text}") } else { text }
}

#[test]
fn the_shipped_rules_as_a_standalone_pack_with_their_keys_turned_round_decide_the_same() {
    same_with(|| {
        let advisor = Advisor::new().args(["recommend", "--rules", "pack"]);
        rule_files().iter().fold(advisor, |advisor, path| {
            let text = reversed(&repository("rules").join(path));
            advisor.file(&format!("pack/{path}"), &standalone(path, text))
        })
    });
}

#[test]
fn the_shipped_rules_dealt_to_two_packs_in_another_order_decide_the_same() {
    same_with(|| {
        let advisor = Advisor::new().args(["recommend", "--rules", "first", "--rules", "second"]);
        rule_files().iter().enumerate().fold(advisor, |advisor, (position, path)| {
            // What sorts first comes last: the second pack holds the front of the alphabet.
            let pack = if path == "decision.toml" || position > rule_files().len() / 2 { "first" } else { "second" };
            let text = read(&repository("rules").join(path));
            advisor.file(&format!("{pack}/{path}"), &standalone(path, text))
        })
    });
}

#[test]
fn the_facts_in_one_file_instead_of_several_decide_the_same() {
    same_with(|| {
        let advisor = Advisor::new().args(["recommend", "--rules", "pack"]);
        let mut facts = Table::new();
        let advisor = rule_files().iter().fold(advisor, |advisor, path| {
            let file = repository("rules").join(path);
            if path.starts_with("facts/") {
                facts.extend(parsed(&file)["fact"].as_table().expect("a table of facts").clone());
                return advisor;
            }
            advisor.file(&format!("pack/{path}"), &standalone(path, read(&file)))
        });
        advisor.file("pack/facts/all.toml", &format!("fact = {}\ntheme = \"All\"\n", inline(&toml::Value::Table(facts))))
    });
}
