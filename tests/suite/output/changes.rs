//! What a report says would change a decision does change it, when it is tried with `--set`.

use std::path::Path;

use serde_json::Value;

use super::{examples, run};
use crate::support::{feature, items, text};

/// What a feature gets once these facts have these values.
fn recommended_with(example: &Path, name: &Value, answers: &[Value]) -> Value {
    let sets: Vec<String> = answers
        .iter()
        .flat_map(|answer| ["--set".to_owned(), format!("{}.{}={}", text(name), text(&answer["fact"]), text(&answer["example"]))])
        .collect();
    let arguments: Vec<&str> = ["--format", "json"].into_iter().chain(sets.iter().map(String::as_str)).collect();
    let json = super::recommend(example, &arguments).run();
    assert!([0, 4].contains(&json.code), "{}", json.stderr);
    feature(&json.json(), text(name))["recommended"].clone()
}

#[test]
fn the_example_of_every_flip_leads_where_the_flip_says() {
    let mut tried = 0;
    for example in examples() {
        let json = run(&example, &["--format", "json"]).json();
        for feature in items(&json["features"]) {
            for flip in items(&feature["flips"]) {
                let got = recommended_with(&example, &feature["name"], std::slice::from_ref(flip));
                assert_eq!(got, flip["recommended"], "{}: {} {flip}", example.display(), feature["name"]);
                assert_ne!(got, feature["recommended"], "{}: {} {flip}", example.display(), feature["name"]);
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "only {tried} flips were tried");
}

#[test]
fn the_example_of_every_open_answer_leads_where_the_answer_says() {
    let mut tried = 0;
    for example in examples() {
        let json = run(&example, &["--format", "json"]).json();
        for feature in items(&json["features"]) {
            for open in items(&feature["open"]) {
                let got = recommended_with(&example, &feature["name"], items(&open["answers"]));
                assert_eq!(got, open["recommended"], "{}: {} {open}", example.display(), feature["name"]);
                assert_ne!(got, feature["recommended"], "{}: {} {open}", example.display(), feature["name"]);
                tried += 1;
            }
        }
    }
    assert!(tried > 0, "no example leaves anything open");
}
