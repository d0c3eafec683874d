//! The templates keep to what the generator gives them, and the generator gives nothing that none of them asks for.

use std::collections::BTreeSet;

use advisor::diag::{FileId, Files, Problems};
use advisor::embedded::{STARTERS, languages};
use advisor::load::{read_settings, read_starter, read_starters};
use advisor::model::{Setting, SettingKind, Starter, StarterFile, Starters, Usual};
use advisor::scaffold::{Dialect, FLAGS, HOLES, OF_A_FEATURE, OF_A_GROUP, OF_A_SETTING, Templates, WORDS, flag_of};

use crate::generate::shipped;

/// Reads a file of `starters/`, and finds nothing wrong with it.
fn right<T>(path: &str, read: impl FnOnce(&Files, FileId, &mut Problems) -> Option<T>) -> T {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add(path.to_owned(), template(path));
    let found = read(&files, file, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    found.expect("it is right")
}

pub fn starters() -> Starters {
    right("starters.toml", |files, file, problems| read_starters(shipped(), files, file, problems))
}

/// The settings of the servers in every language.
pub fn settings() -> Vec<Setting> {
    right("settings.toml", read_settings)
}

/// What one language has of its own.
pub fn starter(language: &str) -> Starter {
    right(&format!("{language}/starter.toml"), |files, file, problems| read_starter(language, files, file, problems))
}

/// Every file of every language, those that all share included.
fn listed() -> Vec<StarterFile> {
    let own = languages().flat_map(|language| starter(language).files);
    starters().files.into_iter().chain(own).collect()
}

/// The text of a file of `starters/`.
pub fn template(path: &str) -> &'static str {
    STARTERS.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("there is no template {path}")).text
}

/// Flags of the app.
fn flags() -> BTreeSet<String> {
    let starters = starters();
    let transports = starters.served.iter().map(|id| flag_of(shipped(), *id));
    let groups = starters.flags.iter().map(|(name, _)| name.to_string());
    transports.chain(groups).chain(FLAGS.map(str::to_owned)).collect()
}

/// What every template may take from its context.
fn given() -> BTreeSet<String> {
    let words = WORDS.map(|word| format!("words.{word}"));
    flags().into_iter().chain(HOLES.map(str::to_owned)).chain(words).chain(["features", "groups"].map(str::to_owned)).collect()
}

/// What sources take of a setting.
pub fn parts(Setting { name, kind, usual, .. }: &Setting) -> impl Iterator<Item = String> {
    let bounds = if matches!(kind, SettingKind::Number { .. }) { &["least", "most"][..] } else { &[] };
    let parts = usual.iter().map(|_| "usual").chain(bounds.iter().copied());
    parts.map(move |part| format!("settings.{name}.{part}"))
}

/// The names that a template takes from its context.
pub fn asked(StarterFile { to, from, .. }: &StarterFile) -> BTreeSet<String> {
    Templates::default().names(from, template(from), Dialect::of(to)).unwrap_or_else(|fault| panic!("{}", fault.0))
}

/// The names in an expression over the flags.
fn words(when: &str) -> impl Iterator<Item = &str> {
    let words = when.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !["", "and", "or", "not"].contains(word))
}

#[test]
fn no_template_asks_for_what_there_is_not() {
    let allowed: BTreeSet<String> = given().into_iter().chain(settings().iter().flat_map(parts)).collect();
    for file in listed() {
        let asked = asked(&file);
        let unknown: Vec<&String> = asked.difference(&allowed).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", file.from);
    }
}

#[test]
fn no_file_and_no_setting_depends_on_a_flag_that_there_is_not() {
    let files = listed().into_iter().map(|file| (file.to, file.when));
    for (name, when) in files.chain(settings().into_iter().map(|setting| (setting.name, setting.when))) {
        let unknown: Vec<&str> = when.iter().flat_map(|when| words(when)).filter(|word| !flags().contains(*word)).collect();
        assert!(unknown.is_empty(), "{name}: when {unknown:?}");
    }
}

#[test]
fn nothing_is_given_that_nothing_asks_for() {
    let mut used = BTreeSet::new();
    let mut texts = String::new();
    for file in listed() {
        used.extend(asked(&file));
        used.extend(file.when.iter().flat_map(|when| words(when)).map(str::to_owned));
        texts.push_str(template(&file.from));
    }
    used.extend(settings().into_iter().filter_map(|setting| match setting.usual {
        Some(Usual::Hole(name)) => Some(name.into_owned()),
        _ => None,
    }));
    let unasked: Vec<String> = given().into_iter().filter(|name| !used.contains(name)).collect();
    assert!(unasked.is_empty(), "{unasked:?}");
    for (thing, names) in [("feature", &OF_A_FEATURE[..]), ("group", &OF_A_GROUP), ("setting", &OF_A_SETTING)] {
        let unasked: Vec<&&str> = names.iter().filter(|name| !texts.contains(&format!("{thing}.{name}"))).collect();
        assert!(unasked.is_empty(), "of a {thing}: {unasked:?}");
    }
}

#[test]
fn every_template_makes_a_file() {
    let used: BTreeSet<String> = listed().into_iter().map(|file| file.from.into_owned()).collect();
    let tables = ["settings.toml", "starter.toml", "starters.toml"];
    for file in STARTERS.iter().filter(|file| !tables.iter().any(|table| file.path.rsplit('/').next() == Some(table))) {
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
    let others = ["features", "groups", "settings", "words"];
    names.extend(FLAGS.iter().chain(&HOLES).chain(&others).map(|name| (*name).to_owned()));
    let distinct: BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
    assert_eq!(OF_A_FEATURE.iter().collect::<BTreeSet<_>>().len(), OF_A_FEATURE.len());
}
