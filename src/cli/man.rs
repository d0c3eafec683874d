//! `advisor man`

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, roman};

use super::args::{Arguments, Man};
use super::exit::Exit;
use super::output;
use super::write::{Draft, make_folder, write_all_new};
use crate::diag::{Code, Diagnostic, Files, did_you_mean, listed};

/// Stands at the foot of a page in the place of a date: pages change with the version and with nothing else.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Prints one page, or writes all of them.
pub fn run(arguments: Man) -> Exit {
    let mut program = Arguments::command().disable_help_subcommand(true);
    // Sets the full names of commands: `advisor-rules-check`.
    program.build();
    match &arguments.out {
        Some(folder) => write(&program, folder, arguments.force),
        None => print(&program, &arguments.command),
    }
}

fn print(program: &Command, words: &[String]) -> Exit {
    let mut command = program;
    for word in words {
        let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        let Some(next) = command.find_subcommand(word) else {
            let help = match did_you_mean(word, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => format!("`{}` has no commands", command.get_name()),
                None => format!("one of {}", listed(names)),
            };
            let message = format!("there is no command `{}`", words.join(" "));
            output::say(&[Diagnostic::error(Code::BadArgument, message).help(help)], &Files::default());
            return Exit::Usage;
        };
        command = next;
    }
    output::print(&page(command).1, Exit::Done)
}

fn write(program: &Command, folder: &Path, force: bool) -> Exit {
    let mut pages = Vec::new();
    collect(program, &mut pages);
    let draft = |(name, text)| Draft { path: folder.join(name), text, instead: "give another folder" };
    let drafts: Vec<Draft<'_>> = pages.iter().map(|(name, text)| draft((name, text.as_str()))).collect();
    if let Err(diagnostic) = make_folder(folder).and_then(|()| write_all_new(&drafts, force)) {
        output::say(&[diagnostic], &Files::default());
        return Exit::CouldNotRun;
    }
    output::complain(&[format!(
        "wrote {} pages to {}; read one: man -l {}",
        drafts.len(),
        folder.display(),
        drafts[0].path.display()
    )]);
    Exit::Done
}

/// The pages of a command and of every command below it.
fn collect(command: &Command, pages: &mut Vec<(String, String)>) {
    pages.push(page(command));
    command.get_subcommands().filter(|below| !below.is_hide_set()).for_each(|below| collect(below, pages));
}

/// The file name of a page, and its text.
fn page(command: &Command) -> (String, String) {
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    // What stands after the help is laid out in columns, which clap_mangen would run together.
    let page = Page::new(command.clone().after_help(None::<&str>)).date(VERSION).source("advisor").manual("User Commands");
    let mut text = Vec::new();
    page.render(&mut text).expect("writing to memory");
    let text = String::from_utf8_lossy(&text).into_owned() + &sections(&after);
    (page.get_filename(), text)
}

/// Paragraphs as sections: `Examples:` and its lines, as they stand; what has no such heading is a note.
fn sections(after: &str) -> String {
    let mut sections = Roff::new();
    for paragraph in after.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        match paragraph.split_once(":\n") {
            Some((heading, lines)) => {
                sections.control("SH", [heading.to_uppercase().as_str()]);
                sections.control("nf", []);
                lines.lines().for_each(|line| {
                    sections.text([roman(line.trim())]);
                });
                sections.control("fi", []);
            }
            None => {
                sections.control("SH", ["NOTES"]);
                sections.text([roman(paragraph)]);
            }
        }
    }
    sections.to_roff()
}
