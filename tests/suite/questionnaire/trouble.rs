//! What goes wrong at a question: nothing is half written, and the terminal is as it was.

use std::fmt::Write as _;

use rustix::process::{Pid, Signal, kill_process};

use super::keyboard::{begin, dont_know, know_nothing, prompt, take};
use super::screen::Screen;

/// More places in a questionnaire than there are.
const MOST_PLACES: usize = 40;

/// Goes to the kind, then to the first question, the second and so on, and at last to the saving; does something at each.
fn at_every_question(mut then: impl FnMut(&mut Screen, &str)) {
    for place in 0..MOST_PLACES {
        let mut screen = Screen::start(80, &["ask"], &[]);
        screen.expect(&["Kind"]);
        screen.expect(&["< Back"]);
        if place == 0 {
            then(&mut screen, "kind");
            continue;
        }
        take(&mut screen, "else\r");
        let mut found = prompt(&mut screen);
        for _ in 1..place {
            if found == 2 {
                break;
            }
            dont_know(&mut screen, found);
            found = prompt(&mut screen);
        }
        then(&mut screen, ["menu", "number", "review"][found]);
        if found == 2 {
            return;
        }
    }
}

#[test]
fn ctrl_c_at_every_question_leaves_the_terminal_whole_and_says_how_to_go_on() {
    let mut places = 0;
    at_every_question(|screen, place| {
        screen.press("\u{3}");
        assert!(screen.end().is_err_and(|signal| signal.contains("nterrupt")), "at {place}");
        screen.is_whole();
        let told = screen.written();
        assert!(told.contains("nothing was saved"), "at {place}: {told}");
        assert_eq!(told.contains("advisor ask --from"), place != "kind", "at {place}: {told}");
        assert!(screen.files().is_empty());
        places += 1;
    });
    assert!(places > 3);
}

#[test]
fn what_is_said_after_ctrl_c_is_a_file_to_go_on_from() {
    let mut screen = Screen::start(80, &["ask"], &[]);
    begin(&mut screen, "else");
    prompt(&mut screen);
    take(&mut screen, "\r");
    prompt(&mut screen);
    screen.press("\u{3}");
    assert!(screen.end().is_err());
    let told = screen.written().replace("\r\n", "\n");
    let (_, file) = told.split_once("answers.toml\n\n").expect("the file follows");
    let mut again = Screen::start(80, &["ask", "--from", "answers.toml"], &[("answers.toml", file)]);
    know_nothing(&mut again);
    again.press("\u{3}");
    assert!(again.end().is_err());
}

#[test]
fn a_terminal_that_goes_away_at_any_question_ends_it_and_nothing_is_written() {
    at_every_question(|screen, place| {
        screen.hang_up();
        assert_ne!(screen.end(), Ok(0), "at {place}");
        assert!(screen.files().is_empty(), "at {place}");
    });
}

#[test]
fn signals_that_end_programs_end_this_one_cleanly() {
    for (signal, name) in [(Signal::HUP, "angup"), (Signal::TERM, "erminated"), (Signal::INT, "nterrupt")] {
        let mut screen = Screen::start(80, &["ask"], &[]);
        begin(&mut screen, "else");
        prompt(&mut screen);
        let process = Pid::from_raw(screen.process() as i32).expect("it has a number");
        kill_process(process, signal).expect("it runs");
        assert!(screen.end().is_err_and(|ended| ended.contains(name)), "{name}");
        screen.is_whole();
        assert!(screen.written().contains("advisor ask --from"), "{}", screen.written());
    }
}

#[test]
fn junk_that_is_pasted_and_the_end_of_input_change_nothing_for_the_worse() {
    let mut junk = String::new();
    for code in (1..=126u8).filter(|code| ![3, 10, 13].contains(code)) {
        junk.push(char::from(code));
    }
    for word in ["\u{1b}[200~", "żółć", "日本語", "\u{1f600}", "\u{1b}[99;99H", "\u{9b}2J"] {
        write!(junk, "{word}").expect("a string");
    }
    at_every_question(|screen, place| {
        screen.press(&junk);
        screen.press("\u{4}");
        screen.press(&"x".repeat(300));
        screen.press("\u{3}");
        assert!(screen.end().is_err(), "at {place}");
        screen.is_whole();
        assert!(screen.files().is_empty());
    });
}

#[test]
fn another_width_at_every_question_does_no_harm() {
    let mut screen = Screen::start(80, &["ask"], &[]);
    begin(&mut screen, "else");
    for columns in [24, 200, 30, 100, 40, 60].into_iter().cycle() {
        let found = prompt(&mut screen);
        screen.resize(columns);
        if found == 2 {
            break;
        }
        // A key after which the menu is drawn anew.
        screen.press(if found == 0 { "\u{1b}[B\u{1b}[A" } else { "7" });
        screen.expect(&["< Back", "7"]);
        if found == 0 { take(&mut screen, "don't\r") } else { screen.press("\u{7f}\r") }
    }
    screen.press("\u{3}");
    assert!(screen.end().is_err());
    screen.is_whole();
    assert!(screen.written().contains("= \"unknown\""), "{}", screen.written());
}
