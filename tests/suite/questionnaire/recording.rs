//! What the README shows of the questionnaire is what a terminal shows.

use super::keyboard::{begin, dont_know, know_nothing, prompt, take};
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

/// One feature: its kind, a question with its menu open, and of the decision its head and what could still change it.
/// What is left out is a line of dots.
fn recording() -> String {
    let mut screen = Screen::start(COLUMNS, &[], &[]);
    begin(&mut screen, "notification");
    let found = prompt(&mut screen);
    let asked = screen.shown();
    dont_know(&mut screen, found);
    know_nothing(&mut screen);
    let before = screen.written().len();
    take(&mut screen, "Show\r");
    screen.expect(&["Save your answers?"]);
    let told = screen.written()[before..].replace("\r\n", "\n");
    let parts = [
        vec!["$ advisor"],
        lines(&asked, "> kind: ", |_| false),
        asked.trim_end().rsplit("\n\n").next().expect("the last paragraph").lines().collect(),
        lines(&told, "Your features: ", |line| line.is_empty() || line.starts_with("  ")),
        lines(&told, "  Still unknown", |line| line.starts_with("    ")),
    ];
    let parts = parts.map(|part| part.join("\n").trim_end().to_owned());
    format!("{}\n...\n", parts.join("\n...\n"))
}

/// The line that begins so, and those below it for as long as they go on.
fn lines<'t>(text: &'t str, begin: &str, goes_on: impl Fn(&str) -> bool) -> Vec<&'t str> {
    let mut rest = text.lines().skip_while(|line| !line.starts_with(begin));
    let first = rest.next().unwrap_or_else(|| panic!("no line begins with \"{begin}\":\n{text}"));
    let below = rest.take_while(|line| goes_on(line));
    std::iter::once(first).chain(below).collect()
}
