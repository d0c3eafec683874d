//! Finds the files of the embedded base and of a pack, and hands each to the base.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::slice;

use super::BaseFile;
use super::base::{Base, Kind, Layer};
use super::node::{Entry, Value};
use super::reader::Sink;
use super::toml;
use crate::diag::{Code, Diagnostic, FileId, Files, Problems, did_you_mean, listed};
use crate::model::Text;

/// The most that is read of one file.
pub const LARGEST_FILE: u64 = 4 << 20;

/// Room for a file in bytes, so that it is read in one go.
const USUAL_FILE: usize = 8 << 10;

/// Adds the files of the base that packs are laid over.
pub fn add_base(base: &mut Base, texts: &[BaseFile], files: &mut Files, problems: &mut Problems) {
    let layer = Layer { pack: None };
    for BaseFile { path, text } in texts {
        let file = files.add(*path, *text);
        if let Some(entries) = toml::parse(files, file, problems) {
            add(base, &layer, Text::from(*path), file, entries, problems);
        }
    }
}

/// Adds a folder given with `--rules`.
pub fn add_folder(base: &mut Base, folder: &Path, files: &mut Files, problems: &mut Problems) {
    let name = folder.display().to_string();
    let layer = Layer { pack: Some(Text::from(name.clone())) };
    let mut paths = Vec::new();
    if let Err(error) = collect(folder, String::new(), &mut paths) {
        let help = "`--rules` takes a folder laid out like docs/rule-language.md says".to_owned();
        problems.push(Diagnostic::error(Code::UnreadableFile, format!("`{name}` cannot be read: {}", plain(&error))).help(help));
        return;
    }
    if paths.is_empty() {
        let help = "it needs at least a decision.toml; docs/rule-language.md lists what may stand in it".to_owned();
        problems.push(Diagnostic::error(Code::UnreadableFile, format!("`{name}` holds no .toml file")).help(help));
    }
    paths.sort();
    // `standalone` and `disable` are about what earlier layers hold, so the decision file goes first.
    paths.sort_by_key(|path| path != "decision.toml");
    for path in paths {
        let Some(file) = read(&folder.join(&path), files, problems) else { continue };
        let Some(entries) = toml::parse(files, file, problems) else { continue };
        add(base, &layer, Text::from(path), file, entries, problems);
    }
}

/// How deep folders are looked into: one is the place of everything, and what lies deeper is reported instead of left out.
const DEEPEST: usize = 3;

fn collect(folder: &Path, below: String, paths: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        let is_folder = entry.path().is_dir();
        if is_folder && path.matches('/').count() < DEEPEST && !name.starts_with('.') {
            collect(&entry.path(), path, paths)?;
        } else if !is_folder && name.ends_with(".toml") && !name.starts_with('.') {
            paths.push(path);
        }
    }
    Ok(())
}

/// The TOML files of a folder, below it and with forward slashes, sorted; what is hidden or lies deep is not looked at.
pub fn toml_files(folder: &Path, problems: &mut Problems) -> Vec<String> {
    let mut paths = Vec::new();
    if let Err(error) = collect(folder, String::new(), &mut paths) {
        let message = format!("`{}` cannot be read: {}", folder.display(), plain(&error));
        problems.push(Diagnostic::error(Code::UnreadableFile, message));
    }
    paths.sort();
    paths
}

/// Reads a text file with its limits; what is wrong is reported.
pub fn read(path: &Path, files: &mut Files, problems: &mut Problems) -> Option<FileId> {
    let name = path.display().to_string();
    let opened = fs::File::open(path)
        .and_then(|file| if file.metadata()?.is_dir() { Err(std::io::ErrorKind::IsADirectory.into()) } else { Ok(file) });
    match opened {
        Ok(file) => read_from(file, &name, files, problems),
        Err(error) => {
            problems.push(Diagnostic::error(Code::UnreadableFile, format!("`{name}` cannot be read: {}", plain(&error))));
            None
        }
    }
}

/// Reads text from an open file or standard input.
pub fn read_from(input: impl Read, name: &str, files: &mut Files, problems: &mut Problems) -> Option<FileId> {
    let mut bytes = Vec::with_capacity(USUAL_FILE);
    let mut report = |code, message: String| {
        problems.push(Diagnostic::error(code, message));
        None
    };
    if let Err(error) = input.take(LARGEST_FILE + 1).read_to_end(&mut bytes) {
        return report(Code::UnreadableFile, format!("`{name}` cannot be read: {}", plain(&error)));
    }
    if bytes.len() as u64 > LARGEST_FILE {
        return report(Code::FileTooLarge, format!("`{name}` is larger than {} MiB", LARGEST_FILE >> 20));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(files.add(name.to_owned(), text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            report(Code::NotText, format!("`{name}` is not UTF-8 text: byte {at} begins no character"))
        }
    }
}

/// An error of the system without its number: `No such file or directory`.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

fn add(base: &mut Base, layer: &Layer, path: Text, file: FileId, entries: Vec<Entry>, problems: &mut Problems) {
    let folder = path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    match folder.as_deref() {
        None if path == "decision.toml" => add_decision(base, layer, file, entries, problems),
        None if path == "capacity.toml" => add_capacity(base, layer, &path, file, &entries, problems),
        None if path == "sources.toml" => base.add_tables(layer, Kind::Source, &path, file, &entries, problems),
        None if path == "lines.toml" => base.add_tables(layer, Kind::Line, &path, file, &entries, problems),
        Some("facts") => base.add_tables(layer, Kind::Fact, &path, file, &entries, problems),
        folder => {
            let known = folder.and_then(|folder| Kind::FOLDERS.iter().find(|(name, _)| *name == folder));
            if let Some((_, kind)) = known {
                base.add_file(layer, *kind, path, file, entries, problems);
                return;
            }
            let places = Kind::FOLDERS.iter().map(|(name, _)| *name).chain([
                "facts",
                "decision.toml",
                "capacity.toml",
                "sources.toml",
                "lines.toml",
            ]);
            let word = folder.unwrap_or(&path);
            let help = match did_you_mean(word, places.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the places are {}", listed(places)),
            };
            let message = format!("`{path}` is not a place for a file of the knowledge base");
            problems.push(Diagnostic::error(Code::UnknownKey, message).at(file, 0..0).help(help));
        }
    }
}

/// The tables of capacity.toml, each of which holds pieces of its own kind.
const CAPACITY: [(&str, Kind); 3] = [("constant", Kind::Constant), ("input", Kind::Input), ("remark", Kind::Remark)];

fn add_capacity(base: &mut Base, layer: &Layer, path: &Text, file: FileId, entries: &[Entry], problems: &mut Problems) {
    for entry in entries {
        match CAPACITY.iter().find(|(table, _)| entry.key == *table) {
            Some((_, kind)) => base.add_tables(layer, *kind, path, file, slice::from_ref(entry), problems),
            None => {
                let message = format!("`{}` is not a key of capacity.toml", entry.key);
                let known = CAPACITY.iter().map(|(table, _)| *table);
                Sink { file, problems }.unknown(Code::UnknownKey, &entry.key_span, message, &entry.key, known);
            }
        }
    }
}

/// Takes what is about other layers out of a decision file, and keeps the rest.
fn add_decision(base: &mut Base, layer: &Layer, file: FileId, mut entries: Vec<Entry>, problems: &mut Problems) {
    if let Some(pack) = &layer.pack {
        let sink = &mut Sink { file, problems };
        if let Some(at) = entries.iter().position(|entry| entry.key == "standalone") {
            let entry = entries.remove(at);
            match entry.node.value {
                Value::Flag(true) => *base = Base::default(),
                Value::Flag(false) => {}
                _ => sink.wrong_type(&entry.node, "standalone", "`true` or `false`"),
            }
        }
        if let Some(at) = entries.iter().position(|entry| entry.key == "disable") {
            let entry = entries.remove(at);
            match &entry.node.value {
                Value::List(items) => items.iter().for_each(|item| base.disable(item, pack, sink)),
                _ => sink.wrong_type(&entry.node, "disable", "a list of tables"),
            }
        }
    }
    base.decisions.push((file, entries));
}
