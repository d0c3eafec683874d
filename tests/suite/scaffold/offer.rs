//! What starters.toml and each starter.toml say to whoever chooses a language: how it is read, and what is wrong with it.

use advisor::diag::{FileId, Files, Problems, render};
use advisor::load::{read_evidence, read_offer, read_starter, read_starters};
use advisor::model::{Evidence, Offer};

use super::language::template;
use crate::generate::shipped;

/// What stands in starters.toml, and what is wrong with it.
fn read_all(text: &str) -> (Option<Offer>, String) {
    read("starters.toml", text, |files, file, problems| {
        read_starters(shipped(), files, file, problems);
        read_offer(shipped(), files, file, problems)
    })
}

/// What stands in a starter.toml, and what is wrong with it.
fn read_one(text: &str) -> (Option<Evidence>, String) {
    let offer = offer();
    read("starter.toml", text, |files, file, problems| {
        read_starter("rust", files, file, problems);
        read_evidence(&offer, files, file, problems)
    })
}

fn read<T>(name: &'static str, text: &str, read: impl Fn(&Files, FileId, &mut Problems) -> Option<T>) -> (Option<T>, String) {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add(name, text.to_owned());
    let found = read(&files, file, &mut problems);
    let said: Vec<String> = problems.sorted().iter().map(|problem| render(problem, &files, false)).collect();
    (found, said.join("\n"))
}

/// What all starters offer.
pub fn offer() -> Offer {
    let (offer, said) = read_all(template("starters.toml"));
    assert_eq!(said, "");
    offer.expect("it is right")
}

/// What is known of a language.
pub fn evidence(language: &str) -> Evidence {
    let (evidence, said) = read_one(template(&format!("{language}/starter.toml")));
    assert_eq!(said, "", "{language}");
    evidence.expect("it is right")
}

/// A file with one mistake, and what has to be said of it.
#[track_caller]
fn mistaken<T>(read: fn(&str) -> (Option<T>, String), path: &str, change: [&str; 2], expected: &[&str]) {
    let [old, new] = change;
    let text = template(path);
    assert!(text.contains(old), "{path} has no {old}");
    let (_, said) = read(&text.replacen(old, new, 1));
    assert_eq!(said.matches("error[").count(), 1, "{new}: {said}");
    for expected in expected {
        assert!(said.contains(expected), "{new} should say \"{expected}\":\n{said}");
    }
}

#[test]
fn mistakes_in_what_all_starters_offer_are_said_with_what_to_do() {
    let all = |old, new, expected: &[&str]| mistaken(read_all, "starters.toml", [old, new], expected);
    all("[[broker]]\nname = \"in process\"\n", "[[broker]]\n", &["error[missing-key]", "a broker has no `name`"]);
    all("[trial.redis]\n", "[trial.redis]\nfrom = 1\n", &["error[unknown-key]", "`from` is not a key of a trial"]);
    all("version = \"7.0\"", "version = 7.0", &["error[wrong-type]", "`version` is a number with a fraction"]);
    all("date = ", "date = 0 # ", &["error[wrong-type]", "a date such as 2026-11-22, without quotes,"]);
    all("rounds = 5", "rounds = -5", &["error[bad-quantity]", "`rounds` counts from 0 up"]);
    all("\nof = \"", "\n# of = \"", &["error[missing-key]", "`[bench]` has no `of`"]);
    all("unit = \"bytes\"", "unit = \"byte\"", &["error[unknown-value]", "`byte` is not a unit of a figure", "`bytes`"]);
    all("figure = \"rate\"\n", "", &["error[missing-key]", "a measurement has no `figure`"]);
    all(
        "10000]\ntransport = \"websocket\"",
        "10000]\ntransport = \"web-socket\"",
        &["error[unknown-transport]", "did you mean `websocket`?"],
    );
}

#[test]
fn mistakes_in_what_is_known_of_a_language_are_said_with_what_to_do() {
    let one = |old, new, expected: &[&str]| mistaken(read_one, "rust/starter.toml", [old, new], expected);
    one("toolchain = \"Rust\"\n", "", &["error[missing-key]", "`[tested]` has no `toolchain`"]);
    one("\"nginx\"", "\"ngnix\"", &["error[unknown-id]", "starters.toml has no `[trial.ngnix]`", "did you mean `nginx`?"]);
    one("polls = ", "pulls = ", &["error[unknown-id]", "starters.toml has no `[measurement.pulls]`", "did you mean `polls`?"]);
    one("polls = ", "polls = -", &["error[bad-quantity]", "`polls` is not above 0", "leave out what was not measured"]);
    one("polls = ", "polls = 0.0 # ", &["error[bad-quantity]", "`polls` is not above 0"]);
    one("polls = ", "polls = \"96\" # ", &["error[wrong-type]", "`polls` is a string, and a number is wanted"]);
    one("server = \"rust\"\n", "", &["error[missing-key]", "`[measured]` has no `server`"]);
    one("server = \"rust\"", "server = \"rust\"\nround = 1", &["error[unknown-key]", "`round` is not a key of `[measured]`"]);
}

#[test]
fn a_language_that_says_nothing_of_its_tests_is_not_listed() {
    let (_, said) = read_one("files = []\n");
    assert!(said.contains("error[missing-key]") && said.contains("starter.toml has no `tested`"), "{said}");
}

#[test]
fn a_language_of_which_nothing_was_measured_is_right_all_the_same() {
    let text = template("rust/starter.toml");
    let (tested, measured) = text.split_once("[measured]\n").expect("it was measured");
    let (evidence, said) = read_one(tested);
    assert_eq!(said, "");
    assert!(evidence.expect("it is right").measured.is_none());
    let (first, _) = measured.split_once("polls-idle-10000").expect("a figure");
    let (evidence, said) = read_one(&format!("{tested}[measured]\n{first}"));
    assert_eq!(said, "");
    let medians = evidence.expect("it is right").measured.expect("some of it").medians;
    assert!(medians.iter().any(Option::is_some) && medians.iter().any(Option::is_none), "{medians:?}");
}
