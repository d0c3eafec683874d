//! The structure that docs/architecture.md promises, read off the source.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules each module may import. `diag` and `model` import nothing but what stands here.
const IMPORTS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("diag", &["model"]),
    ("load", &["model", "diag"]),
    ("compile", &["model"]),
    ("embedded", &["model", "compile", "diag", "load"]),
    ("facts", &["model", "diag"]),
    ("engine", &["model", "compile"]),
    ("capacity", &["model"]),
    ("report", &["model", "diag"]),
    ("check", &["model", "diag", "load", "facts", "engine"]),
    ("backtest", &["model", "facts", "engine"]),
    ("diff", &["model", "facts", "engine"]),
    ("prompt", &["model", "load", "facts", "engine", "report"]),
    ("scaffold", &["model", "diag", "engine", "report"]),
    (
        "cli",
        &[
            "model", "compile", "diag", "load", "embedded", "facts", "engine", "capacity", "report", "check", "backtest", "diff",
            "prompt", "scaffold",
        ],
    ),
    ("main", &["cli"]),
];

/// Crates that only some modules may use.
const KEPT_APART: &[(&str, &[&str])] = &[
    ("toml", &["load"]),
    ("clap", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy_table", &["report"]),
    ("annotate_snippets", &["diag"]),
    ("textwrap", &["report"]),
    ("askama", &["report"]),
    ("shlex", &["report"]),
    ("unicode_width", &["report"]),
    ("tempfile", &["cli"]),
    ("dialoguer", &["prompt"]),
    ("rustix", &["prompt", "cli"]),
    ("signal_hook", &["prompt"]),
    ("minijinja", &["scaffold"]),
    ("sha2", &["scaffold"]),
    ("similar", &["cli"]),
];

/// The one module that writes files.
const WRITER: &str = "src/cli/write";

/// How files come into being, are changed or go away.
const WRITING: [&str; 8] =
    ["fs::write", "File::create", "OpenOptions", "create_dir", "fs::rename", "fs::copy", "fs::remove", "set_permissions"];

/// The most lines of a file.
const LONGEST: usize = 400;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every file with its module and its text.
fn files() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    found.sort();
    let module = |path: &Path| {
        let below = path.strip_prefix(&root).expect("below src");
        let first = below.components().next().expect("a file").as_os_str().to_string_lossy();
        first.trim_end_matches(".rs").to_owned()
    };
    found.into_iter().map(|path| (module(&path), path.clone(), fs::read_to_string(&path).expect("text"))).collect()
}

/// The code of a file: without comments, and without its tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    for (module, path, text) in files().iter().filter(|(module, ..)| module != "lib") {
        let allowed = IMPORTS.iter().find(|(name, _)| name == module);
        let allowed = allowed.unwrap_or_else(|| panic!("{module} is not in the table of imports")).1;
        for used in code(text).split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let known = IMPORTS.iter().any(|(module, _)| *module == name);
            if known && name != *module && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: {module} imports {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_library_is_used_where_it_belongs() {
    for (module, path, text) in files() {
        for (library, homes) in KEPT_APART {
            let uses = code(&text).contains(&format!("use {library}")) || code(&text).contains(&format!("::{library}::"));
            assert!(!uses || homes.contains(&module.as_str()), "{}: {library} belongs to {homes:?}", path.display());
        }
    }
}

#[test]
fn one_module_writes_files() {
    for (_, path, text) in files().iter().filter(|(_, path, _)| !path.to_string_lossy().contains(WRITER)) {
        let writes: Vec<&str> = WRITING.into_iter().filter(|writes| code(text).contains(writes)).collect();
        assert!(writes.is_empty(), "{}: {writes:?} belongs into {WRITER}", path.display());
    }
}

/// Ids that are words of the rule files' own grammar or units too: `[source.…]` is a table of sources.toml, and clients are what
/// an axis counts. `client_sends` is also a hole of the templates, where it is a yes or a no.
const HOMONYMS: &[&str] = &["clients", "client_sends", "source"];

#[test]
fn no_id_of_the_knowledge_base_stands_in_the_source() {
    let knowledge = advisor::embedded::knowledge();
    let transports = knowledge.transports.iter().map(|transport| transport.id.as_ref());
    let facts = knowledge.facts.iter().map(|fact| fact.id.as_ref());
    let workloads = knowledge.workloads.iter().map(|workload| workload.id.as_ref());
    let ids: Vec<&str> = transports.chain(facts).chain(workloads).filter(|id| !HOMONYMS.contains(id)).collect();
    let mut wrong = Vec::new();
    for (_, path, text) in files() {
        // A sentence may name one as an example, as a manual does; code that means one has it as a literal of its own.
        let code = code(&text);
        let literals = code.split('"').enumerate().filter(|(at, _)| at % 2 == 1).map(|(_, literal)| literal);
        let named = literals.filter(|literal| ids.contains(literal));
        wrong.extend(named.map(|literal| format!("{}: {literal}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_short() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["src", "tests", "benches", "build"] {
        sources(&root.join(folder), &mut all);
    }
    for path in all {
        let lines = fs::read_to_string(&path).expect("text").lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
    }
}
