//! `advisor scaffold`

mod asked;
mod difference;
mod listed;
mod made;
mod shown;

use std::path::Path;

use asked::REDIS;
use made::{Made, made};

use super::args::{Extra, Scaffold};
use super::exit::Exit;
use super::open::open;
use super::output;
use super::write::room;
use crate::diag::{Files, Problems};
use crate::model::ProjectOptions;

/// Plans a project, and writes it or shows what would be written; or does what was asked for instead.
pub fn run(arguments: Scaffold) -> Exit {
    if let Some(folder) = &arguments.diff {
        return difference::run(folder, &arguments.packs);
    }
    if arguments.list {
        return listed::run(arguments.format, &arguments.packs);
    }
    let (Some(file), Some(language), Some(out)) = (&arguments.file, &arguments.lang, &arguments.out) else {
        unreachable!("the arguments require all three without --diff and --list");
    };
    let mut files = Files::default();
    let mut problems = Problems::default();
    let Some(file) = open(file, &mut files, &mut problems) else {
        return output::say_all(problems, &files).unwrap_or(Exit::CouldNotRun);
    };
    match made(&mut files, file, &arguments.packs, options(&arguments, language), folder_name(out).as_deref()) {
        Ok(made) => put(&made, out, &arguments),
        Err(exit) => exit,
    }
}

/// What was asked for, as it goes into the record.
fn options(arguments: &Scaffold, language: &str) -> ProjectOptions {
    let extras = |extras: &[Extra]| extras.iter().map(|Extra::Redis| REDIS.to_owned()).collect();
    ProjectOptions {
        language: language.to_owned(),
        name: arguments.name.clone(),
        transports: arguments.transports.clone(),
        except: arguments.except.clone(),
        with: extras(&arguments.with),
        without: extras(&arguments.without),
        sets: arguments.sets.clone(),
        rules: arguments.packs.folders.iter().map(|folder| folder.display().to_string()).collect(),
    }
}

fn folder_name(out: &Path) -> Option<String> {
    let absolute = std::path::absolute(out).ok()?;
    Some(absolute.file_name()?.to_str()?.to_owned())
}

fn put(made: &Made, out: &Path, arguments: &Scaffold) -> Exit {
    let room = match room(out, arguments.force) {
        Ok(room) => room,
        Err(problem) => return complain(problem),
    };
    output::complain(&made.remarks);
    if arguments.dry_run {
        return output::print(&shown::listing(made, out, room.old().as_deref()), Exit::Done);
    }
    match room.fill(&made.plan) {
        Ok(old) => {
            output::complain(&shown::written(made, out, old.as_deref()));
            Exit::Done
        }
        Err(problem) => complain(problem),
    }
}

fn complain(problem: crate::diag::Diagnostic) -> Exit {
    let mut problems = Problems::default();
    problems.push(problem);
    output::say_all(problems, &Files::default()).unwrap_or(Exit::CouldNotRun)
}
