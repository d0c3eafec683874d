//! Reads the keys of one table, and reports what is missing, of the wrong type or unknown.

use std::ops::Range;

use super::node::{Entry, Node, Value};
use crate::diag::{Code, Diagnostic, FileId, Problems, did_you_mean, listed};
use crate::model::Text;

/// Where problems of one file go.
pub struct Sink<'a> {
    pub file: FileId,
    pub problems: &'a mut Problems,
}

impl Sink<'_> {
    /// Reports an error at a place of the file.
    pub fn error(&mut self, code: Code, span: &Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.problems.push(Diagnostic::error(code, message).at(self.file, span.clone()).maybe_help(help));
    }

    /// Reports a value of the wrong type.
    pub fn wrong_type(&mut self, node: &Node, what: &str, wanted: &str) {
        let message = format!("`{what}` is {}, and {wanted} is wanted", node.kind());
        self.error(Code::WrongType, &node.span, message, None);
    }

    /// Reports an item of the wrong type in a list of strings.
    pub fn wrong_item(&mut self, item: &Node, what: &str) {
        let message = format!("`{what}` holds {}, and strings are wanted", item.kind());
        self.error(Code::WrongType, &item.span, message, None);
    }

    /// What a word of a closed list stands for; any other is reported as not being `what`.
    pub fn one_of<T: Copy>(&mut self, all: &[(T, &'static str)], what: &str, word: &str, span: &Range<usize>) -> Option<T> {
        let found = all.iter().find(|(_, name)| word == *name).map(|(found, _)| *found);
        if found.is_none() {
            let known = all.iter().map(|(_, name)| *name);
            self.unknown(Code::UnknownValue, span, format!("`{word}` is not {what}"), word, known);
        }
        found
    }

    /// Reports a word that is not among `known`.
    pub fn unknown<'n>(
        &mut self,
        code: Code,
        span: &Range<usize>,
        message: String,
        word: &str,
        known: impl IntoIterator<Item = &'n str> + Clone,
    ) {
        let help = match did_you_mean(word, known.clone()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => match known.clone().into_iter().count() {
                1 => Some(format!("only {} may stand here", listed(known))),
                2..=24 => Some(format!("one of {}", listed(known))),
                _ => None,
            },
        };
        self.error(code, span, message, help);
    }
}

/// The keys of one table, each of which is asked for by name.
pub struct Reader<'n> {
    entries: &'n [Entry],
    /// The place of the whole table, for what is missing.
    span: Range<usize>,
    /// What the table is, for messages: "a rule".
    what: &'static str,
    asked: Vec<&'static str>,
}

impl<'n> Reader<'n> {
    pub fn new(entries: &'n [Entry], span: Range<usize>, what: &'static str) -> Self {
        Self { entries, span, what, asked: Vec::new() }
    }

    /// Reads a node that must be a table.
    pub fn of(node: &'n Node, what: &'static str, sink: &mut Sink<'_>) -> Option<Self> {
        match &node.value {
            Value::Table(entries) => Some(Self::new(entries, node.span.clone(), what)),
            _ => {
                let message = format!("{what} is {}, and a table is wanted", node.kind());
                sink.error(Code::WrongType, &node.span, message, None);
                None
            }
        }
    }

    /// The value of a key, if it stands there.
    pub fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// A string.
    pub fn text(&mut self, key: &'static str, sink: &mut Sink<'_>) -> Option<Text> {
        let node = self.node(key)?;
        match node.as_text() {
            Some(text) if text.trim().is_empty() => {
                sink.error(Code::MissingKey, &node.span, format!("`{key}` is empty"), None);
                None
            }
            Some(text) => Some(text.clone()),
            None => {
                sink.wrong_type(node, key, "a string");
                None
            }
        }
    }

    /// A string that must be there.
    pub fn required_text(&mut self, key: &'static str, sink: &mut Sink<'_>) -> Text {
        if self.required(key, sink).is_none() {
            return Text::default();
        }
        self.text(key, sink).unwrap_or_default()
    }

    /// Any value that must be there.
    pub fn required(&mut self, key: &'static str, sink: &mut Sink<'_>) -> Option<&'n Node> {
        let node = self.node(key);
        if node.is_none() {
            sink.error(Code::MissingKey, &self.span, format!("{} has no `{key}`", self.what), None);
        }
        node
    }

    /// A boolean; absent means no.
    pub fn flag(&mut self, key: &'static str, sink: &mut Sink<'_>) -> bool {
        self.optional_flag(key, sink).unwrap_or(false)
    }

    /// A boolean, if it stands there.
    pub fn optional_flag(&mut self, key: &'static str, sink: &mut Sink<'_>) -> Option<bool> {
        let node = self.node(key)?;
        match node.value {
            Value::Flag(flag) => Some(flag),
            _ => {
                sink.wrong_type(node, key, "`true` or `false`");
                None
            }
        }
    }

    /// A list of strings with their places; absent means empty.
    pub fn texts(&mut self, key: &'static str, sink: &mut Sink<'_>) -> Vec<(Text, Range<usize>)> {
        let mut texts = Vec::new();
        for item in self.items(key, "a list of strings", None, sink) {
            match item.as_text() {
                Some(text) => texts.push((text.clone(), item.span.clone())),
                None => sink.wrong_item(item, key),
            }
        }
        texts
    }

    /// A list of strings that must be there, and may be empty.
    pub fn required_texts(&mut self, key: &'static str, sink: &mut Sink<'_>) -> Vec<Text> {
        self.required(key, sink);
        self.texts(key, sink).into_iter().map(|(text, _)| text).collect()
    }

    /// The items of a list of tables; absent means empty.
    pub fn list(&mut self, key: &'static str, sink: &mut Sink<'_>) -> &'n [Node] {
        let help = format!("the tables of a list are headed `[[{key}]]`, with two brackets");
        self.items(key, "a list of tables", Some(help), sink)
    }

    fn items(&mut self, key: &'static str, wanted: &str, of_tables: Option<String>, sink: &mut Sink<'_>) -> &'n [Node] {
        match self.node(key) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => items,
            Some(node) => {
                let message = format!("`{key}` is {}, and {wanted} is wanted", node.kind());
                let help = of_tables.filter(|_| node.as_table().is_some());
                sink.error(Code::WrongType, &node.span, message, help);
                &[]
            }
        }
    }

    /// The entries of a table; absent means empty.
    pub fn table(&mut self, key: &'static str, sink: &mut Sink<'_>) -> &'n [Entry] {
        match self.node(key) {
            None => &[],
            Some(node) => node.as_table().unwrap_or_else(|| {
                sink.wrong_type(node, key, "a table");
                &[]
            }),
        }
    }

    /// Reports every key that was not asked for.
    pub fn finish(self, sink: &mut Sink<'_>) {
        for entry in self.entries {
            if !self.asked.iter().any(|key| entry.key == *key) {
                let message = format!("`{}` is not a key of {}", entry.key, self.what);
                sink.unknown(Code::UnknownKey, &entry.key_span, message, &entry.key, self.asked.iter().copied());
            }
        }
    }
}
