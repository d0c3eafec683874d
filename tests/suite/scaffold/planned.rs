//! What is planned for every kind of app.

use std::collections::BTreeMap;

use advisor::embedded::languages;
use advisor::scaffold::{Dialect, RECORD};

use super::{CHAT, Project, project, scaffold, scaffold_in, written};
use crate::generate::shipped;
use crate::support::{Advisor, read, toml_files};

/// The most lines of a source file, and of the README.
const LONGEST: usize = 300;
const LONGEST_README: usize = 150;

/// Files that are not source: they are as long as what they say.
const NOT_SOURCE: [&str; 4] = ["Cargo.lock", "package-lock.json", "DECISION.md", "requirements.toml"];

/// Every kind of app: a name for messages, its file, and more arguments.
fn apps() -> Vec<(String, String, Vec<String>)> {
    let mut apps = Vec::new();
    let words = |arguments: &[&str]| arguments.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let transports: Vec<&str> = shipped().transports.iter().map(|transport| transport.id.as_ref()).collect();
    for transport in &transports {
        for redis in ["--with", "--without"] {
            let given = format!("chat={transport}");
            apps.push((format!("{transport} {redis}"), CHAT.to_owned(), words(&["--transport", &given, redis, "redis"])));
        }
    }
    let all: String = transports.iter().map(|transport| format!("[feature.on-{transport}]\nworkload = \"chat\"\n")).collect();
    let given: Vec<String> = transports.iter().map(|transport| format!("--transport=on-{transport}={transport}")).collect();
    apps.push(("all".to_owned(), all.clone(), given.clone()));
    let shapes = "[feature.replies]\nworkload = \"ai-streaming\"\n[feature.shared]\nworkload = \"dashboard\"\n\
        audience = \"same-for-all\"\n[feature.voice]\ndirection = \"bidirectional\"\npayload = \"binary\"\n\
        missed_updates = \"skip\"\n";
    apps.push(("everything".to_owned(), all + shapes, [given, words(&["--with", "redis"])].concat()));
    for workload in shipped().workloads.iter().filter(|workload| workload.id != "job-workers") {
        apps.push((workload.id.to_string(), format!("[feature.one]\nworkload = \"{}\"\n", workload.id), Vec::new()));
    }
    for path in toml_files("examples") {
        let except = if path.ends_with("ci-server.toml") { words(&["--except", "agents"]) } else { Vec::new() };
        apps.push((path.display().to_string(), read(&path), except));
    }
    apps
}

/// The places and sizes that `--dry-run` lists.
fn listed(output: &str) -> BTreeMap<String, usize> {
    let lines = output.lines().filter(|line| line.starts_with("  "));
    let entry = |line: &str| {
        let (size, place) = line.trim().split_once(" B  ").unwrap_or_else(|| panic!("{line}"));
        (place.trim_end_matches(" (executable)").to_owned(), size.parse().expect("a number"))
    };
    lines.map(entry).collect()
}

/// Whether another file loads this one; of files that are no modules it is taken for granted.
fn is_reached(place: &str, project: &Project) -> bool {
    let (folder, name) = place.rsplit_once('/').unwrap_or(("", place));
    let loaded = match name.rsplit_once('.') {
        Some(("mod", "rs")) => format!("mod {};", folder.rsplit('/').next().unwrap_or(folder)),
        Some(("main" | "build", "rs") | ("main", "ts")) => return true,
        Some((stem, "rs")) if place.starts_with("src/") => format!("mod {stem};"),
        Some((stem, "ts")) if place.starts_with("src/") => format!("/{stem}.js'"),
        Some((_, "js" | "ts")) if place.starts_with("client/") => format!("/{name}"),
        _ => return true,
    };
    project.iter().any(|(other, text)| other != place && text.contains(&loaded))
}

#[test]
fn every_kind_of_app_is_planned_and_nothing_of_the_template_language_is_left() {
    for (language, (name, requirements, arguments)) in
        languages().flat_map(|language| apps().into_iter().map(move |app| (language, app)))
    {
        let name = format!("{language}, {name}");
        let planned = scaffold_in(language, &requirements).args(&arguments).arg("--dry-run");
        let list = listed(&planned.run().exits(0).stdout);
        assert!(!planned.path("out").exists(), "{name}");
        let project = written(&scaffold_in(language, &requirements).args(arguments));
        let sizes: BTreeMap<String, usize> = project.iter().map(|(place, text)| (place.clone(), text.len())).collect();
        assert_eq!(list, sizes, "{name}");
        for (place, text) in &project {
            let (open, _) = Dialect::of(place).marks();
            let left = ["«", "»", open].into_iter().find(|mark| text.contains(mark));
            assert_eq!(left, None, "{name}: {place}\n{text}");
            let most = if place == "README.md" { LONGEST_README } else { LONGEST };
            let lines = text.lines().count();
            assert!(lines <= most || NOT_SOURCE.contains(&place.as_str()), "{name}: {place} has {lines} lines");
            assert!(text.ends_with('\n') && !text.contains("\n\n\n"), "{name}: {place}\n{text}");
            assert!(is_reached(place, &project), "{name}: nothing loads {place}");
        }
    }
}

#[test]
fn the_file_the_decision_and_what_made_it_go_along() {
    let text = "\u{feff}# mine\r\n[app]\r\nname = \"Team Chat\"\r\n[feature.chat]\r\nworkload = \"chat\"\r\n";
    let advisor = scaffold(text).args(["--set", "network=open", "--transport", "chat=sse", "--without", "redis"]);
    advisor.run().exits(0);
    let project = project(&advisor.path("out"));
    assert_eq!(project["requirements.toml"], text);
    let decision = Advisor::new().args(["recommend", "-", "--format", "markdown", "--set", "network=open"]).stdin(text);
    assert_eq!(project["DECISION.md"], decision.run().exits(0).stdout);
    let record: toml::Table = project[RECORD].parse().expect("TOML");
    assert_eq!(record["made-by"]["advisor"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    let options = record["options"].as_table().expect("a table");
    assert_eq!(options["name"].as_str(), Some("team-chat"));
    assert_eq!(options["set"].as_array().expect("a list").len(), 1);
    assert_eq!(options["transport"][0].as_str(), Some("chat=sse"));
    assert_eq!(options["without"][0].as_str(), Some("redis"));
    assert!(!options.contains_key("with") && !options.contains_key("rules"), "{options:?}");
}

#[test]
fn the_same_input_gives_the_same_project() {
    let [one, other] = [scaffold(CHAT), scaffold(CHAT)].map(|advisor| {
        advisor.run().exits(0);
        project(&advisor.path("out"))
    });
    assert_eq!(one, other);
}

#[test]
fn the_record_tells_one_base_of_rules_from_another() {
    let knowledge = |advisor: Advisor| {
        advisor.run().exits(0);
        let record: toml::Table = read(&advisor.path("out/advisor.toml")).parse().expect("TOML");
        record["made-by"]["knowledge"].as_str().expect("a digest").to_owned()
    };
    let pack = |text: &str| scaffold(CHAT).file("pack/decision.toml", text).args(["--rules", "pack"]);
    let digests = [scaffold(CHAT), pack("version = \"2\"\n"), pack("version = \"3\"\n")].map(knowledge);
    assert!(digests[0] != digests[1] && digests[1] != digests[2], "{digests:?}");
    assert_eq!(knowledge(scaffold(CHAT)), digests[0]);
}

#[test]
fn a_file_may_come_from_standard_input() {
    let advisor = Advisor::new().args(["scaffold", "-", "--lang", "rust", "--out", "out"]).stdin(CHAT);
    advisor.run().exits(0).complains("next, run: cd out && cargo run");
    assert_eq!(read(&advisor.path("out/requirements.toml")), CHAT);
}

#[test]
fn what_was_written_and_what_comes_next_is_said() {
    let output = scaffold(CHAT).run().exits(0).complains("for Rust to `out`").complains("next, run: cd out && cargo run");
    assert_eq!(output.stdout, "");
}
