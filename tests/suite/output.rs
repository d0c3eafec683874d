//! What every example prints: the same bytes each time, in each format, and nothing that a reader could trip over.

mod changes;
mod order;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anstream::adapter::strip_str;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::{Advisor, Output, items, repository, text, toml_files};

/// The width of a table that goes into a file or a pipe.
const COLUMNS: usize = 80;

fn examples() -> Vec<PathBuf> {
    toml_files("examples")
}

fn recommend(example: &Path, arguments: &[&str]) -> Advisor {
    Advisor::new().arg("recommend").arg(example.display()).args(arguments)
}

fn run(example: &Path, arguments: &[&str]) -> Output {
    recommend(example, arguments).run().exits(0)
}

#[test]
fn a_table_in_a_pipe_is_80_columns_wide_and_has_no_escape_codes() {
    for example in examples() {
        for arguments in [&[][..], &["--explain"], &["--color", "never"]] {
            let table = run(&example, arguments).stdout;
            assert!(!table.contains('\u{1b}'), "{} {arguments:?}", example.display());
            for line in table.lines() {
                // An address has no place to break it at; only `--explain` prints them.
                let is_address =
                    arguments == ["--explain"] && line.trim_start().starts_with("https://") && !line.trim().contains(' ');
                assert!(line.width() <= COLUMNS || is_address, "{} {arguments:?}: {line}", example.display());
                assert_eq!(line, line.trim_end(), "{} {arguments:?}", example.display());
            }
        }
    }
}

#[test]
fn colour_adds_codes_to_the_table_and_changes_no_letter() {
    for example in examples() {
        for detail in [&[][..], &["--explain"]] {
            let plain = run(&example, detail).stdout;
            let coloured = run(&example, &[detail, &["--color", "always"]].concat()).stdout;
            assert!(coloured.contains("\u{1b}["), "{}", example.display());
            assert_eq!(strip_str(&coloured).to_string(), plain, "{}", example.display());
            let open = coloured.lines().find(|line| line.contains('\u{1b}') && !line.contains("\u{1b}[0m"));
            assert_eq!(open, None, "a style runs over the end of a line");
        }
    }
}

#[test]
fn what_programs_read_is_never_coloured() {
    for example in examples() {
        for format in ["json", "markdown", "html", "adr"] {
            let coloured = run(&example, &["--format", format, "--color", "always"]).stdout;
            assert!(!coloured.contains('\u{1b}'), "{} as {format}", example.display());
        }
    }
}

#[test]
fn no_color_in_the_environment_means_none_and_color_always_beats_it() {
    for example in examples() {
        let plain = run(&example, &[]).stdout;
        let environment = |name, value| recommend(&example, &[]).env("TERM", "xterm-256color").env(name, value).run().stdout;
        assert_eq!(environment("NO_COLOR", "1"), plain, "{}", example.display());
        assert_eq!(environment("CLICOLOR", "0"), plain, "{}", example.display());
        assert!(environment("CLICOLOR_FORCE", "1").contains('\u{1b}'), "{}", example.display());
        let always = recommend(&example, &["--color", "always"]).env("NO_COLOR", "1").run().stdout;
        assert!(always.contains('\u{1b}'), "{}", example.display());
        let never = recommend(&example, &["--color", "never"]).env("CLICOLOR_FORCE", "1").run().stdout;
        assert_eq!(never, plain, "{}", example.display());
    }
}

#[test]
fn diagnostics_are_coloured_only_where_that_was_asked_for() {
    let wrong = |colour: &str| {
        let advisor = Advisor::new().args(["recommend", "-", "--color", colour]).stdin("[feature.chat]\nnetwork = \"opne\"");
        advisor.run().exits(3).stderr
    };
    assert!(wrong("always").contains("\u{1b}["));
    assert!(!wrong("auto").contains('\u{1b}') && !wrong("never").contains('\u{1b}'));
    assert_eq!(strip_str(&wrong("always")).to_string().split_whitespace().count(), wrong("never").split_whitespace().count());
}

#[test]
fn json_fits_its_schema() {
    let schema = Advisor::new().args(["schema", "decision"]).run().exits(0).json();
    let validator = jsonschema::draft7::new(&schema).expect("the schema is valid");
    for example in examples() {
        for detail in [&[][..], &["--explain"]] {
            let json = run(&example, &[&["--format", "json"], detail].concat()).json();
            let problems: Vec<String> = validator.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(problems.is_empty(), "{}: {}", example.display(), problems.join("\n"));
        }
    }
}

#[test]
fn json_has_the_fields_that_programs_rely_on() {
    for example in examples() {
        let json = run(&example, &["--format", "json"]).json();
        assert_eq!(json["format"], "1");
        assert!(json["app"]["name"].is_string() && json["app"]["transports"].is_array(), "{}", json["app"]);
        for feature in items(&json["features"]) {
            assert!(feature["name"].is_string() && feature["recommended"].is_string(), "{feature}");
            assert!(feature["settled"].is_boolean(), "{feature}");
            for list in ["fallback", "ranking", "reasons", "because", "flips", "notes", "facts", "open", "rules"] {
                assert!(feature[list].is_array(), "{list} of {feature}");
            }
            let ranking = items(&feature["ranking"]);
            assert_eq!(ranking[0]["transport"], feature["recommended"]);
            let ranked: BTreeSet<&str> = ranking.iter().map(|ranked| text(&ranked["transport"])).collect();
            assert_eq!(ranked, BTreeSet::from(["long-polling", "short-polling", "sse", "websocket"]));
            assert_eq!(items(&feature["open"]).is_empty(), feature["settled"] == true, "{feature}");
        }
    }
}

/// Every list called `sources` below a value.
fn named_sources<'j>(value: &'j Value, found: &mut BTreeSet<&'j str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| named_sources(item, found)),
        Value::Object(object) => {
            for (key, value) in object {
                if key == "sources" { found.extend(items(value).iter().map(text)) } else { named_sources(value, found) }
            }
        }
        _ => {}
    }
}

#[test]
fn every_source_that_json_names_stands_in_its_list_of_sources_and_no_other() {
    for example in examples() {
        let json = run(&example, &["--format", "json", "--explain"]).json();
        let listed: Vec<&str> = items(&json["sources"]).iter().map(|source| text(&source["id"])).collect();
        let mut named = BTreeSet::new();
        named_sources(&json["features"], &mut named);
        named_sources(&json["app"], &mut named);
        named_sources(&json["constants"], &mut named);
        assert!(!named.is_empty(), "{}", example.display());
        assert_eq!(listed, named.into_iter().collect::<Vec<_>>(), "{}", example.display());
    }
}

#[test]
fn every_footnote_of_the_markdown_is_defined_once() {
    for example in examples() {
        let markdown = run(&example, &["--format", "markdown"]).stdout;
        let (body, sources) = markdown.split_once("\n## Sources\n").expect("a list of sources");
        let marks = |text: &str| -> Vec<String> {
            let starts = text.split("[^").skip(1);
            starts.map(|rest| rest.split(']').next().unwrap_or_default().to_owned()).collect()
        };
        let named: BTreeSet<String> = marks(body).into_iter().collect();
        assert_eq!(marks(sources), named.into_iter().collect::<Vec<_>>(), "{}", example.display());
    }
}

#[test]
fn every_row_of_a_markdown_table_has_as_many_cells_as_its_head() {
    for example in examples() {
        let markdown = run(&example, &["--format", "markdown"]).stdout;
        let mut cells = None;
        for line in markdown.lines() {
            let count = line.starts_with('|').then(|| line.replace("\\|", "").matches('|').count());
            assert!(cells.is_none() || count.is_none() || cells == count, "{}: {line}", example.display());
            cells = count;
        }
    }
}

#[test]
fn two_runs_print_the_same_bytes() {
    for example in examples() {
        for format in ["table", "markdown", "json", "html", "adr"] {
            let arguments = ["--format", format, "--explain"];
            assert_eq!(run(&example, &arguments).stdout, run(&example, &arguments).stdout, "{}", example.display());
        }
    }
}

#[test]
fn the_table_of_the_team_chat_is_as_it_was() {
    insta::assert_snapshot!("team-chat-table", run(&repository("examples/team-chat.toml"), &[]).stdout);
}

#[test]
fn the_markdown_of_the_team_chat_is_as_it_was() {
    let arguments = ["--format", "markdown"];
    insta::assert_snapshot!("team-chat-markdown", run(&repository("examples/team-chat.toml"), &arguments).stdout);
}
