//! The terminal: put back as it was whatever happens, and asked with menus and lines of text.

use std::io::{self, IsTerminal};

use dialoguer::console::{Term, measure_text_width, set_colors_enabled_stderr, truncate_str};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{FuzzySelect, Input};

use super::modes::Modes;
use super::signals::Signals;
use crate::report::Paper;

/// Lines are hard to read beyond this.
const WIDEST: usize = 100;

/// Columns of a row that are not its text: the mark before it, and one to spare.
const MARGIN: usize = 4;

/// Below so many columns a second one has no room.
const NARROW: usize = 60;

/// A menu of fewer rows is hard to move in.
const FEWEST_ROWS: usize = 4;

/// Why a conversation ended before its end.
#[derive(Debug)]
pub enum Leave {
    /// A signal asked the program to end; Ctrl-C is one.
    Signal(i32),
    /// The terminal cannot be read or written any more.
    Gone(io::Error),
}

/// A terminal that is being asked.
pub struct Terminal {
    term: Term,
    theme: Box<dyn Theme>,
    colour: bool,
    modes: Modes,
    signals: Signals,
}

impl Terminal {
    /// Whether there is somebody to ask: questions are read from standard input and written to standard error.
    pub fn is_there() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Takes the terminal over, until this is dropped.
    pub fn take(colour: bool) -> io::Result<Self> {
        set_colors_enabled_stderr(colour);
        let theme: Box<dyn Theme> = if colour { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) };
        Ok(Self { term: Term::stderr(), theme, colour, signals: Signals::watch()?, modes: Modes::take()? })
    }

    /// The columns that there are.
    fn width(&self) -> usize {
        usize::from(self.term.size().1).min(WIDEST)
    }

    /// A page as wide as the terminal is now.
    pub fn paper(&self) -> Paper {
        Paper::new(self.width().saturating_sub(1), self.colour)
    }

    /// Shows a page.
    pub fn show(&self, paper: Paper) -> Result<(), Leave> {
        self.term.write_str(&paper.finish()).map_err(Leave::Gone)
    }

    /// Whether a menu would cut one of these rows.
    pub fn cuts(&self, rows: &[String]) -> bool {
        rows.iter().any(|row| measure_text_width(row) > self.row_width())
    }

    fn row_width(&self) -> usize {
        self.width().saturating_sub(MARGIN)
    }

    /// Words in two columns, or the first column alone where the second would be cut to nothing useful.
    pub fn columns_or_words(&self, rows: &[(String, String)]) -> Vec<String> {
        if self.width() < NARROW { rows.iter().map(|(word, _)| word.clone()).collect() } else { columns(rows) }
    }

    /// Offers rows, and returns the position of the one that was taken; nothing where it was escaped from.
    pub fn choose(&self, prompt: &str, rows: &[String], first: usize) -> Result<Option<usize>, Leave> {
        self.choose_below(0, prompt, rows, first)
    }

    /// The same, with no more rows at once than leave so many lines above them on the screen.
    pub fn choose_below(&self, lines: usize, prompt: &str, rows: &[String], first: usize) -> Result<Option<usize>, Leave> {
        self.begin()?;
        let width = self.row_width();
        let most = usize::from(self.term.size().0).saturating_sub(lines).max(FEWEST_ROWS);
        let menu = FuzzySelect::with_theme(self.theme.as_ref())
            .with_prompt(truncate_str(prompt, width, "..."))
            .items(distinct(rows, width))
            .default(first.min(rows.len() - 1))
            .max_length(most)
            .highlight_matches(false)
            .report(false);
        self.heard(menu.interact_on_opt(&self.term))
    }

    /// Asks for a line of text; what is wrong with it is said, and it is asked for again.
    pub fn type_in(&self, prompt: &str, wrong: impl Fn(&str) -> Option<String>) -> Result<String, Leave> {
        self.begin()?;
        let line = Input::<String>::with_theme(self.theme.as_ref())
            .with_prompt(prompt)
            .allow_empty(true)
            .report(false)
            .validate_with(|text: &String| wrong(text.trim()).map_or(Ok(()), Err));
        Ok(self.heard(line.interact_text_on(&self.term))?.trim().to_owned())
    }

    /// What was typed before a question stood there is no answer to it.
    fn begin(&self) -> Result<(), Leave> {
        self.modes.forget_input();
        self.signals.caught().map_or(Ok(()), |signal| Err(Leave::Signal(signal)))
    }

    fn heard<T>(&self, answer: dialoguer::Result<T>) -> Result<T, Leave> {
        // A signal ends the wait for a key with an error, and is the reason that counts.
        match (self.signals.caught(), answer) {
            (Some(signal), _) => Err(Leave::Signal(signal)),
            (None, Ok(answer)) => Ok(answer),
            (None, Err(dialoguer::Error::IO(error))) => Err(Leave::Gone(error)),
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Where the terminal is gone there is nothing to put back.
        let _ = self.term.show_cursor();
        self.modes.put_back();
    }
}

/// Rows cut to a width. The menu tells them apart by their text, so that those which became alike are numbered.
fn distinct(rows: &[String], width: usize) -> Vec<String> {
    let short: Vec<String> = rows.iter().map(|row| truncate_str(row, width, "...").into_owned()).collect();
    let alike = |row: &String| short.iter().filter(|other| *other == row).count() > 1;
    if !short.iter().any(alike) {
        return short;
    }
    let numbered = |(at, row): (usize, &String)| truncate_str(&format!("{} {row}", at + 1), width, "...").into_owned();
    rows.iter().enumerate().map(numbered).collect()
}

/// Words in two columns, the first as wide as its widest.
pub fn columns(rows: &[(String, String)]) -> Vec<String> {
    let widest = rows.iter().map(|(word, _)| measure_text_width(word)).max().unwrap_or_default();
    let padded = |word: &str| format!("{word}{}", " ".repeat(widest - measure_text_width(word)));
    rows.iter().map(|(word, rest)| if rest.is_empty() { word.clone() } else { format!("{}  {rest}", padded(word)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_cut_alike_are_numbered() {
        let rows = ["notices: how long", "notices: how often", "< Back"].map(str::to_owned);
        assert_eq!(distinct(&rows, 40), rows);
        assert_eq!(distinct(&rows, 12), ["1 notices...", "2 notices...", "3 < Back"]);
    }

    #[test]
    fn the_second_column_begins_at_one_place() {
        let rows = [("a", "first"), ("long", "second"), ("alone", "")].map(|(word, rest)| (word.to_owned(), rest.to_owned()));
        assert_eq!(columns(&rows), ["a      first", "long   second", "alone"]);
    }
}
