//! Every number on a page is one of the JSON output's.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{between, pages};
use crate::support::items;

/// The numbers that a page marks, with their places in the JSON.
fn marked(page: &str) -> Vec<(f64, &str)> {
    between(page, "<data value=\"", ">")
        .into_iter()
        .map(|tag| {
            let (value, at) = tag.split_once("\" data-at=\"").unwrap_or_else(|| panic!("no place: {tag}"));
            (value.parse().unwrap_or_else(|error| panic!("{value}: {error}")), at.trim_end_matches('"'))
        })
        .collect()
}

/// Every number of a value, and every text.
fn leaves(value: &Value, numbers: &mut Vec<f64>, texts: &mut String) {
    match value {
        Value::Number(number) => numbers.extend(number.as_f64()),
        Value::String(text) => {
            texts.push_str(text);
            texts.push('\n');
        }
        Value::Array(list) => list.iter().for_each(|item| leaves(item, numbers, texts)),
        Value::Object(table) => table.values().for_each(|item| leaves(item, numbers, texts)),
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn each_marked_number_is_the_one_at_its_place_in_the_json() {
    for (name, page, decision) in pages() {
        let marked = marked(&page);
        assert!(marked.len() >= 12, "{name}: {}", marked.len());
        for (value, at) in marked {
            let found = decision.pointer(at).and_then(Value::as_f64);
            assert_eq!(found, Some(value), "{name}: {at}");
        }
    }
}

#[test]
fn each_figure_and_each_tally_of_the_json_is_on_the_page() {
    for (name, page, decision) in pages() {
        let places: BTreeSet<&str> = marked(&page).into_iter().map(|(_, at)| at).collect();
        let has = |at: String| assert!(places.contains(at.as_str()), "{name}: {at} is not on the page");
        for (at, feature) in items(&decision["features"]).iter().enumerate() {
            for (place, _) in items(&feature["ranking"]).iter().enumerate() {
                ["strong", "slight", "objections"]
                    .into_iter()
                    .for_each(|key| has(format!("/features/{at}/ranking/{place}/{key}")));
            }
            for (transport, costs) in items(&feature["capacity"]["transports"]).iter().enumerate() {
                for (figure, costs) in items(&costs["figures"]).iter().enumerate() {
                    for (scale, value) in items(&costs["values"]).iter().enumerate() {
                        if !value.is_null() {
                            has(format!("/features/{at}/capacity/transports/{transport}/figures/{figure}/values/{scale}"));
                        }
                    }
                }
            }
        }
    }
}

/// The text of a page, without what is marked, drawn, styled, or a number of a list.
fn rest(page: &str) -> String {
    let mut page = page.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<svg", "</svg>"), ("<data", "</data>"), ("<span class=\"cite\">", "</span>")]
    {
        while let Some(from) = page.find(start) {
            let to = from + page[from..].find(end).expect("it ends") + end.len();
            page.replace_range(from..to, " ");
        }
    }
    let mut text = String::new();
    let mut inside = false;
    for c in page.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}

#[test]
fn each_number_in_a_sentence_stands_in_the_json_too() {
    for (name, page, decision) in pages() {
        let (mut numbers, mut texts) = (Vec::new(), String::new());
        leaves(&decision, &mut numbers, &mut texts);
        let page = rest(&page);
        let words = page
            .split(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '_')))
            .map(|word| word.trim_matches([',', '.', '_']));
        let mut seen = 0;
        for word in words.filter(|word| word.contains(|c: char| c.is_ascii_digit())) {
            seen += 1;
            let value: Option<f64> = word.replace([',', '_'], "").parse().ok();
            // The heads of the tables say how many times the clients they are for.
            let known = texts.contains(word)
                || value.is_some_and(|value| numbers.contains(&value) || [1.0, 10.0, 100.0].contains(&value));
            assert!(known, "{name}: {word} is nowhere in the JSON");
        }
        assert!(seen > 5, "{name}: {seen}");
    }
}
