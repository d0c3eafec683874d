//! How a conditional is written in a file of each kind: as a comment line of its own language.

use std::borrow::Cow;
use std::path::Path;

/// The comments of a file, which its template's conditionals are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Dialect {
    /// `//% if websocket`
    Slashes,
    /// `#% if websocket`
    Hash,
    /// `--% if websocket`
    Dashes,
    /// `/*% if websocket */`
    Css,
    /// `<!--% if websocket -->`
    Html,
    /// The same in Markdown.
    Markdown,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Dialect; 6] =
        [Dialect::Slashes, Dialect::Hash, Dialect::Dashes, Dialect::Css, Dialect::Html, Dialect::Markdown];

    /// The dialect of the file at a place; what has no ending of its own (`Dockerfile`, `.env.example`, scripts) has `#`.
    pub fn of(place: &str) -> Self {
        match Path::new(place).extension().and_then(|extension| extension.to_str()) {
            Some("rs" | "js" | "mjs" | "ts" | "go") => Dialect::Slashes,
            Some("css") => Dialect::Css,
            Some("html") => Dialect::Html,
            Some("lua") => Dialect::Dashes,
            Some("md") => Dialect::Markdown,
            _ => Dialect::Hash,
        }
    }

    /// What a conditional begins and ends with.
    pub fn marks(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Slashes => ("//%", ""),
            Dialect::Hash => ("#%", ""),
            Dialect::Dashes => ("--%", ""),
            Dialect::Css => ("/*%", "*/"),
            Dialect::Html | Dialect::Markdown => ("<!--%", "-->"),
        }
    }

    /// The conditional that a line is; `None` where it is text, and an error where it is neither.
    pub fn conditional(self, line: &str) -> Result<Option<&str>, &'static str> {
        let (open, close) = self.marks();
        let line = line.trim();
        match line.strip_prefix(open) {
            Some(rest) => match rest.strip_suffix(close) {
                Some(inside) => Ok(Some(inside.trim())),
                None => Err("a conditional that does not end on its line"),
            },
            None if line.contains(open) => Err("a conditional stands on a line of its own"),
            None => Ok(None),
        }
    }

    /// What a line that is no conditional says: in Markdown, comments are for those who keep the template.
    pub fn text(self, line: &str) -> Cow<'_, str> {
        if self != Dialect::Markdown {
            return Cow::Borrowed(line);
        }
        let (mut said, mut rest) = (String::new(), line);
        while let Some((before, (_, after))) =
            rest.split_once("<!-- ").and_then(|(before, after)| Some((before, after.split_once(" -->")?)))
        {
            said.push_str(before.trim_end());
            rest = after;
        }
        Cow::Owned(said + rest)
    }

    /// Whether empty lines beside brackets mean nothing, so that a formatter takes them out.
    pub fn is_code(self) -> bool {
        !matches!(self, Dialect::Html | Dialect::Markdown)
    }
}
