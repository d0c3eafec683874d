//! `advisor scaffold --list`: what a reader learns of each language, in each format and at each width.

use std::iter;

use advisor::embedded::languages;
use advisor::model::{Evidence, Starter, Text, Toolchain, Words};
use advisor::report::starters::{Listed, build};
use advisor::report::{Paper, starters_markdown, starters_table};
use anstream::adapter::strip_str;
use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

use super::language::{starter, starters};
use super::offer::{evidence, offer};
use crate::generate::shipped;
use crate::support::{Advisor, items, text};

fn list(arguments: &[&str]) -> Advisor {
    Advisor::new().args(["scaffold", "--list"]).args(arguments)
}

fn json() -> Json {
    list(&["--format", "json"]).run().exits(0).json()
}

/// Languages as they may come to be: these, of which nothing was measured, beside one that was.
fn with_others(others: &[&'static str]) -> Vec<Listed<'static>> {
    let measured = Listed { language: "rust", starter: starter("rust"), evidence: evidence("rust") };
    let other = |name: &&'static str| {
        let Starter { words, files } = starter("rust");
        Listed {
            language: name,
            starter: Starter { words: Words { language: Text::from(*name), ..words }, files },
            evidence: Evidence {
                toolchain: Toolchain { name: Text::from(*name), versions: vec![Text::from("3")] },
                trials: Vec::new(),
                measured: None,
            },
        }
    };
    iter::once(measured).chain(others.iter().map(other)).collect()
}

/// The table of these languages on a page of so many columns.
fn table(listed: &[Listed<'_>], columns: usize) -> String {
    starters_table::render(&build(shipped(), &starters(), &offer(), listed), Paper::new(columns, false))
}

#[test]
fn every_language_says_how_it_is_written_started_and_what_it_was_tested_with() {
    let said = list(&[]).run().exits(0);
    assert_eq!(said.stderr, "");
    for language in languages() {
        let (starter, evidence) = (starter(language), evidence(language));
        let head = format!("{}\n  written by   advisor scaffold FILE --lang {language} --out DIR\n", starter.words.language);
        assert!(said.stdout.contains(&head), "{}", said.stdout);
        assert!(said.stdout.contains(&format!("\n  started by   {}\n", starter.words.run)), "{}", said.stdout);
        let versions: Vec<&str> = evidence.toolchain.versions.iter().map(AsRef::as_ref).collect();
        let toolchain = format!("\n  tested with  {} {}, ", evidence.toolchain.name, versions.join(" and "));
        assert!(said.stdout.contains(&toolchain), "{}", said.stdout);
    }
}

#[test]
fn transports_brokers_trials_and_figures_are_there_with_their_source() {
    let table = list(&[]).run().exits(0).stdout;
    for line in [
        "  WebSocket      else SSE, long polling",
        "  short polling  needs no fallback",
        "  in process  one server, ",
        "  Redis       several servers, ",
        "  fault runs               nodes, ",
        "    memory of an idle connection, of 10,000 ",
    ] {
        assert!(table.lines().any(|shown| shown.starts_with(line)), "{line}\n{table}");
    }
    let bench = offer().bench;
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    let source = format!("Medians of {} rounds on {}, on {}, of {}.", bench.rounds, bench.date, bench.machine, bench.of);
    assert!(words.contains(&source) && words.contains(&*bench.page), "{words}");
}

#[test]
fn every_figure_that_was_measured_is_shown_in_each_format() {
    let (table, markdown) = (list(&[]).run().stdout, list(&["--format", "markdown"]).run().stdout);
    let json = json();
    for language in languages() {
        let report = items(&json["starters"]).iter().find(|starter| starter["language"] == language).expect("it is listed");
        let measured = evidence(language).measured.map(|measured| measured.medians).unwrap_or_default();
        let mut told = items(&report["measured"]).iter();
        for (measurement, median) in offer().bench.measurements.iter().zip(measured) {
            let Some(median) = median else { continue };
            let found = told.next().expect("one for each");
            assert_eq!((text(&found["measurement"]), found["median"].as_f64()), (&*measurement.id, Some(median)));
            let shown = measurement.unit.shown(median);
            for page in [&table, &markdown] {
                let is_row = |line: &&str| line.contains(&*measurement.what) && line.contains(&shown);
                assert!(page.lines().any(|line| is_row(&line)), "{}: {shown}\n{page}", measurement.what);
            }
        }
        assert!(told.next().is_none(), "{report}");
    }
}

#[test]
fn no_line_is_wider_than_the_page() {
    for others in [&[][..], &["TypeScript"], &["Go", "Python", "TypeScript"]] {
        let mut listed = with_others(others);
        for width in [40, 60, 80, 120] {
            for line in table(&listed, width).lines() {
                assert!(line.width() <= width, "{width}: {line}");
                assert_eq!(line, line.trim_end(), "{width}");
            }
        }
        // The same where all of them were measured.
        let measured = listed[0].evidence.measured.clone();
        listed.iter_mut().for_each(|listed| listed.evidence.measured = measured.clone());
        for width in [40, 60, 80, 120] {
            assert!(table(&listed, width).lines().all(|line| line.width() <= width), "{}", table(&listed, width));
        }
    }
}

#[test]
fn languages_stand_beside_each_other_and_below_where_there_is_no_room() {
    let mut listed = with_others(&["TypeScript"]);
    let measured = listed[0].evidence.measured.clone();
    listed.iter_mut().for_each(|listed| listed.evidence.measured = measured.clone());
    let medians = measured.expect("it was measured").medians;
    let (measurement, median) = offer().bench.measurements.into_iter().zip(medians).next_back().expect("a figure");
    let shown = measurement.unit.shown(median.expect("it was measured"));
    let wide = table(&listed, 80);
    assert!(wide.lines().any(|line| line.contains("Rust") && line.trim_end().ends_with("TypeScript")), "{wide}");
    assert!(wide.lines().any(|line| line.matches(&shown).count() == 2), "{wide}");
    let narrow = table(&listed, 40);
    assert!(narrow.contains(&format!("\n      Rust {shown}\n      TypeScript {shown}\n")), "{narrow}");
}

#[test]
fn a_language_without_figures_is_listed_and_said_not_to_be_measured() {
    for (others, said) in [(&["Go"][..], " Go was not measured."), (&["Go", "Python"], " Go and Python were not measured.")] {
        let listed = with_others(others);
        let (starters, offer) = (starters(), offer());
        let document = build(shipped(), &starters, &offer, &listed);
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for page in [words(table(&listed, 80)), words(starters_markdown::render(&document))] {
            assert!(page.contains("advisor scaffold FILE --lang Go --out DIR") && page.contains(said), "{page}");
        }
    }
    let none = with_others(&["Go"]).split_off(1);
    assert!(!table(&none, 80).contains("Measured"), "there is nothing to show");
}

#[test]
fn colour_is_for_terminals_and_changes_no_letter() {
    let plain = list(&[]).run().exits(0).stdout;
    assert!(!plain.contains('\u{1b}') && plain.lines().all(|line| line.width() <= 80), "{plain}");
    let coloured = list(&["--color", "always"]).run().exits(0).stdout;
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(strip_str(&coloured).to_string(), plain);
    let forced = |arguments: &[&str]| list(arguments).env("TERM", "xterm").env("CLICOLOR_FORCE", "1");
    assert_eq!(forced(&[]).run().stdout, coloured);
    assert_eq!(forced(&["--color", "never"]).run().stdout, plain);
    assert_eq!(forced(&[]).env("NO_COLOR", "1").run().stdout, plain);
    for format in ["markdown", "json"] {
        assert!(!list(&["--format", format, "--color", "always"]).run().exits(0).stdout.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn the_json_fits_its_schema_and_a_wrong_one_does_not() {
    let schema = Advisor::new().args(["schema", "starters"]).run().exits(0).json();
    let validator = jsonschema::draft7::new(&schema).expect("the schema is valid");
    let json = json();
    let problems: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
    assert_eq!(problems, [""; 0]);
    for (pointer, wrong) in
        [("/starters/0/run", Json::Null), ("/starters/0/measured/0/median", "fast".into()), ("/bench/rounds", (-1).into())]
    {
        let mut changed = json.clone();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = wrong;
        assert!(!validator.is_valid(&changed), "{pointer}");
    }
}

#[test]
fn what_the_json_names_is_in_it() {
    let json = json();
    let ids = |list: &Json| items(list).iter().map(|item| text(&item["id"]).to_owned()).collect::<Vec<_>>();
    let (trials, measurements) = (ids(&json["trials"]), ids(&json["bench"]["measurements"]));
    assert_eq!(items(&json["starters"]).len(), languages().count());
    for starter in items(&json["starters"]) {
        assert!(items(&starter["trials"]).iter().all(|id| trials.contains(&text(id).to_owned())), "{starter}");
        let measured = items(&starter["measured"]).iter().map(|found| text(&found["measurement"]).to_owned());
        assert!(measured.into_iter().all(|id| measurements.contains(&id)), "{starter}");
    }
}

#[test]
fn every_row_of_a_markdown_table_has_as_many_cells_as_its_head() {
    let markdown = list(&["--format", "markdown"]).run().exits(0).stdout;
    let mut cells = None;
    for line in markdown.lines() {
        let count = line.starts_with('|').then(|| line.replace("\\|", "").matches('|').count());
        assert!(cells.is_none() || count.is_none() || cells == count, "{line}");
        cells = count;
    }
    assert_eq!(markdown.lines().filter(|line| line.starts_with("|---|")).count(), 5, "{markdown}");
}

#[test]
fn a_list_is_asked_for_alone() {
    for beside in [
        &["app.toml"][..],
        &["--lang", "rust"],
        &["--out", "out"],
        &["--diff", "out"],
        &["--transport", "chat=sse"],
        &["--except", "chat"],
        &["--with", "redis"],
        &["--without", "redis"],
        &["--name", "chat"],
        &["--set", "network=open"],
        &["--dry-run"],
        &["--force"],
    ] {
        let output = list(beside).file("app.toml", super::CHAT).run().exits(2).complains("cannot be used with");
        assert_eq!(output.stdout, "", "{beside:?}");
    }
}

#[test]
fn the_format_of_a_list_is_none_of_a_project() {
    super::scaffold(super::CHAT).args(["--format", "json"]).run().exits(2).complains("cannot be used with '--format <FORMAT>'");
    let diff = Advisor::new().args(["scaffold", "--diff", "out", "--format", "json"]);
    diff.run().exits(2).complains("cannot be used with '--format <FORMAT>'");
    Advisor::new().args(["scaffold", "--format", "json"]).run().exits(2).complains("--list");
}

#[test]
fn a_language_that_there_is_not_leads_to_the_list() {
    let asked = |language: &str| Advisor::new().args(["scaffold", "app.toml", "--out", "out", "--lang", language]).run().exits(2);
    for language in ["cobol", "rus", ""] {
        asked(language).complains("`advisor scaffold --list`").complains("[possible values: ");
    }
    asked("rus").complains("a similar value exists: 'rust'");
    let made = super::scaffold(super::CHAT);
    made.run().exits(0);
    let record = made.path("out/advisor.toml");
    let text = crate::support::read(&record).replace("language = \"rust\"", "language = \"cobol\"");
    std::fs::write(&record, text).expect("it is ours");
    let again = Advisor::new().args(["scaffold", "--diff"]).arg(made.path("out").display()).run().exits(2);
    again.complains("there is no starter for `cobol`").complains("`advisor scaffold --list`");
}
