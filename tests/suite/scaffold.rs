//! `advisor scaffold`: a whole project or none, and nothing in it that the app does not need.

mod deployed;
mod diff;
mod evidence;
mod folder;
mod given;
mod hostile;
mod killed;
mod language;
mod listed;
mod mutants;
mod offer;
mod planned;
mod refused;
mod second_server;
mod settings;
mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::Advisor;

/// A project by place.
type Project = BTreeMap<String, String>;

/// `advisor scaffold app.toml --lang rust --out out`, over this file.
fn scaffold(requirements: &str) -> Advisor {
    scaffold_in("rust", requirements)
}

/// The same in any language.
fn scaffold_in(language: &str, requirements: &str) -> Advisor {
    Advisor::new().file("app.toml", requirements).args(["scaffold", "app.toml", "--lang", language, "--out", "out"])
}

/// The files of a folder, by their places below it.
fn project(folder: &Path) -> Project {
    let mut found = Project::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(&inside).unwrap_or_else(|error| panic!("{}: {error}", inside.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let below = path.strip_prefix(folder).expect("below the folder").to_str().expect("UTF-8").to_owned();
            found.insert(below, fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        }
    }
    found
}

/// What these arguments write.
#[track_caller]
fn written(advisor: &Advisor) -> Project {
    advisor.run().exits(0);
    project(&advisor.path("out"))
}

/// One feature, on the transport that the facts lead to.
const CHAT: &str = "[feature.chat]\nworkload = \"chat\"\n";

/// The transports that a project gives a feature, as its browser client reads them; none where it has no such feature.
fn transports(project: &Project, feature: &str) -> Vec<String> {
    let features = &project["client/features.js"];
    let Some((_, after)) = features.split_once(&format!("name: '{feature}',")) else { return Vec::new() };
    let (_, list) = after.split_once("transports: [").expect("a feature has transports");
    let (list, _) = list.split_once(']').expect("the list ends");
    list.split(", ").map(|transport| transport.trim_matches('\'').to_owned()).collect()
}
