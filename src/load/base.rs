//! The files of the embedded base and of packs, laid over each other and sorted by id.

use std::collections::BTreeMap;
use std::ops::Range;

use super::node::{Entry, Node, Value};
use super::reader::{Reader, Sink};
use crate::diag::{Code, FileId, Problems, did_you_mean};
use crate::model::{Disabled, NoteKind, Origin, Text};

/// What a piece of knowledge is; the order is that of `explain` where an id is ambiguous.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Rule,
    Note(NoteKind),
    Transport,
    Fact,
    Workload,
    Source,
    Line,
    Constant,
    Input,
    Remark,
}

impl Kind {
    /// The kinds that have a file each, by folder.
    pub const FOLDERS: [(&'static str, Kind); 6] = [
        ("beside", Kind::Note(NoteKind::Beside)),
        ("pitfalls", Kind::Note(NoteKind::Pitfall)),
        ("scaling", Kind::Note(NoteKind::Scaling)),
        ("strategy", Kind::Rule),
        ("transports", Kind::Transport),
        ("workloads", Kind::Workload),
    ];

    /// The word before the slash in `kind/id`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Rule => "strategy",
            Kind::Note(kind) => kind.folder(),
            Kind::Transport => "transports",
            Kind::Fact => "facts",
            Kind::Workload => "workloads",
            Kind::Source => "sources",
            Kind::Line => "lines",
            Kind::Constant => "constants",
            Kind::Input => "inputs",
            Kind::Remark => "remarks",
        }
    }
}

/// One piece of knowledge as written.
pub struct Item {
    pub entries: Vec<Entry>,
    pub span: Range<usize>,
    pub file: FileId,
    pub origin: Origin,
    /// The theme of a fact.
    pub theme: Text,
}

/// The files of one pack or of the embedded base, being added.
pub struct Layer {
    /// Absent for the embedded base.
    pub pack: Option<Text>,
}

/// All pieces by kind and id, and the decision files in the order of their layers.
#[derive(Default)]
pub struct Base {
    pub items: BTreeMap<(Kind, Text), Item>,
    pub decisions: Vec<(FileId, Vec<Entry>)>,
    pub disabled: Vec<Disabled>,
}

impl Base {
    /// Adds a file that holds one piece; its name is the id.
    pub fn add_file(
        &mut self,
        layer: &Layer,
        kind: Kind,
        path: Text,
        file: FileId,
        entries: Vec<Entry>,
        problems: &mut Problems,
    ) {
        let id = stem(&path);
        let item = Item { entries, span: 0..0, file, origin: self.origin(layer, path), theme: Text::default() };
        self.add(layer, kind, id, item, problems);
    }

    /// Adds a file of many pieces, such as `[fact.…]`: each key below `table` is an id.
    pub fn add_tables(
        &mut self,
        layer: &Layer,
        kind: Kind,
        path: &Text,
        file: FileId,
        entries: &[Entry],
        problems: &mut Problems,
    ) {
        let (table, what) = match kind {
            Kind::Fact => ("fact", "a file of facts"),
            Kind::Source => ("source", "sources.toml"),
            Kind::Constant => ("constant", "capacity.toml"),
            Kind::Input => ("input", "capacity.toml"),
            Kind::Remark => ("remark", "capacity.toml"),
            _ => ("line", "lines.toml"),
        };
        let sink = &mut Sink { file, problems };
        let mut reader = Reader::new(entries, 0..0, what);
        let theme = if kind == Kind::Fact { reader.required_text("theme", sink) } else { Text::default() };
        let pieces = reader.table(table, sink);
        reader.finish(sink);
        for piece in pieces {
            let Value::Table(entries) = &piece.node.value else {
                sink.wrong_type(&piece.node, &piece.key, "a table");
                continue;
            };
            let origin = self.origin(layer, path.clone());
            let item = Item { entries: entries.clone(), span: piece.key_span.clone(), file, origin, theme: theme.clone() };
            self.add(layer, kind, piece.key.clone(), item, sink.problems);
        }
    }

    fn origin(&self, layer: &Layer, path: Text) -> Origin {
        Origin { pack: layer.pack.clone(), path, replaces: None }
    }

    fn add(&mut self, layer: &Layer, kind: Kind, id: Text, mut item: Item, problems: &mut Problems) {
        let sink = &mut Sink { file: item.file, problems };
        check_id(kind, &id, &item.span, sink);
        let replaces = take_replaces(&mut item.entries, sink);
        let standing = self.items.get(&(kind, id.clone()));
        let here = item.span.clone();
        match (standing, &replaces) {
            (Some(standing), _) if standing.origin.pack == layer.pack => {
                let message = format!("`{id}` is also in {}", standing.origin.path);
                sink.error(Code::DuplicateId, &here, message, None);
                return;
            }
            (Some(_), None) => {
                let message = format!("`{}/{id}` replaces the one that stands, and does not say why", kind.name());
                sink.error(Code::ReplaceWithoutReason, &here, message, Some("add `replaces = \"why\"`".to_owned()));
            }
            (None, Some(_)) => {
                let mut elsewhere = self.items.keys().filter(|(_, other)| *other == id);
                let of_kind = self.items.keys().filter(|(other, _)| *other == kind).map(|(_, id)| id.as_ref());
                let near = match elsewhere.next() {
                    Some((kind, id)) => Some(format!("{}/{id}", kind.name())),
                    None => did_you_mean(&id, of_kind).map(str::to_owned),
                };
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let message = format!("there is no `{}/{id}` to replace", kind.name());
                sink.error(Code::ReplacesNothing, &here, message, help);
            }
            _ => {}
        }
        item.origin.replaces = replaces;
        self.items.insert((kind, id), item);
    }

    /// Switches a piece off, as `disable` in a pack's decision.toml says.
    pub fn disable(&mut self, node: &Node, pack: &Text, sink: &mut Sink<'_>) {
        let Some(mut reader) = Reader::of(node, "an entry of `disable`", sink) else { return };
        let wanted = reader.required_text("id", sink);
        let place = reader.node("id").map_or(node.span.clone(), |node| node.span.clone());
        let because = reader.required_text("because", sink);
        reader.finish(sink);
        if wanted.is_empty() {
            return;
        }
        let key = self.items.keys().find(|(kind, id)| {
            matches!(kind, Kind::Rule | Kind::Note(_)) && (*id == wanted || *wanted == format!("{}/{id}", kind.name()))
        });
        let Some(key) = key.cloned() else {
            let known: Vec<&str> = self
                .items
                .keys()
                .filter(|(kind, _)| matches!(kind, Kind::Rule | Kind::Note(_)))
                .map(|(_, id)| id.as_ref())
                .collect();
            let word = wanted.rsplit('/').next().unwrap_or(&wanted);
            let help = match did_you_mean(word, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "only rules and notes can be switched off; `advisor rules list` names them".to_owned(),
            };
            sink.error(Code::UnknownId, &place, format!("there is no rule or note `{wanted}` to disable"), Some(help));
            return;
        };
        let item = self.items.remove(&key).expect("the key was just found");
        let summary = item.entries.iter().find(|entry| entry.key == "summary").and_then(|entry| entry.node.as_text());
        self.disabled.push(Disabled {
            id: format!("{}/{}", key.0.name(), key.1).into(),
            because,
            pack: pack.clone(),
            summary: summary.cloned().unwrap_or_default(),
        });
    }

    /// The ids of one kind, sorted.
    pub fn ids(&self, kind: Kind) -> Vec<Text> {
        self.items.keys().filter(|(other, _)| *other == kind).map(|(_, id)| id.clone()).collect()
    }

    /// The pieces of one kind, sorted by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&Text, &Item)> {
        self.items.iter().filter(move |((other, _), _)| *other == kind).map(|((_, id), item)| (id, item))
    }
}

fn stem(path: &str) -> Text {
    let name = path.rsplit('/').next().unwrap_or(path);
    Text::from(name.trim_end_matches(".toml").to_owned())
}

/// Words that stand beside facts, in conditions and in requirement files.
const NOT_FACTS: [&str; 4] = ["any", "description", "name", "workload"];

fn check_id(kind: Kind, id: &str, span: &Range<usize>, sink: &mut Sink<'_>) {
    let separator = if kind == Kind::Fact { '_' } else { '-' };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator;
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(plain) {
        let help = format!("lower-case letters, digits and `{separator}`, beginning with a letter");
        sink.error(Code::BadId, span, format!("`{id}` is not an id"), Some(help));
    }
    if kind == Kind::Fact && NOT_FACTS.contains(&id) {
        let help = "it has a meaning of its own wherever facts stand; take another".to_owned();
        sink.error(Code::BadId, span, format!("`{id}` cannot be the id of a fact"), Some(help));
    }
}

/// Takes the key `replaces` out, so that what reads the piece does not meet it.
fn take_replaces(entries: &mut Vec<Entry>, sink: &mut Sink<'_>) -> Option<Text> {
    let at = entries.iter().position(|entry| entry.key == "replaces")?;
    let entry = entries.remove(at);
    match entry.node.as_text() {
        Some(why) if why.trim().is_empty() => {
            let help = "the reason is shown wherever the standing one would have been".to_owned();
            sink.error(Code::ReplaceWithoutReason, &entry.node.span, "`replaces` is empty", Some(help));
        }
        Some(_) => {}
        None => sink.wrong_type(&entry.node, "replaces", "the reason, as a string,"),
    }
    // A reason that cannot be read is one mistake, not also a missing reason.
    Some(entry.node.as_text().cloned().unwrap_or_default())
}
