//! Saving: nothing that was answered is lost, and nothing is replaced that was not meant.

use super::keyboard::{begin, know_nothing, take};
use super::screen::Screen;
use crate::support::Advisor;

const SCHEMA: &str = "requirements.schema.json";

/// An interview that is over but for the saving.
fn decided(arguments: &[&str], files: &[(&str, &str)]) -> Screen {
    let mut screen = Screen::start(80, arguments, files);
    if !arguments.contains(&"--from") {
        begin(&mut screen, "chat");
    }
    know_nothing(&mut screen);
    take(&mut screen, "Show\r");
    screen
}

/// Gives another name at the menu that asks for one.
fn name(screen: &mut Screen, name: &str) {
    screen.expect(&["Do not save"]);
    take(screen, "another\r");
    screen.expect(&["File"]);
    screen.press(&format!("{name}\r"));
}

fn read(screen: &Screen, name: &str) -> String {
    std::fs::read_to_string(screen.folder.path().join(name)).expect("it is there")
}

#[test]
fn answers_never_take_the_place_of_their_schema() {
    let mut screen = decided(&["ask", "--out", SCHEMA], &[]);
    screen.expect(&["two files would be written"]);
    name(&mut screen, "app.toml");
    assert_eq!(screen.end(), Ok(0));
    assert_eq!(screen.files(), ["app.toml", SCHEMA]);
    assert!(read(&screen, "app.toml").contains("[feature.chat]"));
}

#[test]
fn leave_to_replace_one_file_is_none_to_replace_another() {
    let mut screen = decided(&["ask", "--out", "app.toml"], &[("app.toml", "mine"), ("other.toml", "mine")]);
    screen.expect(&["Replace it\r\n"]);
    // It turns into a folder meanwhile, so that it cannot be replaced.
    let path = screen.folder.path().join("app.toml");
    std::fs::remove_file(&path).and_then(|()| std::fs::create_dir(&path)).expect("it is ours");
    take(&mut screen, "Replace\r");
    screen.expect(&["not a plain file"]);
    name(&mut screen, "other.toml");
    screen.expect(&["Replace it\r\n"]);
    assert_eq!(read(&screen, "other.toml"), "mine");
    screen.press("\u{3}");
    assert!(screen.end().is_err());
    let told = screen.written();
    assert!(!told.contains("stopped before the end") && told.contains("\n    advisor ask --from"), "{told}");
}

#[test]
fn a_folder_that_is_not_there_is_said_before_the_first_question() {
    let mut screen = Screen::start(80, &["ask", "--out", "nowhere/app.toml"], &[]);
    assert_eq!(screen.end(), Ok(1));
    assert!(screen.written().contains("make the folder `nowhere` first"), "{}", screen.written());
    assert!(!screen.written().contains("Kind"));
}

#[test]
fn a_name_that_cannot_be_written_is_asked_for_again_and_a_sign_for_back_is_no_name() {
    let mut screen = decided(&["ask"], &[]);
    name(&mut screen, "<");
    name(&mut screen, "nowhere/app.toml");
    screen.expect(&["make the folder"]);
    name(&mut screen, "a b.toml");
    screen.expect(&["advisor recommend 'a b.toml'"]);
    assert_eq!(screen.end(), Ok(0));
    assert_eq!(screen.files(), ["a b.toml", SCHEMA]);
}

#[test]
fn the_file_it_began_with_is_the_first_to_be_offered() {
    let mut screen = decided(&["ask", "--from", "app.toml"], &[("app.toml", "[feature.rooms]\nworkload = \"chat\"\n")]);
    screen.expect(&["Save as app.toml"]);
    screen.expect(&["Do not save"]);
    take(&mut screen, "\r");
    screen.expect(&["Comments of your own"]);
    screen.expect(&["Replace it\r\n"]);
    take(&mut screen, "Replace\r");
    screen.expect(&["saved"]);
    assert_eq!(screen.end(), Ok(0));
}

#[test]
fn a_schema_of_another_version_is_left_alone_and_said_to_differ() {
    let mut screen = decided(&["ask", "--out", "app.toml"], &[(SCHEMA, "mine")]);
    screen.expect(&["advisor schema requirements > requirements.schema.json"]);
    assert_eq!(screen.end(), Ok(0));
    assert_eq!(read(&screen, SCHEMA), "mine");
    let schema = Advisor::new().args(["schema", "requirements"]).run().exits(0).stdout;
    let mut same = decided(&["ask", "--out", "app.toml"], &[(SCHEMA, &schema)]);
    assert_eq!(same.end(), Ok(0));
    assert!(!same.written().contains("differs"), "{}", same.written());
}

#[test]
fn what_is_not_known_and_matters_is_not_called_settled() {
    let mut screen = Screen::start(80, &["ask"], &[]);
    begin(&mut screen, "else");
    know_nothing(&mut screen);
    assert!(screen.written().contains("No question is left;"), "{}", screen.written());
    assert!(!screen.written().contains("Nothing that is still open"));
}
