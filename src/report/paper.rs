//! Text at the reader's width: wrapped, indented, coloured, and free of characters that could steer a terminal.

use std::borrow::Cow;
use std::ops::Range;

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

/// What is never broken: one or more pieces without white space between them, and a space or nothing after.
#[derive(Debug)]
struct Word {
    /// Positions in the list of pieces.
    pieces: Range<usize>,
    width: usize,
    space: bool,
}

impl Fragment for Word {
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
        let shown: Vec<(Look, Cow<'_, str>)> = parts.iter().map(|(look, text)| (*look, visible(text))).collect();
        let (words, pieces) = words(&shown);
        let room = |taken: usize| self.width.saturating_sub(taken).max(1) as f64;
        let lines = wrap_first_fit(&words, &[room(first), room(margin)]);
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                self.pad(margin);
            }
            self.line(line, &pieces);
        }
        if lines.is_empty() {
            self.text.push('\n');
        }
    }

    /// One line of words; neighbours of one look are painted together.
    fn line(&mut self, words: &[Word], pieces: &[(Look, &str)]) {
        let mut painting = Look::Plain;
        for (position, word) in words.iter().enumerate() {
            for (look, text) in &pieces[word.pieces.clone()] {
                if *look != painting {
                    self.switch(painting, *look);
                    painting = *look;
                }
                self.text.push_str(text);
            }
            if word.space && position + 1 < words.len() {
                self.text.push(' ');
            }
        }
        self.switch(painting, Look::Plain);
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    fn switch(&mut self, from: Look, to: Look) {
        if !self.colour {
            return;
        }
        if from != Look::Plain {
            self.text.push_str(&format!("{:#}", from.style()));
        }
        if to != Look::Plain {
            self.text.push_str(&to.style().to_string());
        }
    }

    fn pad(&mut self, columns: usize) {
        self.text.extend(std::iter::repeat_n(' ', columns));
    }

    fn push(&mut self, look: Look, text: &str) {
        self.switch(Look::Plain, look);
        self.text.push_str(text);
        self.switch(look, Look::Plain);
    }

    /// The finished page.
    pub fn finish(self) -> String {
        self.text
    }
}

/// The words of a text in parts. Parts are glued together unless there is white space between them.
fn words<'t>(parts: &'t [(Look, Cow<'_, str>)]) -> (Vec<Word>, Vec<(Look, &'t str)>) {
    let mut words: Vec<Word> = Vec::new();
    let mut pieces = Vec::new();
    let mut apart = true;
    for (look, part) in parts {
        apart |= part.starts_with(char::is_whitespace);
        for text in part.split_ascii_whitespace() {
            let width = display_width(text);
            pieces.push((*look, text));
            match words.last_mut() {
                Some(last) if !apart => {
                    last.pieces.end += 1;
                    last.width += width;
                }
                last => {
                    if let Some(last) = last {
                        last.space = true;
                    }
                    words.push(Word { pieces: pieces.len() - 1..pieces.len(), width, space: false });
                }
            }
            apart = true;
        }
        // Within a part there is white space between words; at its end only where the part says so.
        apart = if part.trim().is_empty() { apart } else { part.ends_with(char::is_whitespace) };
    }
    (words, pieces)
}

/// The columns of a text; nearly all of it is ASCII.
fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { textwrap::core::display_width(text) }
}
