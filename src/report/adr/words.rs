//! A sentence of the knowledge base within a sentence of the record.

use std::collections::HashSet;

use crate::model::Knowledge;

/// The words that the knowledge base writes in small letters somewhere: every other word is taken for a name.
pub struct Words<'a>(HashSet<&'a str>);

impl<'a> Words<'a> {
    pub fn of(knowledge: &'a Knowledge) -> Self {
        let rules = knowledge.rules.iter().flat_map(|rule| [&rule.summary, &rule.because]);
        let notes = knowledge.notes.iter().flat_map(|note| [&note.summary, &note.advice]);
        let texts = rules.chain(notes).chain(knowledge.transports.iter().map(|transport| &transport.what));
        let words = texts.flat_map(|text| text.split_whitespace()).map(|word| word.trim_matches([',', '.', ':', ';', '(', ')']));
        Self(words.filter(|word| word.starts_with(char::is_lowercase)).collect())
    }

    /// The sentence without the capital that only its place gave it.
    pub fn within(&self, sentence: &str) -> String {
        let first = sentence.split([' ', ',', ':']).next().unwrap_or_default();
        let small = first.to_lowercase();
        if self.0.contains(small.as_str()) { format!("{small}{}", &sentence[first.len()..]) } else { sentence.to_owned() }
    }
}
