//! How a comparison is shown: to people, to pull requests and to programs.

use super::{BELL, CHAT, ONE_WAY, PATIENT, diff, json};
use crate::support::{Advisor, items, read, toml_files};

fn schema() -> jsonschema::Validator {
    let schema = Advisor::new().args(["schema", "diff"]).run().exits(0).json();
    assert!(jsonschema::draft7::meta::is_valid(&schema));
    jsonschema::draft7::new(&schema).expect("a schema")
}

#[test]
fn every_comparison_of_two_examples_fits_the_schema() {
    let validator = schema();
    let examples = toml_files("examples");
    for pair in examples.windows(2) {
        let json = Advisor::new().args(["diff", "--format", "json"]).args(pair.iter().map(|path| path.display()));
        let json = json.run().exits(0).json();
        let problems: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(problems, [""; 0], "{pair:?}");
    }
    for (old, new) in [(BELL, PATIENT), (CHAT, ONE_WAY), ("", BELL), (BELL, "")] {
        let json = json(old, new);
        assert!(validator.is_valid(&json), "{json}");
        let mut wrong = json.clone();
        wrong["counts"]["changed"] = "one".into();
        assert!(!validator.is_valid(&wrong));
    }
}

#[test]
fn an_example_compared_with_itself_is_as_before() {
    for path in toml_files("examples") {
        let text = read(&path);
        let output = diff(&text, &text).arg("--fail-on-change").run().exits(0);
        assert!(output.stdout.contains("as before") && output.stdout.lines().count() == 1, "{}", output.stdout);
    }
}

#[test]
fn the_counts_are_those_of_the_features() {
    let json = json(&format!("{CHAT}{BELL}"), &format!("{ONE_WAY}{PATIENT}[feature.more]\n"));
    let count = |change: &str| items(&json["features"]).iter().filter(|feature| feature["change"] == change).count();
    let counts = &json["counts"];
    assert_eq!((&counts["compared"], &counts["changed"], &counts["added"]), (&2.into(), &2.into(), &1.into()));
    assert_eq!((count("recommendation"), count("added"), count("none")), (2, 1, 0));
}

#[test]
fn markdown_has_a_heading_a_line_a_table_and_the_rest_folded() {
    let markdown =
        diff(&format!("{CHAT}{BELL}"), &format!("{CHAT}{PATIENT}")).args(["--format", "markdown"]).run().exits(0).stdout;
    let lines: Vec<&str> = markdown.lines().collect();
    assert_eq!(lines[0], "## Transport decisions");
    assert_eq!(lines[2], "**1 of 2 decisions changed** (`old.toml` → `new.toml`).");
    let row = lines.iter().find(|line| line.starts_with("| bell")).expect("a row");
    assert_eq!(*row, "| bell | SSE | **short polling** | changed | `max_staleness = 1m` instead of `5s` (assumed) |");
    assert!(!markdown.contains("| chat"), "{markdown}");
    assert_eq!(markdown.matches("<details>").count(), 1);
    assert_eq!(markdown.matches("</details>").count(), 1);
    assert!(lines.iter().filter(|line| line.starts_with('|')).all(|line| line.matches('|').count() == 6), "{markdown}");
}

#[test]
fn nothing_that_is_as_before_has_a_table() {
    let markdown = diff(BELL, BELL).args(["--format", "markdown"]).run().exits(0).stdout;
    assert_eq!(markdown, "## Transport decisions\n\n**The decision is as before** (`old.toml` → `new.toml`).\n");
}

#[test]
fn names_of_files_neither_steer_the_terminal_nor_end_a_cell() {
    let nasty = "a|b`\u{1b}[31m\u{202e}<b>.toml";
    for format in ["table", "markdown", "json"] {
        let advisor = Advisor::new().args(["diff", "old", "new", "--format", format]);
        let advisor = advisor.file(&format!("old/{nasty}"), BELL).file(&format!("new/{nasty}"), PATIENT);
        let output = advisor.arg("--fail-on-change").run().exits(5);
        for text in [&output.stdout, &output.stderr] {
            assert!(!text.contains(['\u{1b}', '\u{202e}']) || format == "json" && !text.contains('\u{1b}'), "{text:?}");
        }
        if format == "markdown" {
            let row = output.stdout.lines().find(|line| line.contains("bell |")).expect("its row");
            assert_eq!(row.replace("\\|", "").matches('|').count(), 6, "{row}");
            assert!(!output.stdout.contains("<summary>a|b`\\u{1b}[31m\\u{202e}<b>"), "{}", output.stdout);
        }
    }
}

#[test]
fn narrow_pages_give_each_feature_lines_of_its_own() {
    let long = "a-feature-with-a-very-long-name";
    let (old, new) = (BELL.replace("bell", long), PATIENT.replace("bell", long));
    let advisor = Advisor::new().args(["diff", "old", "new"]);
    let folder = "a-folder-with-a-long-name-too/and-another-one.toml";
    let output = advisor.file(&format!("old/{folder}"), &old).file(&format!("new/{folder}"), &new).run().exits(0).stdout;
    assert!(output.contains("SSE → short polling (changed)"), "{output}");
    let widest = output.lines().map(|line| line.chars().count()).max().expect("lines");
    assert!(widest <= 100, "{output}");
}
