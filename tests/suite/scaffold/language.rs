//! The templates keep to what the generator gives them, and the generator gives nothing that none of them asks for.

use std::collections::BTreeSet;

use advisor::diag::{Files, Problems};
use advisor::embedded::{STARTERS, languages};
use advisor::load::{read_starter, read_starters};
use advisor::model::{Starter, StarterFile, Starters};
use advisor::scaffold::{Dialect, FLAGS, HOLES, OF_A_FEATURE, Templates, flag_of};

use crate::generate::shipped;

fn starters() -> Starters {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = STARTERS.iter().find(|file| file.path == "starters.toml").expect("it is there");
    let file = files.add(file.path, file.text);
    let starters = read_starters(shipped(), &files, file, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    starters.expect("it is right")
}

fn starter(language: &str) -> Starter {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let path = format!("{language}/starter.toml");
    let file = STARTERS.iter().find(|file| file.path == path).expect("it is there");
    let file = files.add(file.path, file.text);
    let starter = read_starter(language, &files, file, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    starter.expect("it is right")
}

/// Every file of every language, those that all share included.
fn listed() -> Vec<StarterFile> {
    let own = languages().flat_map(|language| starter(language).files);
    starters().files.into_iter().chain(own).collect()
}

fn template(path: &str) -> &'static str {
    STARTERS.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("there is no template {path}")).text
}

/// Flags of the app.
fn flags() -> BTreeSet<String> {
    let starters = starters();
    let transports = starters.served.iter().map(|id| flag_of(shipped(), *id));
    let groups = starters.flags.iter().map(|(name, _)| name.to_string());
    transports.chain(groups).chain(FLAGS.map(str::to_owned)).collect()
}

/// Everything that a template may take from its context.
fn allowed() -> BTreeSet<String> {
    flags().into_iter().chain(HOLES.map(str::to_owned)).chain(["features".to_owned()]).collect()
}

#[test]
fn no_template_asks_for_what_there_is_not() {
    for StarterFile { to, from, when } in listed() {
        let names =
            Templates::default().names(&from, template(&from), Dialect::of(&to)).unwrap_or_else(|fault| panic!("{}", fault.0));
        let unknown: Vec<&String> = names.iter().filter(|name| !allowed().contains(*name)).collect();
        assert!(unknown.is_empty(), "{from}: {unknown:?}");
        let words = when.iter().flat_map(|when| when.split(|c: char| !c.is_alphanumeric() && c != '_'));
        let unknown: Vec<&str> =
            words.filter(|word| !["", "and", "or", "not"].contains(word) && !flags().contains(*word)).collect();
        assert!(unknown.is_empty(), "{to}: when {unknown:?}");
    }
}

#[test]
fn nothing_is_given_that_no_template_asks_for() {
    let mut asked = BTreeSet::new();
    let mut texts = String::new();
    for StarterFile { to, from, when } in listed() {
        asked.extend(
            Templates::default().names(&from, template(&from), Dialect::of(&to)).unwrap_or_else(|fault| panic!("{}", fault.0)),
        );
        asked.extend(when.iter().flat_map(|when| when.split(|c: char| !c.is_alphanumeric() && c != '_')).map(str::to_owned));
        texts.push_str(template(&from));
    }
    let unasked: Vec<String> = allowed().into_iter().filter(|name| !asked.contains(name)).collect();
    assert!(unasked.is_empty(), "{unasked:?}");
    let unasked: Vec<&str> = OF_A_FEATURE.into_iter().filter(|name| !texts.contains(&format!("feature.{name}"))).collect();
    assert!(unasked.is_empty(), "of a feature: {unasked:?}");
}

#[test]
fn every_template_makes_a_file() {
    let used: BTreeSet<String> = listed().into_iter().map(|file| file.from.into_owned()).collect();
    for file in STARTERS.iter().filter(|file| !file.path.ends_with("starter.toml") && file.path != "starters.toml") {
        assert!(used.contains(file.path), "nothing is made of starters/{}", file.path);
    }
}

/// The description of a feature is the only text that is not from a closed set, so it stands in comments and pages alone.
#[test]
fn free_text_stands_in_comments_and_pages_only() {
    for StarterFile { to, from, .. } in listed() {
        let comment = match Dialect::of(&to) {
            Dialect::Slashes => "//",
            Dialect::Hash => "#",
            Dialect::Dashes => "-- ",
            Dialect::Css => "/*",
            Dialect::Html | Dialect::Markdown => continue,
        };
        for line in template(&from).lines().filter(|line| line.contains("feature.description")) {
            assert!(line.trim_start().starts_with(comment), "{from}: {line}");
        }
    }
}

#[test]
fn no_flag_and_no_hole_is_a_name_of_two_things() {
    let starters = starters();
    let mut names: Vec<String> = starters.served.iter().map(|id| flag_of(shipped(), *id)).collect();
    names.extend(starters.flags.iter().map(|(name, _)| name.to_string()));
    names.extend(FLAGS.iter().chain(&HOLES).map(|name| (*name).to_owned()));
    let distinct: BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
    assert_eq!(OF_A_FEATURE.iter().collect::<BTreeSet<_>>().len(), OF_A_FEATURE.len());
}
