//! The settings of a generated server are named alike, with the same defaults, where it reads them and where people do.

use std::collections::BTreeMap;

use super::{Project, scaffold, written};

/// Settings with their defaults; empty where there is none.
type Settings = BTreeMap<String, String>;

const SERVER: [&str; 2] = ["src/realtime/config.rs", "src/realtime/logging.rs"];

/// Apps with other settings, by their requirements and arguments.
fn apps() -> [(&'static str, Vec<&'static str>); 4] {
    let replies = "[feature.answers]\nworkload = \"ai-streaming\"\n";
    let short_heartbeats = "[feature.chat]\nworkload = \"chat\"\nproxy_idle_timeout = \"30s\"\n";
    [
        (super::CHAT, vec!["--transport", "chat=short-polling", "--without", "redis"]),
        (super::CHAT, vec!["--transport", "chat=long-polling", "--with", "redis"]),
        (replies, vec!["--without", "redis"]),
        (short_heartbeats, vec!["--with", "redis"]),
    ]
}

fn is_name(text: &str) -> bool {
    text.len() > 2 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// What the server reads: each call with the name of a setting, and the default after it.
fn read_by_the_server(project: &Project) -> Settings {
    let source: String = SERVER.iter().map(|place| project[*place].split("#[cfg(test)]").next().expect("a part")).collect();
    let mut settings = Settings::new();
    for (quote, _) in source.match_indices('"') {
        let Some((name, rest)) = source[quote + 1..].split_once('"').filter(|(name, _)| is_name(name)) else { continue };
        let Some(before) = source[..quote].trim_end().strip_suffix('(') else { continue };
        let call = before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().expect("a part");
        let usual = match call {
            "parsed" | "address" | "number" | "yes_no" => in_words(argument(rest)),
            "var" => text_after(&source, "EnvFilter::new(\""),
            _ => match rest.strip_prefix(").unwrap_or_else(|| ").and_then(|rest| rest.split_once('.')) {
                Some((constant, _)) => text_after(&source, &format!("const {constant}: &str = \"")),
                None => String::new(),
            },
        };
        settings.insert(name.to_owned(), usual);
    }
    settings
}

/// The argument that follows a name.
fn argument(rest: &str) -> &str {
    rest.trim_start_matches([',', ' ', '\n']).split([',', ')']).next().expect("an argument").trim()
}

fn text_after(source: &str, marker: &str) -> String {
    let (_, after) = source.split_once(marker).unwrap_or_else(|| panic!("there is no {marker}"));
    after.split('"').next().expect("a part").to_owned()
}

/// A value of the source, as it is written in the environment.
fn in_words(value: &str) -> String {
    let number = |digits: &str| digits.replace('_', "").parse::<u64>().unwrap_or_else(|_| panic!("{value} is no number"));
    match value {
        "true" => "1".to_owned(),
        "false" => "0".to_owned(),
        text if text.starts_with('"') => text.trim_matches('"').to_owned(),
        shift if shift.contains("<<") => {
            let (number_of, bits) = shift.split_once(" << ").expect("a shift");
            (number(number_of) << number(bits)).to_string()
        }
        digits => number(digits).to_string(),
    }
}

/// `NAME=default` or `NAME`, where it is a setting.
fn setting(written: &str) -> Option<(String, String)> {
    let (name, usual) = written.split_once('=').unwrap_or((written, ""));
    is_name(name).then(|| (name.to_owned(), usual.to_owned()))
}

fn in_the_example(project: &Project) -> Settings {
    project[".env.example"].lines().filter_map(|line| setting(line.strip_prefix('#')?)).collect()
}

fn in_the_readme(project: &Project) -> Settings {
    let (_, section) = project["README.md"].split_once("## Settings\n").expect("it has the settings");
    section.split('`').skip(1).step_by(2).filter_map(setting).collect()
}

#[test]
fn the_server_the_example_and_the_readme_name_the_same_settings_with_the_same_defaults() {
    for (requirements, arguments) in apps() {
        let project = written(&scaffold(requirements).args(&arguments));
        let read = read_by_the_server(&project);
        assert!(read.len() > 15, "{arguments:?}: {read:?}");
        assert_eq!(in_the_example(&project), read, "{arguments:?}: .env.example");
        assert_eq!(in_the_readme(&project), read, "{arguments:?}: README.md");
    }
}

#[test]
fn an_example_that_nobody_changed_changes_nothing() {
    for (requirements, arguments) in apps() {
        let project = written(&scaffold(requirements).args(&arguments));
        let set = project[".env.example"].lines().find(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(set, None, "{arguments:?}");
    }
}
