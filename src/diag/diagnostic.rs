//! One diagnostic, and the list that collects them.

use std::ops::Range;

use super::{Code, FileId};

/// Something that is wrong with what the user gave.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub code: Code,
    /// Lower case, no full stop, what the user wrote in backticks.
    pub message: String,
    /// Where, if it is in a file.
    pub place: Option<Place>,
    /// What to do about it.
    pub help: Option<String>,
}

/// A range of bytes in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub file: FileId,
    pub span: Range<usize>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: None, help: None }
    }

    pub fn at(mut self, file: FileId, span: Range<usize>) -> Self {
        self.place = Some(Place { file, span });
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// Everything that is wrong, so that all of it can be shown at once.
#[derive(Default, Debug)]
pub struct Problems(Vec<Diagnostic>);

impl Problems {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(diagnostics);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// In the order of files, and of places within a file; each said once.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.place.as_ref().map(|place| (place.file, place.span.start)), d.code);
            key(a).cmp(&key(b))
        });
        self.0.dedup_by(|a, b| a.code == b.code && a.place == b.place && a.message == b.message);
        self.0
    }
}
