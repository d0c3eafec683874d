//! What the README shows is what the program prints.

use std::fs;
use std::path::Path;

use crate::expectations::{cases, shipped};
use crate::support::Advisor;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md")
}

/// The first code block of a language.
fn block(text: &str, language: &str) -> String {
    let start = text.find(&format!("```{language}\n")).expect("a block") + language.len() + 4;
    let length = text[start..].find("```").expect("its end");
    text[start..start + length].to_owned()
}

#[test]
fn the_example_of_the_readme_prints_what_it_shows() {
    let readme = readme();
    let shown = block(&readme, "text");
    let shown = shown.trim_end().trim_end_matches("...").trim_end();
    let output = Advisor::new().args(["recommend", "-"]).stdin(block(&readme, "toml")).run();
    assert!(output.stdout.starts_with(shown), "the README shows\n{shown}\nand it prints\n{}", output.stdout);
}

#[test]
fn the_readme_stays_short_and_its_links_lead_somewhere() {
    let readme = readme();
    assert!(readme.lines().count() < 150);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for link in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(link.starts_with("http") || root.join(link).exists(), "{link} is not there");
    }
}

#[test]
fn the_readme_says_how_many_published_decisions_are_decided_alike() {
    let knowledge = shipped();
    let scores = advisor::backtest::backtest(&knowledge, &cases(&knowledge));
    let readme = readme().split_whitespace().collect::<Vec<_>>().join(" ");
    let ours = &scores[0];
    let floor = |name: &str| scores.iter().find(|score| score.name == name).expect("a floor").acceptable;
    assert_eq!((ours.chosen_confident, ours.acceptable), (ours.confident, ours.cases), "\"all\" is no longer true");
    for said in [
        format!("Of {} published decisions", ours.cases),
        format!("{} follow clearly from their requirements; advisor decides all {}", ours.confident, ours.confident),
        format!("acceptable in {} of the {}", floor("always SSE"), ours.cases),
        format!("the best table of three rules that we found in {}", floor("three rules")),
    ] {
        assert!(readme.contains(&said), "the README should say: {said}");
    }
}
