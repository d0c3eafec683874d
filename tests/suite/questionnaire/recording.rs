//! What the README shows of the questionnaire is what a terminal shows.

use super::keyboard::{begin, know_nothing, prompt, take};
use super::screen::Screen;
use crate::committed::Committed;
use crate::support::{read, repository};

const PAGE: &str = "README.md";
const BEGIN: &str = "<!-- recording: `scripts/record-questionnaire` makes it anew -->\n```text\n";
const END: &str = "```\n<!-- end of the recording -->\n";

/// Narrow enough for a page.
const COLUMNS: u16 = 80;

#[test]
fn the_recording_in_the_readme_is_what_a_terminal_shows() {
    let page = read(&repository(PAGE));
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the recording");
    let (_, after) = rest.split_once(END).expect("the recording ends");
    Committed::check(PAGE, &format!("{before}{BEGIN}{}{END}{after}", recording()));
}

/// One feature: its kind, the first question with its menu open, and the head of the decision. What is left out is a line of dots.
fn recording() -> String {
    let mut screen = Screen::start(COLUMNS, &[], &[]);
    begin(&mut screen, "notification");
    prompt(&mut screen);
    let asked = lines_from(&screen.shown(), "What kind of live feature is it?");
    take(&mut screen, "servers\r");
    know_nothing(&mut screen);
    let before = screen.written().len();
    take(&mut screen, "Show\r");
    screen.expect(&["Save your answers?"]);
    let told = screen.written()[before..].replace("\r\n", "\n");
    let told = lines_from(&told, "Your features: ");
    let head: String = told.split_inclusive('\n').take(DECIDED).collect();
    format!("$ advisor\n...\n{asked}...\n{head}...\n")
}

/// The head of the decision: what was decided, and the main reason.
const DECIDED: usize = 7;

/// The lines of a text from the one that begins so, without blanks at their ends.
fn lines_from(text: &str, begin: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.starts_with(begin));
    let lines: String = lines.map(|line| format!("{}\n", line.trim_end())).collect();
    assert!(!lines.is_empty(), "no line begins with \"{begin}\":\n{text}");
    lines
}
