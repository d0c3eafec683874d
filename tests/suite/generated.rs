//! docs/reference is generated, and is never behind what it is generated from.

use std::collections::BTreeSet;
use std::fs;

use crate::committed::Committed;
use crate::support::{Advisor, repository};

/// Files of the folder that the tests of the schemas hold up to date.
const SCHEMAS: [&str; 5] =
    ["decision.schema.json", "diff.schema.json", "requirements.schema.json", "rule.schema.json", "starters.schema.json"];

/// The columns that help is laid out for.
const COLUMNS: &str = "100";

const COMMANDS_HEAD: &str =
    "<!-- Generated from src/cli/args.rs; `ADVISOR_UPDATE=1 cargo test` writes it anew. -->\n\n# Commands\n";

/// The help of a command, and of every command below it.
fn help(words: &[String], page: &mut String) {
    let output = Advisor::new().args(words).arg("--help").env("COLUMNS", COLUMNS).run().exits(0).stdout;
    let name = ["advisor".to_owned()].iter().chain(words).cloned().collect::<Vec<_>>().join(" ");
    let lines: Vec<&str> = output.lines().map(str::trim_end).collect();
    page.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()));
    for command in below(&output) {
        help(&[words, &[command]].concat(), page);
    }
}

/// The commands that a help text lists.
fn below(help: &str) -> Vec<String> {
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Every generated page, with its file name.
fn pages() -> Vec<(String, String)> {
    let mut commands = COMMANDS_HEAD.to_owned();
    help(&[], &mut commands);
    let mut pages = advisor::report::reference::pages(&advisor::embedded::with_packs(&[]).knowledge);
    pages.push(("commands.md".to_owned(), commands));
    pages
}

#[test]
fn the_reference_is_what_the_rules_and_the_arguments_say() {
    for (name, text) in pages() {
        Committed::check(&format!("{}/{name}", Committed::FOLDER), &text);
    }
}

#[test]
fn the_reference_holds_no_file_that_nothing_generates() {
    let generated: BTreeSet<String> = pages().into_iter().map(|(name, _)| name).chain(SCHEMAS.map(str::to_owned)).collect();
    // Where there is no such folder, the other test says so.
    for entry in fs::read_dir(repository(Committed::FOLDER)).into_iter().flatten() {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if !generated.contains(&name) {
            Committed::surplus(&format!("{}/{name}", Committed::FOLDER));
        }
    }
}

#[test]
fn the_reference_has_every_command_and_every_piece_of_knowledge() {
    let pages = pages();
    let page = |name: &str| &pages.iter().find(|(page, _)| page == name).unwrap_or_else(|| panic!("no page {name}")).1;
    for command in ["advisor", "advisor recommend", "advisor rules", "advisor rules check", "advisor completions"] {
        assert!(page("commands.md").contains(&format!("\n## {command}\n")), "{command}");
    }
    let knowledge = advisor::embedded::knowledge();
    let headings = |name: &str| page(name).lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(headings("rules.md"), knowledge.rules.len());
    assert_eq!(headings("notes.md"), knowledge.notes.len());
    assert_eq!(headings("facts.md"), knowledge.facts.len());
    assert_eq!(headings("transports.md"), knowledge.transports.len());
    assert_eq!(headings("workloads.md"), knowledge.workloads.len());
    assert_eq!(headings("sources.md"), knowledge.sources.len() + knowledge.lines.len());
    assert_eq!(headings("diagnostics.md"), advisor::diag::Code::ALL.len());
}
