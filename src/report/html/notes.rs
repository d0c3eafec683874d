//! The checklist: what to take care of, each thing once, with the features that it is for.

use super::super::document::{FeatureReport, NoteReport};
use super::marks::Marks;
use crate::model::NoteKind;

/// Items under one heading.
pub struct Group<'a> {
    pub title: String,
    pub items: Vec<Item<'a>>,
}

/// One thing to take care of.
pub struct Item<'a> {
    /// Its position on the page, from which its ids are made.
    pub number: usize,
    pub id: &'a str,
    pub kind: &'a str,
    pub summary: &'a str,
    pub advice: &'a str,
    pub features: Vec<&'a str>,
    pub marks: Vec<usize>,
}

/// First what the facts call for, then what every such transport needs, by kind and theme.
pub fn groups<'a>(features: &'a [FeatureReport<'a>], marks: &mut Marks) -> Vec<Group<'a>> {
    let mut once: Vec<(&NoteReport<'a>, Vec<&'a str>)> = Vec::new();
    for feature in features {
        for note in &feature.notes {
            match once.iter_mut().find(|(known, _)| (known.id, known.kind) == (note.id, note.kind)) {
                Some((_, names)) => names.push(feature.name),
                None => once.push((note, vec![feature.name])),
            }
        }
    }
    let mut themes: Vec<Option<&str>> = once.iter().map(|(note, _)| note.concerns).collect();
    themes.sort_unstable();
    themes.dedup();
    let mut groups = Vec::new();
    let mut number = 0;
    let mut group = |title: String, counts: &dyn Fn(&NoteReport<'_>) -> bool| {
        let items = once.iter().filter(|(note, _)| counts(note)).map(|(note, names)| {
            number += 1;
            item(number, note, names, marks)
        });
        let items: Vec<Item<'a>> = items.collect();
        if !items.is_empty() {
            groups.push(Group { title, items });
        }
    };
    group("Because of what is known here".to_owned(), &|note| note.specific);
    for (kind, folder) in NoteKind::ALL {
        for theme in &themes {
            let title = match (kind, theme) {
                (NoteKind::Pitfall, Some(theme)) => format!("Pitfalls: {theme}"),
                (NoteKind::Pitfall, None) => "Pitfalls".to_owned(),
                (NoteKind::Scaling, _) => "Scaling".to_owned(),
                (NoteKind::Beside, _) => "Beside it".to_owned(),
            };
            group(title, &|note| !note.specific && note.kind == folder && note.concerns == *theme);
        }
    }
    groups
}

fn item<'a>(number: usize, note: &NoteReport<'a>, features: &[&'a str], marks: &mut Marks) -> Item<'a> {
    Item {
        number,
        id: note.id,
        kind: note.kind,
        summary: note.summary,
        advice: note.advice,
        features: features.to_vec(),
        marks: marks.of(note.sources),
    }
}
