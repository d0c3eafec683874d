//! Text at the reader's width: wrapped, indented, coloured, and free of characters that could steer a terminal.

use std::fmt::Write as _;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

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

/// Room for most pages, so that they seldom move while they grow.
const PAGE_BYTES: usize = 16 * 1024;

/// What lines are indented with.
const BLANK: &str = "                ";

/// A page that grows downwards.
pub struct Paper {
    width: usize,
    colour: bool,
    text: String,
}

/// Where a line of running text stands.
struct Line {
    /// The column at which the next line begins.
    margin: usize,
    column: usize,
    painting: Look,
    is_empty: bool,
}

impl Paper {
    pub fn new(width: usize, colour: bool) -> Self {
        Self { width: width.max(NARROWEST), colour, text: String::with_capacity(PAGE_BYTES) }
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
        self.end_line();
    }

    /// Lines that are laid out already.
    pub fn block(&mut self, indent: usize, lines: &str) {
        for line in lines.lines() {
            self.pad(indent);
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

    /// Text from a column on; the first line begins where the page stands. Parts are glued together unless there is white space
    /// between them.
    fn flow(&mut self, margin: usize, first: usize, parts: &[(Look, &str)]) {
        let mut line = Line { margin, column: first, painting: Look::Plain, is_empty: true };
        let mut glued = false;
        for (position, (look, part)) in parts.iter().enumerate() {
            let part = visible(part);
            glued &= !part.starts_with(is_space);
            let is_ascii = part.is_ascii();
            // Words that follow on one line and are one space apart in the part are written at once.
            let mut run = 0..0;
            for word in words(&part) {
                let at_end = word.end == part.len();
                let width = if is_ascii { word.len() } else { display_width(&part[word.clone()]) };
                let tail = if at_end && !glued { glued_width(&parts[position + 1..]) } else { 0 };
                let is_next = !run.is_empty() && word.start == run.end + 1 && part.as_bytes()[run.end] == b' ';
                if is_next && line.column + 1 + width + tail <= self.width {
                    line.column += 1 + width;
                    run.end = word.end;
                } else {
                    self.write(&mut line, *look, &part[run]);
                    if !glued {
                        self.space(&mut line, width + tail);
                    }
                    line.column += width;
                    line.is_empty = false;
                    run = word;
                }
                glued = at_end;
            }
            self.write(&mut line, *look, &part[run]);
        }
        self.switch(line.painting, Look::Plain);
        self.end_line();
    }

    /// What stands before a word that is so wide: nothing, a space, or the end of a full line.
    fn space(&mut self, line: &mut Line, width: usize) {
        if line.is_empty {
            return;
        }
        if line.column + 1 + width <= self.width {
            self.text.push(' ');
            line.column += 1;
            return;
        }
        self.switch(line.painting, Look::Plain);
        self.text.push('\n');
        self.pad(line.margin);
        *line = Line { margin: line.margin, column: line.margin, painting: Look::Plain, is_empty: true };
    }

    /// Words, or a piece of one; neighbours of one look are painted together.
    fn write(&mut self, line: &mut Line, look: Look, words: &str) {
        if look != line.painting && !words.is_empty() {
            self.switch(line.painting, look);
            line.painting = look;
        }
        self.text.push_str(words);
    }

    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    fn switch(&mut self, from: Look, to: Look) {
        if !self.colour {
            return;
        }
        if from != Look::Plain {
            let _ = write!(self.text, "{:#}", from.style());
        }
        if to != Look::Plain {
            let _ = write!(self.text, "{}", to.style());
        }
    }

    fn pad(&mut self, mut columns: usize) {
        while columns > 0 {
            let step = columns.min(BLANK.len());
            self.text.push_str(&BLANK[..step]);
            columns -= step;
        }
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

/// Where the words of a text stand.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let start = at;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}

/// The columns of what is glued to the text before these parts: all up to the first white space.
fn glued_width(parts: &[(Look, &str)]) -> usize {
    let mut width = 0;
    for (_, part) in parts {
        let part = visible(part);
        let glued = part.split(is_space).next().unwrap_or_default();
        width += display_width(glued);
        if glued.len() < part.len() {
            break;
        }
    }
    width
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

/// The columns of a text; nearly all of it is ASCII.
fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().filter_map(UnicodeWidthChar::width).sum() }
}
