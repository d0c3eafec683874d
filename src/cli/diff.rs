//! `advisor diff`

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::{Diff, DiffFormat, Packs};
use super::exit::Exit;
use super::open::open;
use super::output;
use crate::diag::{Code, Diagnostic, FileId, Files, Problems};
use crate::diff::{self, Side};
use crate::engine::Program;
use crate::facts::{Resolved, resolve};
use crate::load::{read_requirements, toml_files};
use crate::model::{Difference, Extent, Knowledge};
use crate::report::diff::{Compared, build};
use crate::report::{diff_markdown, diff_table, json};

/// Compares two sides, and prints what is decided otherwise.
pub fn run(arguments: Diff) -> Exit {
    let mut problems = Problems::default();
    let pairs = pairs(&arguments, &mut problems);
    let knowledge = match knowledge(&arguments) {
        Ok(knowledge) => knowledge,
        Err(exit) => return exit,
    };
    let mut files = Files::default();
    let sides: Vec<[Vec<Resolved>; 2]> = pairs.iter().map(|pair| pair.read(knowledge, &mut files, &mut problems)).collect();
    if let Some(exit) = output::say_all(problems, &files) {
        return exit;
    }

    let [old_program, new_program] = knowledge.map(Program::new);
    let mut differences = Vec::new();
    for (pair, [old, new]) in pairs.iter().zip(&sides) {
        let old = Side { program: &old_program, features: old };
        let new = Side { program: &new_program, features: new };
        let compare = if arguments.rules.is_some() { diff::rules } else { diff::requirements };
        differences.extend(compare(pair.name.as_deref(), old, new));
    }
    let (old, new) = names(&arguments);
    let what = if arguments.rules.is_some() { "rules" } else { "requirements" };
    let document = build(&Compared { what, old: &old, new: &new, knowledge }, &differences);
    let text = match arguments.format {
        DiffFormat::Table => diff_table::render(&document, output::paper()),
        DiffFormat::Markdown => diff_markdown::render(&document),
        DiffFormat::Json => json::render(&document),
    };
    let changed: Vec<&Difference> = differences.iter().filter(|found| found.extent() == Extent::Recommendation).collect();
    let fails = arguments.fail_on_change && !changed.is_empty();
    let exit = output::print(&text, if fails { Exit::Unexpected } else { Exit::Done });
    if fails {
        output::complain(&changed.iter().map(|difference| complaint(difference)).collect::<Vec<_>>());
    }
    exit
}

fn complaint(difference: &Difference) -> String {
    let name = |side: &Option<crate::model::Outcome>| {
        let id = side.as_ref().and_then(|outcome| outcome.recommended.clone());
        id.unwrap_or_else(|| "nothing".to_owned())
    };
    let file = difference.file.as_ref().map(|file| format!(" of `{file}`")).unwrap_or_default();
    format!("`{}`{file} got {}, and gets {}", difference.feature, name(&difference.old), name(&difference.new))
}

/// What the two sides are called.
fn names(arguments: &Diff) -> (String, String) {
    let (old, new) = match arguments.rules.as_deref() {
        Some([old, new]) => (old, new),
        _ => (&arguments.paths[0], &arguments.paths[1]),
    };
    (old.display().to_string(), new.display().to_string())
}

/// The knowledge bases of both sides; the same one where rules are not compared.
fn knowledge(arguments: &Diff) -> Result<[&'static Knowledge; 2], Exit> {
    let with = |more: Option<&PathBuf>| {
        // An empty folder is a side that has no rules of its own yet.
        let more = more.filter(|folder| fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_some()));
        output::knowledge(&Packs { folders: arguments.packs.iter().chain(more).cloned().collect() })
    };
    match arguments.rules.as_deref() {
        Some([old, new]) => Ok([with(Some(old))?, with(Some(new))?]),
        _ => with(None).map(|knowledge| [knowledge; 2]),
    }
}

/// The same requirements on both sides, or what they were and what they are.
struct Pair {
    /// What the pair is called, where there are several.
    name: Option<String>,
    /// Absent: the file is on one side only.
    old: Option<PathBuf>,
    new: Option<PathBuf>,
}

impl Pair {
    fn read(&self, [old, new]: [&'static Knowledge; 2], files: &mut Files, problems: &mut Problems) -> [Vec<Resolved>; 2] {
        let old_file = self.old.as_deref().and_then(|path| open(path, files, problems));
        // Read once, a file that is wrong for both sides is reported once.
        let new_file =
            if self.old == self.new { old_file } else { self.new.as_deref().and_then(|path| open(path, files, problems)) };
        [features(old, old_file, files, problems), features(new, new_file, files, problems)]
    }
}

/// The features of a file; an empty one has none.
fn features(knowledge: &Knowledge, file: Option<FileId>, files: &Files, problems: &mut Problems) -> Vec<Resolved> {
    let Some(file) = file.filter(|file| !files.text(*file).trim().is_empty()) else { return Vec::new() };
    let requirements = read_requirements(knowledge, files, file, problems);
    resolve(knowledge, &requirements, &[], Some(file), problems)
}

fn pairs(arguments: &Diff, problems: &mut Problems) -> Vec<Pair> {
    let paths = &arguments.paths;
    if arguments.rules.is_some() {
        let files = paths.iter().flat_map(|path| files_of(path, problems)).collect::<Vec<_>>();
        let names = files.len() > 1;
        // Of a single folder everybody knows where its files are.
        let name = |path: &Path| match paths.as_slice() {
            [folder] => path.strip_prefix(folder).unwrap_or(path).display().to_string(),
            _ => path.display().to_string(),
        };
        let pair = |path: PathBuf| Pair { name: names.then(|| name(&path)), old: Some(path.clone()), new: Some(path) };
        return files.into_iter().map(pair).collect();
    }
    let mut wrong = |message: &str, help: &str| {
        problems.push(Diagnostic::error(Code::BadArgument, message).help(help));
        Vec::new()
    };
    let [old, new] = paths.as_slice() else {
        return wrong(
            "two files are compared, or two folders",
            "write `advisor diff OLD NEW`, or `--rules OLDDIR NEWDIR` before the files",
        );
    };
    match (old.is_dir(), new.is_dir()) {
        (true, true) => of_folders(old, new, problems),
        (false, false) if old.as_os_str() == "-" && old == new => {
            wrong("both sides are standard input", "write one of them to a file first")
        }
        (false, false) => vec![Pair { name: None, old: Some(old.clone()), new: Some(new.clone()) }],
        _ => wrong("one side is a folder and the other is not", "give two files, or two folders"),
    }
}

/// The file itself, or the files of a folder.
fn files_of(path: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    if path.is_dir() { toml_files(path, problems).iter().map(|below| path.join(below)).collect() } else { vec![path.to_owned()] }
}

/// The files of two folders, by their paths below them.
fn of_folders(old: &Path, new: &Path, problems: &mut Problems) -> Vec<Pair> {
    let (before, after) = (toml_files(old, problems), toml_files(new, problems));
    let names: BTreeSet<&String> = before.iter().chain(&after).collect();
    let path = |folder: &Path, files: &[String], name: &String| files.contains(name).then(|| folder.join(name));
    let pair = |name: &String| Pair { name: Some(name.clone()), old: path(old, &before, name), new: path(new, &after, name) };
    names.into_iter().map(pair).collect()
}
