//! Mistakes in the tables beside the templates: each is told with what to do, and all of a file at once.

use advisor::diag::{Code, Diagnostic, Files, Problems};
use advisor::load::{read_settings, read_starter};

use super::language::template;

/// What is said of a settings.toml.
fn of_settings(text: &str) -> Vec<Diagnostic> {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("settings.toml", text.to_owned());
    read_settings(&files, file, &mut problems);
    problems.sorted()
}

/// What is said of a starter.toml.
fn of_starter(text: &str) -> Vec<Diagnostic> {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("starter.toml", text.to_owned());
    read_starter("rust", &files, file, &mut problems);
    problems.sorted()
}

/// Holds what is said to one problem, by its code, a part of its message, and a part of its help where it has one.
#[track_caller]
fn is_one(said: &[Diagnostic], code: Code, message: &str, help: &str) {
    let [problem] = said else { panic!("{said:?}") };
    assert_eq!(problem.code, code, "{problem:?}");
    assert!(problem.message.contains(message), "{problem:?}");
    assert!(problem.help.as_deref().unwrap_or_default().contains(help), "{problem:?}");
    assert!(problem.place.is_some(), "{problem:?}");
}

/// A setting with more keys.
fn setting(keys: &str) -> String {
    format!("[setting.KEY]\ngroup = \"All\"\nwhat = \"A word.\"\n{keys}\n")
}

const NUMBER: &str = "kind = \"number\"\nleast = 1\nmost = 9\n";

#[test]
fn a_setting_says_its_group_what_it_does_and_its_kind() {
    for key in ["group", "what", "kind"] {
        let text = setting("kind = \"text\"");
        let without: Vec<&str> = text.lines().filter(|line| !line.starts_with(key)).collect();
        is_one(&of_settings(&without.join("\n")), Code::MissingKey, &format!("a setting has no `{key}`"), "");
    }
}

#[test]
fn a_setting_is_one_that_an_environment_can_have() {
    for name in ["Key", "KEY-2", "_KEY"] {
        let text = setting("kind = \"text\"").replace("KEY", name);
        is_one(&of_settings(&text), Code::BadId, &format!("`{name}` cannot be the name"), "upper-case letters");
    }
    is_one(&of_settings("[setting]\nKEY = 3\n"), Code::WrongType, "a setting is a whole number", "");
}

#[test]
fn a_kind_is_one_that_there_is_and_has_bounds_only_where_it_counts() {
    is_one(&of_settings(&setting("kind = \"numbre\"")), Code::UnknownValue, "`numbre` is not a kind", "did you mean `number`?");
    is_one(&of_settings(&setting("kind = \"text\"\nleast = 1")), Code::UnknownKey, "`least` is not a key", "");
    let unbounded = "kind = \"number\"\nusual = 3\nleast = 1";
    is_one(&of_settings(&setting(unbounded)), Code::MissingKey, "a setting has no `most`", "");
    let turned = "kind = \"number\"\nusual = 3\nleast = 9\nmost = 1";
    is_one(&of_settings(&setting(turned)), Code::BadQuantity, "`most` is less than `least`", "change one");
}

#[test]
fn a_default_is_of_the_kind_and_within_bounds() {
    let with = |kind: &str, usual: &str| of_settings(&setting(&format!("{kind}\nusual = {usual}")));
    for usual in ["1", "9", "\"«rate_limit»\""] {
        assert!(with(NUMBER, usual).is_empty(), "{usual}");
    }
    for usual in ["0", "10"] {
        is_one(&with(NUMBER, usual), Code::BadQuantity, &format!("default {usual} is out of bounds"), "from 1 to 9");
    }
    is_one(&with(NUMBER, "\"many\""), Code::WrongType, "`usual` is a string", "write a whole number");
    is_one(&with("kind = \"yes-no\"", "1"), Code::WrongType, "`true` or `false` is wanted", "");
    is_one(&with("kind = \"address\"", "8080"), Code::WrongType, "a string is wanted", "");
    is_one(&with("kind = \"address\"", "\"8080\""), Code::UnknownValue, "cannot listen on `8080`", "an address and a port");
    for kind in ["list", "secret"] {
        let kind = format!("kind = \"{kind}\"");
        is_one(&with(&kind, "\"x\""), Code::UnknownKey, "lists and secrets have no default", "leave `usual` out");
    }
}

#[test]
fn a_default_stands_where_something_must_be_taken() {
    for kind in [NUMBER, "kind = \"yes-no\"", "kind = \"address\""] {
        is_one(&of_settings(&setting(kind)), Code::MissingKey, "a setting has no `usual`", "");
    }
    for kind in ["list", "secret", "text"] {
        assert!(of_settings(&setting(&format!("kind = \"{kind}\""))).is_empty(), "{kind}");
    }
}

#[test]
fn every_word_of_a_language_stands_there() {
    let text = template("rust/starter.toml");
    assert!(of_starter(text).is_empty());
    let (files, rest) = text.split_once("[words]\n").expect("it has words");
    let (words, others) = rest.split_once("\n\n").expect("something follows them");
    is_one(&of_starter(&[files, others].concat()), Code::MissingKey, "starter.toml has no `words`", "");
    for line in words.lines() {
        let word = line.split(' ').next().expect("a word");
        let without = text.replace(&format!("\n{line}\n"), "\n");
        is_one(&of_starter(&without), Code::MissingKey, &format!("`[words]` has no `{word}`"), "");
    }
    let misspelt = text.replace("\ntools = ", "\ntool = ");
    let codes: Vec<Code> = of_starter(&misspelt).iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::MissingKey, Code::UnknownKey]);
}

#[test]
fn words_are_texts_and_lists_of_them() {
    let with = |line: &str| {
        let word = line.split(' ').next().expect("a word");
        let text = template("rust/starter.toml").lines();
        let lines = text.map(|old| if old.starts_with(&format!("{word} = ")) { line } else { old });
        of_starter(&lines.collect::<Vec<_>>().join("\n"))
    };
    is_one(&with("tools = \" \""), Code::MissingKey, "`tools` is empty", "");
    is_one(&with("tools = [\"rustfmt\"]"), Code::WrongType, "`tools` is a list, and a string is wanted", "");
    is_one(&with("ignored = \"target/\""), Code::WrongType, "`ignored` is a string, and a list of strings is wanted", "");
    is_one(&with("ignored = [3]"), Code::WrongType, "`ignored` holds a whole number", "");
    assert!(with("ignored = []").is_empty());
}
