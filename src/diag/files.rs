//! The texts that diagnostics point into.

use std::borrow::Cow;

/// The position of a file in [`Files`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(usize);

/// Every file that was read, by the name the user knows it under. Embedded texts are borrowed.
#[derive(Default, Debug)]
pub struct Files(Vec<(Cow<'static, str>, Cow<'static, str>)>);

/// A byte order mark: it stands at the head of some files, and is no part of their text.
const MARK: char = '\u{feff}';

impl Files {
    /// Keeps a file's text.
    pub fn add(&mut self, name: impl Into<Cow<'static, str>>, text: impl Into<Cow<'static, str>>) -> FileId {
        self.0.push((name.into(), text.into()));
        FileId(self.0.len() - 1)
    }

    pub fn name(&self, id: FileId) -> &str {
        &self.0[id.0].0
    }

    /// The text, without a byte order mark.
    pub fn text(&self, id: FileId) -> &str {
        let whole = self.whole(id);
        whole.strip_prefix(MARK).unwrap_or(whole)
    }

    /// The file as it was read.
    pub fn whole(&self, id: FileId) -> &str {
        &self.0[id.0].1
    }
}
