//! `--format html`: one page that says what the JSON says, runs nothing and asks for nothing.

mod numbers;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Advisor, items, text, toml_files};

/// Texts that try to be markup, to steer a terminal, and to turn what is read around.
const HOSTILE: &str = "[app]\nname = \"</title><script>alert(1)</script>\\u001B[31m \\u202Eback\"\n\
                       description = \"\\\"'><img src=x onerror=alert(1)> {{ 7 * 7 }} {% raw %}\"\n\
                       [feature.chat]\ndescription = \"<a href=javascript:x>\"\nworkload = \"chat\"\n";

/// A file without a transport left.
const NOTHING_LEFT: &str = "[feature.frames]\nmay_not_use = [\"websocket\", \"long-polling\", \"short-polling\", \"sse\"]\n";

/// The requirements that pages are made of: all examples, and what examples do not have.
fn requirements() -> Vec<(String, String)> {
    let examples = toml_files("examples").into_iter().map(|path| (path.display().to_string(), crate::support::read(&path)));
    let others = [("hostile texts", HOSTILE), ("nothing left", NOTHING_LEFT), ("nothing known", "[feature.a]\n")];
    examples.chain(others.map(|(name, text)| (name.to_owned(), text.to_owned()))).collect()
}

fn rendered(requirements: &str, format: &str) -> String {
    Advisor::new().args(["recommend", "-", "--format", format]).stdin(requirements).run().stdout
}

/// Each page with its name and the decision that it shows.
fn pages() -> Vec<(String, String, Value)> {
    let page = |(name, text): (String, String)| {
        let decision = serde_json::from_str(&rendered(&text, "json")).expect("a decision");
        (name, rendered(&text, "html"), decision)
    };
    requirements().into_iter().map(page).collect()
}

/// What stands between each of these and the next of those.
fn between<'p>(page: &'p str, start: &str, end: &str) -> Vec<&'p str> {
    page.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(inside, _)| inside).collect()
}

#[test]
fn a_page_runs_nothing_and_asks_for_nothing() {
    for (name, page, _) in pages() {
        assert!(page.contains("content=\"default-src 'none'; "), "{name}");
        for wrong in ["<script", "<link", "<iframe", "<form", "<img", "url(", "@import"] {
            assert!(!page.contains(wrong), "{name}: {wrong}");
        }
        for tag in between(&page, "<", ">") {
            let mut attributes = tag.split_whitespace().skip(1);
            let wrong = |attribute: &&str| ["src=", "style=", "on"].iter().any(|start| attribute.starts_with(start));
            assert_eq!(attributes.find(wrong), None, "{name}: {tag}");
        }
        for address in between(&page, " href=\"", "\"") {
            assert!(address.starts_with('#') || address.starts_with("https://"), "{name}: {address}");
        }
    }
}

#[test]
fn a_text_of_the_user_is_no_markup() {
    let page = rendered(HOSTILE, "html");
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;\\u{1b}[31m \\u{202e}back"), "{page}");
    assert!(page.contains("{{ 7 * 7 }} {% raw %}"), "{page}");
    assert!(!page.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)), "{page}");
    assert!(!page.contains("<a href=javascript") && !page.contains("<img"), "{page}");
}

#[test]
fn an_address_of_a_pack_is_a_link_only_where_it_leads_to_a_page() {
    let page = |address: &str| {
        let source = format!(
            "[source.ours]\ntitle = \"Our note\"\naddress = \"{address}\"\nchecked = 2026-11-22\nstanding = \"primary\"\n"
        );
        let rule = "summary = \"Ours\"\nbecause = \"So.\"\nsources = [\"ours\"]\nwhen = { payload = \"text\" }\nfavour = { sse = \"slight\" }\n";
        let run = Advisor::new().args(["recommend", "-", "--format", "html", "--rules", "pack"]);
        let run = run.file("pack/sources.toml", &source).file("pack/strategy/ours.toml", rule);
        run.stdin("[feature.a]\npayload = \"text\"\n").run().exits(0).stdout
    };
    assert!(page("https://example.org/a?b=1&c").contains("<a href=\"https://example.org/a?b=1&#38;c\""));
    let wrong = page("javascript:alert(1)");
    assert!(wrong.contains("Our note") && !wrong.contains("javascript:"), "{wrong}");
}

#[test]
fn every_feature_stands_under_what_was_decided_for_it() {
    for (name, page, decision) in pages() {
        for feature in items(&decision["features"]) {
            let id = text(&feature["name"]);
            let heading = between(&page, &format!("<h2 id=\"feature-{id}-title\">"), "</h2>");
            assert_eq!(heading.len(), 1, "{name}: {id}");
            let first = items(&feature["ranking"])[0]["name"].as_str().filter(|_| !feature["recommended"].is_null());
            assert!(heading[0].starts_with(&format!("{id}: {}", first.unwrap_or("Nothing left"))), "{name}: {}", heading[0]);
            let settled = if feature["settled"] == true { "Nothing that is unknown" } else { "What is unknown" };
            assert!(feature["recommended"].is_null() || page.contains(settled), "{name}: {id}");
        }
    }
}

#[test]
fn every_reason_note_and_source_of_the_decision_is_on_the_page() {
    for (name, page, decision) in pages() {
        for feature in items(&decision["features"]) {
            for reason in items(&feature["reasons"]) {
                assert!(page.contains(&format!("Rule <code>{}</code>", text(&reason["rule"]))), "{name}: {reason}");
            }
            for note in items(&feature["notes"]) {
                let id = format!("Note <code>{}/{}</code>", text(&note["kind"]), text(&note["id"]));
                assert!(page.contains(&id), "{name}: {id}");
            }
        }
        for source in items(&decision["sources"]) {
            assert!(page.contains(&format!("<code>{}</code>)</span>", text(&source["id"]))), "{name}: {source}");
        }
    }
}

#[test]
fn headings_go_down_by_one_level_at_a_time() {
    for (name, page, _) in pages() {
        let levels: Vec<usize> =
            page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).map(|level| level as usize).collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}");
        assert_eq!(levels[0], 1, "{name}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    }
}

#[test]
fn what_a_page_points_at_is_there_and_there_once() {
    for (name, page, _) in pages() {
        let ids = between(&page, " id=\"", "\"");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "{name}: an id stands twice");
        let links = between(&page, " href=\"#", "\"");
        let labels = between(&page, " aria-labelledby=\"", "\"");
        for target in links.into_iter().chain(labels.into_iter().flat_map(str::split_whitespace)) {
            assert!(known.contains(target), "{name}: nothing has the id {target}");
        }
    }
}

#[test]
fn each_plot_has_a_name_and_a_point_for_each_row_of_its_table() {
    let mut plots = 0;
    for (name, page, _) in pages() {
        for figure in between(&page, "<figure>", "</figure>") {
            plots += 1;
            assert!(figure.contains("role=\"img\"") && figure.contains("<title id=") && figure.contains("<desc id="), "{name}");
            let rows = figure.matches("<th scope=\"row\"").count();
            let lines = between(figure, "<path class=\"line ", "\"/>");
            assert_eq!(lines.len(), figure.matches("<th scope=\"col\" class=\"number\">").count(), "{name}");
            assert!(!lines.is_empty() && rows >= 2, "{name}");
            for line in lines {
                assert_eq!(line.matches(['M', 'L']).count(), rows, "{name}: {line}");
                assert!(!line.contains("NaN") && !line.contains("inf"), "{name}: {line}");
            }
        }
    }
    assert!(plots > 20, "{plots}");
}
