//! Every step by keyboard, on terminals of several widths.

use super::screen::Screen;
use crate::support::Advisor;

/// What a prompt begins with: a menu, a line to type, the review.
pub const PROMPTS: [&str; 3] = ["Answer", "Value", "Next"];

/// What a menu ends with.
const CURSOR_SHOWN: &str = "\u{1b}[?25h";

pub const WIDTHS: [u16; 3] = [40, 80, 200];

/// Begins with a feature of a kind.
pub fn begin(screen: &mut Screen, kind: &str) {
    screen.expect(&["Kind"]);
    screen.expect(&["< Back"]);
    take(screen, &format!("{kind}\r"));
}

/// Waits for the next prompt, and until all of it stands there.
pub fn prompt(screen: &mut Screen) -> usize {
    let found = screen.expect(&PROMPTS);
    if found != 1 {
        screen.expect(&["< Back"]);
    }
    found
}

/// Answers "I don't know" to what was found, a menu or a line.
pub fn dont_know(screen: &mut Screen, found: usize) {
    if found == 1 {
        screen.press("\r");
        screen.expect(&["> "]);
    } else {
        take(screen, "don't\r");
    }
}

/// Takes a row of a menu, and waits until the menu is gone.
pub fn take(screen: &mut Screen, keys: &str) {
    screen.press(keys);
    screen.expect(&[CURSOR_SHOWN]);
}

/// Answers "I don't know" until there is a review; returns how many questions there were.
pub fn know_nothing(screen: &mut Screen) -> usize {
    for asked in 0.. {
        match prompt(screen) {
            2 => return asked,
            found => dont_know(screen, found),
        }
    }
    unreachable!("there are not so many questions")
}

#[test]
fn every_step_works_by_keyboard_at_every_width() {
    for columns in WIDTHS {
        let mut screen = Screen::start(columns, &["ask"], &[]);
        begin(&mut screen, "else");
        assert_eq!(prompt(&mut screen), 0);
        take(&mut screen, "?\r");
        screen.expect(&["Why: "]);
        assert_eq!(prompt(&mut screen), 0);
        take(&mut screen, "\r");
        assert_eq!(prompt(&mut screen), 0);
        take(&mut screen, "<\r");
        // The first question again: back from the second.
        prompt(&mut screen);
        dont_know(&mut screen, 0);
        assert!(know_nothing(&mut screen) > 1);
        take(&mut screen, "Change\r");
        screen.expect(&["Change"]);
        screen.expect(&["< Back"]);
        take(&mut screen, "<\r");
        assert_eq!(prompt(&mut screen), 2);
        take(&mut screen, "Show\r");
        screen.expect(&["Save your answers?"]);
        screen.expect(&["Do not save"]);
        take(&mut screen, "\r");
        screen.expect(&["saved", "advisor scaffold --lang rust --out server requirements.toml"]);
        assert_eq!(screen.end(), Ok(0));
        screen.is_whole();
        assert_eq!(screen.files(), ["requirements.schema.json", "requirements.toml"]);
        let shown = screen.written().replace("\r\n", "\n");
        // A command to copy is not broken.
        let laid_out = |line: &&str| !line.contains('\u{1b}') && !line.contains(": advisor scaffold ");
        let longest = shown.lines().filter(laid_out).map(|line| line.chars().count()).max();
        assert!(longest <= Some(usize::from(columns)), "a line is longer than {columns} columns");
    }
}

#[test]
fn the_saved_file_gives_the_same_decision_byte_for_byte() {
    for kind in ["else", "chat", "dashboard"] {
        let mut screen = Screen::start(80, &["ask", "--out", "app.toml"], &[]);
        begin(&mut screen, kind);
        know_nothing(&mut screen);
        let before = screen.written().len();
        take(&mut screen, "Show\r");
        assert_eq!(screen.end(), Ok(0));
        screen.is_whole();
        let saved = std::fs::read_to_string(screen.folder.path().join("app.toml")).expect("it was saved");
        let again = Advisor::new().file("app.toml", &saved).args(["recommend", "app.toml"]).run().exits(0);
        let told = screen.written()[before..].replace("\r\n", "\n");
        assert!(told.contains(&again.stdout), "{told}\n---\n{}", again.stdout);
    }
}

#[test]
fn a_wrong_number_is_told_how_to_be_written_and_a_good_one_is_taken() {
    let mut screen = Screen::start(80, &["ask"], &[]);
    begin(&mut screen, "else");
    while prompt(&mut screen) != 1 {
        dont_know(&mut screen, 0);
    }
    screen.press("fast\r");
    screen.expect(&["a whole number"]);
    screen.expect(&["Value"]);
    screen.press("?\r");
    screen.expect(&["Why: "]);
    screen.expect(&["Value"]);
    screen.press("30s\r");
    screen.expect(&[": 30s"]);
    prompt(&mut screen);
    screen.press("\u{3}");
    assert!(screen.end().is_err());
    assert!(screen.written().contains("= \"30s\""), "{}", screen.written());
}

#[test]
fn an_interview_goes_on_from_a_file() {
    let file = ("app.toml", "[feature.rooms]\nworkload = \"chat\"\nnetwork = \"open\"\n");
    let mut screen = Screen::start(80, &["ask", "--from", "app.toml", "--out", "app.toml"], &[file]);
    know_nothing(&mut screen);
    take(&mut screen, "Show\r");
    screen.expect(&["is there already"]);
    screen.expect(&["Replace it\r\n"]);
    take(&mut screen, "Replace\r");
    assert_eq!(screen.end(), Ok(0));
    let saved = std::fs::read_to_string(screen.folder.path().join("app.toml")).expect("it is there");
    assert!(saved.contains("[feature.rooms]") && saved.contains("network = \"open\""), "{saved}");
}

#[test]
fn several_features_are_answered_in_one_sitting_and_corrected_before_the_end() {
    let old = ("app.toml", "# something else\n");
    let mut screen = Screen::start(80, &["ask", "--out", "app.toml", "--force"], &[old]);
    begin(&mut screen, "chat");
    know_nothing(&mut screen);
    take(&mut screen, "Add\r");
    begin(&mut screen, "dashboard");
    know_nothing(&mut screen);
    take(&mut screen, "Change\r");
    screen.expect(&["Which feature"]);
    screen.expect(&["< Back"]);
    take(&mut screen, "dashboard\r");
    screen.expect(&["Change"]);
    screen.expect(&["< Back"]);
    take(&mut screen, "text or binary\r");
    assert_eq!(prompt(&mut screen), 0);
    take(&mut screen, "binary\r");
    know_nothing(&mut screen);
    take(&mut screen, "Show\r");
    assert_eq!(screen.end(), Ok(0));
    screen.is_whole();
    let saved = std::fs::read_to_string(screen.folder.path().join("app.toml")).expect("it was saved");
    let again = Advisor::new().file("app.toml", &saved).args(["recommend", "app.toml"]).run().exits(0);
    assert!(saved.contains("[feature.chat]") && saved.contains("[feature.dashboard]"), "{saved}");
    assert!(saved.contains("payload = \"binary\""), "{saved}");
    assert!(screen.written().replace("\r\n", "\n").contains(&again.stdout), "{}", screen.written());
}

#[test]
fn advisor_alone_in_a_terminal_asks() {
    let mut screen = Screen::start(80, &[], &[]);
    screen.expect(&["What kind of live feature is it?"]);
    screen.expect(&["< Back"]);
    screen.press("\u{3}");
    assert!(screen.end().is_err());
    screen.is_whole();
}

#[test]
fn without_a_terminal_the_form_of_a_file_is_shown() {
    let output = Advisor::new().arg("ask").run().exits(2);
    assert!(output.stderr.contains("[feature.") && output.stderr.contains("advisor recommend"), "{}", output.stderr);
    assert!(output.stdout.is_empty());
    let form: String =
        output.stderr.lines().filter_map(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n")).collect();
    Advisor::new().stdin(form).args(["recommend", "-"]).run().exits(0);
}
