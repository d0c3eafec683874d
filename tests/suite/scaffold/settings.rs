//! The settings of a generated server stand in one table: servers of every language read those, and what lists them lists those.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use advisor::embedded::languages;
use advisor::model::Setting;

use super::language::{asked, parts, settings, starter, template};
use super::{Project, scaffold_in, written};

/// Settings with their defaults; empty where there is none.
type Listed = BTreeMap<String, String>;

/// The files of every language that read settings, without their endings.
const READERS: [&str; 2] = ["config", "logging"];

/// Apps with other settings, by their requirements and arguments.
fn apps() -> [(&'static str, Vec<&'static str>); 4] {
    let replies = "[feature.answers]\nworkload = \"ai-streaming\"\n";
    let short_heartbeats = "[feature.chat]\nworkload = \"chat\"\nproxy_idle_timeout = \"30s\"\n";
    let polls = "[feature.chat]\nworkload = \"chat\"\nmay_not_use = [\"websocket\", \"sse\", \"long-polling\"]\n";
    [
        (polls, vec!["--without", "redis"]),
        (super::CHAT, vec!["--transport", "chat=long-polling", "--with", "redis"]),
        (replies, vec!["--without", "redis"]),
        (short_heartbeats, vec!["--with", "redis"]),
    ]
}

/// Every app in every language, with a name for messages.
fn projects() -> impl Iterator<Item = (String, Project)> {
    let project = |language, (requirements, arguments): (&str, Vec<&str>)| {
        let project = written(&scaffold_in(language, requirements).args(&arguments));
        (format!("{language} {arguments:?}"), project)
    };
    languages().flat_map(move |language| apps().map(|app| project(language, app)))
}

fn reads_settings(place: &str) -> bool {
    Path::new(place).file_stem().is_some_and(|stem| READERS.iter().any(|reader| stem == *reader))
}

fn is_name(text: &str) -> bool {
    text.len() > 2 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// The names in quotes of the files that read settings.
fn read_by_the_server(project: &Project) -> BTreeSet<&str> {
    let sources = project.iter().filter(|(place, _)| reads_settings(place));
    sources.flat_map(|(_, text)| text.split(['"', '\''])).filter(|word| is_name(word)).collect()
}

/// `NAME=default` or `NAME`, where it is a setting.
fn setting(written: &str) -> Option<(String, String)> {
    let (name, usual) = written.split_once('=').unwrap_or((written, ""));
    is_name(name).then(|| (name.to_owned(), usual.to_owned()))
}

fn in_the_example(project: &Project) -> Listed {
    project[".env.example"].lines().filter_map(|line| setting(line.strip_prefix('#')?)).collect()
}

fn in_the_readme(project: &Project) -> Listed {
    let (_, section) = project["README.md"].split_once("## Settings\n").expect("it has the settings");
    section.split('`').skip(1).step_by(2).filter_map(setting).collect()
}

fn names<'s>(settings: impl Iterator<Item = &'s Setting>) -> BTreeSet<&'s str> {
    settings.map(|setting| setting.name.as_ref()).collect()
}

#[test]
fn a_server_reads_the_settings_that_its_example_and_its_readme_list() {
    for (name, project) in projects() {
        let listed = in_the_example(&project);
        assert!(listed.len() > 15, "{name}: {listed:?}");
        assert_eq!(in_the_readme(&project), listed, "{name}: README.md");
        assert_eq!(read_by_the_server(&project), listed.keys().map(String::as_str).collect(), "{name}");
    }
}

#[test]
fn the_settings_are_those_of_the_table_and_some_only_for_some_apps() {
    let table = settings();
    let projects: Vec<_> = projects().map(|(_, project)| in_the_example(&project)).collect();
    let in_every = |setting: &&Setting| projects.iter().all(|listed| listed.contains_key(setting.name.as_ref()));
    assert_eq!(names(table.iter().filter(in_every)), names(table.iter().filter(|setting| setting.when.is_none())));
    let listed: BTreeSet<&str> = projects.iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
    assert_eq!(listed, names(table.iter()));
}

#[test]
fn sources_take_defaults_and_bounds_from_the_table() {
    for language in languages() {
        let files = starter(language).files;
        let asked: BTreeSet<String> = files.iter().filter(|file| reads_settings(&file.to)).flat_map(asked).collect();
        for part in settings().iter().flat_map(parts) {
            assert!(asked.contains(&part), "{language}: `«{part}»` stands nowhere");
        }
    }
}

/// The settings of which a line takes something from the table, in its order: each with what it takes.
fn taken(line: &str) -> Vec<(&str, &str)> {
    let rests = line.split("settings.").skip(1).filter_map(|rest| rest.split_once('.'));
    rests.map(|(name, rest)| (name, rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default())).collect()
}

#[test]
fn where_a_source_reads_a_setting_it_takes_what_the_table_says_of_this_one() {
    let mut lines = 0;
    for language in languages() {
        for file in starter(language).files.iter().filter(|file| reads_settings(&file.to)) {
            for line in template(&file.from).lines() {
                let Some(name) = line.split(['"', '\'']).find(|word| is_name(word)) else { continue };
                let taken = taken(line);
                assert!(taken.iter().all(|(of, _)| *of == name), "{language}: {line}");
                let bounds: Vec<&str> = taken.iter().map(|(_, part)| *part).collect();
                assert!(bounds.is_empty() || ["usual", "least", "most"].starts_with(&bounds), "{language}: {line}");
                lines += usize::from(!bounds.is_empty());
            }
        }
    }
    assert!(lines > 30, "{lines} lines take something");
}

#[test]
fn an_example_that_nobody_changed_changes_nothing() {
    for (name, project) in projects() {
        let set = project[".env.example"].lines().find(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(set, None, "{name}");
    }
}
