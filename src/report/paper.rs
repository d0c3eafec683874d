//! Text at the reader's width: wrapped, indented, coloured, and free of characters that could steer a terminal.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;

use crate::diag::visible;

/// The narrowest width that is laid out for; narrower terminals wrap by themselves.
const NARROWEST: usize = 24;

/// What a piece of text is, which says how it looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    Plain,
    Heading,
    Chosen,
    Good,
    Bad,
    Dim,
}

impl Look {
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Look::Plain => Style::new(),
            Look::Heading => Style::new().bold(),
            Look::Chosen => colour(AnsiColor::Green).bold(),
            Look::Good => colour(AnsiColor::Green),
            Look::Bad => colour(AnsiColor::Red),
            Look::Dim => Style::new().dimmed(),
        }
    }
}

/// A page that grows downwards.
pub struct Paper {
    width: usize,
    colour: bool,
    text: String,
}

/// A word with its look; what follows it on the same line is one space or nothing.
#[derive(Debug)]
struct Word<'t> {
    text: Cow<'t, str>,
    look: Look,
    width: usize,
    space: bool,
}

impl Fragment for Word<'_> {
    fn width(&self) -> f64 {
        self.width as f64
    }

    fn whitespace_width(&self) -> f64 {
        f64::from(u8::from(self.space))
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

impl Paper {
    pub fn new(width: usize, colour: bool) -> Self {
        Self { width: width.max(NARROWEST), colour, text: String::new() }
    }

    /// The columns that there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// An empty line, unless the page begins or one is there.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A heading at the margin.
    pub fn heading(&mut self, parts: &[(Look, &str)]) {
        self.gap();
        self.flow(0, 0, parts);
    }

    /// A paragraph, indented by so many columns.
    pub fn paragraph(&mut self, indent: usize, parts: &[(Look, &str)]) {
        self.pad(indent);
        self.flow(indent, indent, parts);
    }

    /// A list item: its mark hangs before the text.
    pub fn item(&mut self, indent: usize, mark: (Look, &str), parts: &[(Look, &str)]) {
        self.hanging(indent, mark, display_width(mark.1) + 1, parts);
    }

    /// A label and a text beside it; on narrow pages the text stands below.
    pub fn entry(&mut self, indent: usize, label: (Look, &str), label_width: usize, parts: &[(Look, &str)]) {
        if indent + label_width + 20 > self.width {
            self.paragraph(indent, &[label]);
            return self.paragraph(indent + 2, parts);
        }
        self.hanging(indent, label, label_width + 1, parts);
    }

    /// A line that is laid out already.
    pub fn row(&mut self, indent: usize, parts: &[(Look, &str)]) {
        self.pad(indent);
        parts.iter().for_each(|(look, text)| self.push(*look, &visible(text)));
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// Lines that are laid out already.
    pub fn block(&mut self, indent: usize, lines: &str) {
        for line in lines.lines() {
            self.text.push_str(&" ".repeat(indent));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// A mark in a column of its own, and text beside it.
    fn hanging(&mut self, indent: usize, (look, mark): (Look, &str), column: usize, parts: &[(Look, &str)]) {
        self.pad(indent);
        self.push(look, &visible(mark));
        self.pad(column.saturating_sub(display_width(mark)));
        self.flow(indent + column, indent + column.max(display_width(mark)), parts);
    }

    /// Text from a column on; the first line begins where the page stands.
    fn flow(&mut self, margin: usize, first: usize, parts: &[(Look, &str)]) {
        let words = words(parts);
        let room = |taken: usize| self.width.saturating_sub(taken).max(1) as f64;
        let lines = wrap_first_fit(&words, &[room(first), room(margin)]);
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                self.pad(margin);
            }
            for (position, word) in line.iter().enumerate() {
                self.push(word.look, &word.text);
                if word.space && position + 1 < line.len() {
                    self.text.push(' ');
                }
            }
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push('\n');
        }
    }

    fn pad(&mut self, columns: usize) {
        self.text.extend(std::iter::repeat_n(' ', columns));
    }

    fn push(&mut self, look: Look, text: &str) {
        if self.colour && look != Look::Plain && !text.is_empty() {
            let style = look.style();
            self.text.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.text.push_str(text);
        }
    }

    /// The finished page.
    pub fn finish(self) -> String {
        self.text
    }
}

/// The words of a line's parts. Parts are glued together unless there is white space between them.
fn words<'t>(parts: &[(Look, &'t str)]) -> Vec<Word<'t>> {
    let mut words: Vec<Word<'t>> = Vec::new();
    for (look, part) in parts {
        let spaced = part.starts_with(char::is_whitespace);
        if let (true, Some(last)) = (spaced, words.last_mut()) {
            last.space = true;
        }
        let first = words.len();
        for text in part.split_whitespace() {
            let text = visible(text);
            words.push(Word { width: display_width(&text), text, look: *look, space: true });
        }
        if let (true, Some(last)) = (words.len() > first, words.last_mut()) {
            last.space = part.ends_with(char::is_whitespace);
        }
    }
    words
}

/// The columns of a text; nearly all of it is ASCII.
fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { textwrap::core::display_width(text) }
}
