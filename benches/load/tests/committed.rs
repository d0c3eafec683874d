//! docs/servers, and docs/languages: what is written there of the measurements is what the measurements say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// The folders with measurements, and how many goals at least each is judged by.
fn folders() -> [(PathBuf, usize); 2] {
    [(docs().join("servers"), 15), (docs().join("languages"), 6)]
}

fn load(arguments: &[&Path]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_load")).args(arguments).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_tables_are_those_of_the_measurements() {
    for (folder, _) in folders() {
        let page = fs::read_to_string(folder.join("README.md")).expect("the page");
        let measured = folder.join("measured.json");
        let tables = load(&[Path::new("table"), &measured]);
        assert!(page.contains(tables.trim()), "the page is stale: `load table {}` says\n{tables}", measured.display());
    }
}

#[test]
fn the_goals_of_the_performance_page_are_as_they_were_judged() {
    let page = fs::read_to_string(docs().join("performance.md")).expect("the page");
    for (folder, least) in folders() {
        let tables = load(&[Path::new("table"), &folder.join("measured.json")]);
        let (goals, _) = tables.split_once("\n### ").expect("goals before the tables");
        let goals: Vec<&str> = goals.lines().filter(|line| line.starts_with('|')).collect();
        assert!(
            goals.len() > least && page.contains(&goals.join("\n")),
            "docs/performance.md is stale: `load table` says\n{}",
            goals.join("\n")
        );
    }
}

#[test]
fn the_tables_of_the_performance_page_are_those_of_the_languages() {
    let page = fs::read_to_string(docs().join("performance.md")).expect("the page");
    let tables = fs::read_to_string(docs().join("languages/README.md")).expect("the page");
    let mut shown = 0;
    for section in page.split("\n#### ").skip(1) {
        let (title, rest) = section.split_once("\n\n").expect("a table");
        let table: Vec<&str> = rest.lines().take_while(|line| line.starts_with('|')).collect();
        let same = format!("### {title}\n\n{}\n\n", table.join("\n"));
        assert!(table.len() > 2 && tables.contains(&same), "docs/performance.md is stale: {title}");
        shown += 1;
    }
    assert!(shown > 0, "no table of languages is shown");
}

#[test]
fn every_plot_is_that_of_the_measurements_and_shown() {
    for (folder, _) in folders() {
        let drawn = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plots");
        let _ = fs::remove_dir_all(&drawn);
        load(&[Path::new("plot"), &folder.join("measured.json"), &drawn]);
        let page = fs::read_to_string(folder.join("README.md")).expect("the page");
        let mut plots = 0;
        for plot in fs::read_dir(&drawn).expect("plots") {
            let plot = plot.expect("a plot").path();
            let name = plot.file_name().and_then(|name| name.to_str()).expect("a name");
            let committed = fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert!(committed == fs::read_to_string(&plot).expect("a plot"), "{name} is stale: `load plot` draws another one");
            assert!(page.contains(&format!("({name})")), "{name} is not on the page");
            plots += 1;
        }
        assert!(plots > 10, "{plots} plots");
    }
}
