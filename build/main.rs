//! Reads `rules/` with the program's own loader, and writes the checked knowledge base and its rules, compiled, as Rust constants;
//! lists `examples/` and `starters/`.
//!
//! A base that does not load fails the build, with the same diagnostics that a pack would get.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

mod constants;

// The loader is the same source, compiled for the build as well; it imports nothing but these modules.
#[allow(dead_code, unused_imports)]
#[path = "../src/compile/mod.rs"]
mod compile;
#[allow(dead_code, unused_imports)]
#[path = "../src/diag/mod.rs"]
mod diag;
#[allow(dead_code, unused_imports)]
#[path = "../src/load/mod.rs"]
mod load;
#[allow(dead_code, unused_imports)]
#[path = "../src/model/mod.rs"]
mod model;

fn main() {
    for watched in ["build", "examples", "rules", "starters", "src/compile", "src/diag", "src/load", "src/model"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));

    let is_toml = |path: &Path| path.extension().is_some_and(|extension| extension == "toml");
    let (files, index) = texts(&root.join("rules"), is_toml);
    let (_, examples) = texts(&root.join("examples"), is_toml);
    let (_, starters) = texts(&root.join("starters"), |_| true);
    let loaded = load::load(&files, &[]);
    let problems = loaded.problems.sorted();
    for problem in &problems {
        eprintln!("{}\n", diag::render(problem, &loaded.files, false));
    }
    assert!(problems.is_empty(), "rules/ has the problems above");
    fs::write(out.join("knowledge.rs"), constants::expression(&loaded.knowledge)).expect("OUT_DIR is writable");
    let compiled = compile::Compiled::new(&loaded.knowledge);
    fs::write(out.join("compiled.rs"), constants::expression(&compiled)).expect("OUT_DIR is writable");
    fs::write(out.join("files.rs"), index).expect("OUT_DIR is writable");
    fs::write(out.join("examples.rs"), examples).expect("OUT_DIR is writable");
    fs::write(out.join("starters.rs"), starters).expect("OUT_DIR is writable");
}

/// The files of a folder that are wanted, sorted by path, and the source of a list of them.
fn texts(folder: &Path, wanted: impl Fn(&Path) -> bool) -> (Vec<load::BaseFile>, String) {
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    paths.retain(|path| wanted(path));
    paths.sort();
    let mut files = Vec::new();
    let mut index = String::from("&[\n");
    for path in &paths {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let below = path.strip_prefix(folder).expect("collected below the folder");
        let name = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        writeln!(index, "    BaseFile {{ path: {name:?}, text: include_str!({path:?}) }},").expect("writing to a string");
        files.push(load::BaseFile { path: name.leak(), text: text.leak() });
    }
    index.push_str("]\n");
    (files, index)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}
