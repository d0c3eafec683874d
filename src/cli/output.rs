//! Results to standard output, diagnostics to standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::{Colour, Packs};
use super::exit::Exit;
use crate::diag::{Code, Diagnostic, Files, Problems, render, visible};
use crate::embedded;
use crate::load::Loaded;
use crate::model::Knowledge;
use crate::report::Paper;

/// The width of what is not a terminal, so that the same input gives the same bytes everywhere.
const PLAIN_WIDTH: usize = 80;

/// Wider lines are hard to read.
const WIDEST: usize = 120;

/// Decides for the whole program whether colour is used.
pub fn set_colour(colour: Colour) {
    match colour {
        Colour::Auto => ColorChoice::Auto,
        Colour::Always => ColorChoice::AlwaysAnsi,
        Colour::Never => ColorChoice::Never,
    }
    .write_global();
}

/// A page for standard output.
pub fn paper() -> Paper {
    let colour = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    Paper::new(width(), colour)
}

fn width() -> usize {
    if !io::stdout().is_terminal() {
        return PLAIN_WIDTH;
    }
    terminal_size::terminal_size().map_or(PLAIN_WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}

/// Prints a result. A reader that has seen enough is no error.
pub fn print(text: &str, exit: Exit) -> Exit {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => exit,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit,
        Err(error) => {
            say(&[Diagnostic::error(Code::UnwritableFile, format!("the result cannot be written: {error}"))], &Files::default());
            Exit::CouldNotRun
        }
    }
}

/// Prints diagnostics.
pub fn say(diagnostics: &[Diagnostic], files: &Files) {
    let mut err = AutoStream::auto(io::stderr().lock());
    let colour = err.current_choice() != ColorChoice::Never;
    for (position, diagnostic) in diagnostics.iter().enumerate() {
        let gap = if position > 0 { "\n" } else { "" };
        // Nobody is left to tell that standard error is closed.
        let _ = writeln!(err, "{gap}{}", render(diagnostic, files, colour));
    }
}

/// Prints plain sentences to standard error.
pub fn complain(sentences: &[String]) {
    let mut err = AutoStream::auto(io::stderr().lock());
    for sentence in sentences {
        let _ = writeln!(err, "advisor: {}", visible(sentence));
    }
}

/// The most problems that are shown at once: nobody reads more, and each costs a look through its file.
const MOST_SHOWN: usize = 100;

/// Prints problems in order, and says what they mean for the exit code.
pub fn say_all(problems: Problems, files: &Files) -> Option<Exit> {
    let sorted = problems.sorted();
    let (shown, rest) = sorted.split_at(sorted.len().min(MOST_SHOWN));
    say(shown, files);
    if !rest.is_empty() {
        complain(&[format!("and {} more", rest.len())]);
    }
    exit_of(&sorted)
}

/// Prints problems; the exit code where one of them is an error.
pub fn said(problems: Problems, files: &Files) -> Result<(), Exit> {
    say_all(problems, files).map_or(Ok(()), Err)
}

/// The exit code of diagnostics; absent where nothing is an error.
pub fn exit_of(diagnostics: &[Diagnostic]) -> Option<Exit> {
    let exit = |diagnostic: &Diagnostic| match diagnostic.code {
        Code::UnreadableFile | Code::UnwritableFile | Code::FileExists => Exit::CouldNotRun,
        Code::BadArgument | Code::UnknownFeature => Exit::Usage,
        Code::NotServed => Exit::NothingLeft,
        _ => Exit::Invalid,
    };
    diagnostics.iter().map(exit).min()
}

/// The knowledge base with its packs; what is wrong with them has been said. It lives as long as the program, and taking it
/// apart at the end would cost more than the end of the program does.
pub fn knowledge(packs: &Packs) -> Result<&'static Knowledge, Exit> {
    if packs.folders.is_empty() {
        return Ok(embedded::knowledge());
    }
    Ok(Box::leak(Box::new(whole(embedded::with_packs(&packs.folders))?.knowledge)))
}

/// The same with examples and places, for checks.
pub fn knowledge_with_places(packs: &Packs) -> Result<Loaded, Exit> {
    whole(embedded::with_packs(&packs.folders))
}

fn whole(mut loaded: Loaded) -> Result<Loaded, Exit> {
    said(std::mem::take(&mut loaded.problems), &loaded.files)?;
    Ok(loaded)
}
