//! Text at the reader's width: wrapped, indented, coloured, and free of characters that could steer a terminal.

use anstyle::{AnsiColor, Style};

use crate::diag::visible;

/// The narrowest width that is laid out for; narrower terminals wrap by themselves.
const NARROWEST: usize = 24;

/// What a piece of text is, which says how it looks.
#[derive(Clone, Copy, PartialEq, Eq)]
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

    /// The text in this look; plain text carries no codes.
    pub fn paint(self, text: &str) -> String {
        let style = self.style();
        format!("{style}{}{style:#}", visible(text))
    }
}

/// A page that grows downwards. Colour codes are always written; what prints the page strips them where they are not wanted.
pub struct Paper {
    width: usize,
    text: String,
}

impl Paper {
    pub fn new(width: usize) -> Self {
        Self { width: width.max(NARROWEST), text: String::new() }
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
        self.wrapped("", "", parts);
    }

    /// A paragraph, indented by so many columns.
    pub fn paragraph(&mut self, indent: usize, parts: &[(Look, &str)]) {
        let margin = " ".repeat(indent);
        self.wrapped(&margin, &margin, parts);
    }

    /// A list item: its mark hangs before the text.
    pub fn item(&mut self, indent: usize, mark: (Look, &str), parts: &[(Look, &str)]) {
        let (look, mark) = mark;
        let first = format!("{}{} ", " ".repeat(indent), look.paint(mark));
        let rest = " ".repeat(indent + textwrap::core::display_width(mark) + 1);
        self.wrapped(&first, &rest, parts);
    }

    /// A label and a text beside it; on narrow pages the text stands below.
    pub fn entry(&mut self, indent: usize, label: (Look, &str), label_width: usize, parts: &[(Look, &str)]) {
        let (look, label) = label;
        if indent + label_width + 20 > self.width {
            self.wrapped(&" ".repeat(indent), &" ".repeat(indent), &[(look, label)]);
            return self.paragraph(indent + 2, parts);
        }
        let pad = label_width.saturating_sub(textwrap::core::display_width(label));
        let first = format!("{}{}{} ", " ".repeat(indent), look.paint(label), " ".repeat(pad));
        let rest = " ".repeat(indent + label_width + 1);
        self.wrapped(&first, &rest, parts);
    }

    /// Lines that are laid out already.
    pub fn block(&mut self, indent: usize, lines: &str) {
        for line in lines.lines() {
            self.text.push_str(&" ".repeat(indent));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    fn wrapped(&mut self, first: &str, rest: &str, parts: &[(Look, &str)]) {
        // Each word is painted on its own, so that a style never runs over a line's end.
        let mut painted = String::new();
        let mut apart = false;
        for (look, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
            if !painted.is_empty() && (apart || text.starts_with(char::is_whitespace)) {
                painted.push(' ');
            }
            apart = text.ends_with(char::is_whitespace);
            let words: Vec<String> = text.split_whitespace().map(|word| look.paint(word)).collect();
            painted.push_str(&words.join(" "));
        }
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&painted, options) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// The finished page.
    pub fn finish(self) -> String {
        self.text
    }
}
