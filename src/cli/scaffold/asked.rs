//! What a user asks to be made, read and checked.

use super::super::args::Packs;
use super::super::exit::Exit;
use super::super::output;
use super::super::recommend::{assignments, by_feature};
use crate::diag::{Code, Diagnostic, FileId, Files, Problems};
use crate::embedded;
use crate::facts::{Resolved, resolve, unknown_feature};
use crate::load::{read_requirements, read_settings, read_starter, read_starters};
use crate::model::{Knowledge, ProjectOptions, Requirements, Setting, Starter, Starters, TransportId};
use crate::scaffold::{Names, slug};

/// The parts of a project that go along where it is told to.
pub const REDIS: &str = "redis";

/// A project that can be made, as far as that is known before anything is decided.
pub struct Asked {
    pub knowledge: &'static Knowledge,
    pub requirements: Requirements,
    pub features: Vec<Resolved>,
    /// The transport that each feature was given.
    pub given: Vec<Option<TransportId>>,
    /// Whether each feature is left out.
    pub except: Vec<bool>,
    pub starters: Starters,
    pub starter: Starter,
    pub settings: Vec<Setting>,
    /// The name of the app as a slug.
    pub name: String,
    /// Whether Redis was asked for, or asked not to be there.
    pub redis: Option<bool>,
}

/// Reads everything that the options name; what is wrong has been said.
pub fn asked(
    files: &mut Files,
    file: FileId,
    packs: &Packs,
    options: &ProjectOptions,
    folder: Option<&str>,
) -> Result<Asked, Exit> {
    let knowledge = output::knowledge(packs)?;
    let mut problems = Problems::default();
    let requirements = read_requirements(knowledge, files, file, &mut problems);
    let assignments = assignments(knowledge, &options.sets, &mut problems);
    output::said(std::mem::take(&mut problems), files)?;
    let features = resolve(knowledge, &requirements, &assignments, Some(file), &mut problems);
    let given = by_feature(knowledge, &requirements, "--transport", &options.transports, &mut problems);
    let except = except(&requirements, options, &mut problems);
    let names = Names { given: options.name.as_deref(), app: requirements.name.as_deref(), folder };
    let name = slug(names).map_err(|problem| problems.push(problem)).ok();
    let redis = redis(options).map_err(|problem| problems.push(problem)).ok();
    let file = starters_file("starters.toml", files).expect("it is built in");
    let starters = read_starters(knowledge, files, file, &mut problems);
    let file = starters_file("settings.toml", files).expect("it is built in");
    let settings = read_settings(files, file, &mut problems);
    let starter = starter(&options.language, files, &mut problems);
    output::said(problems, files)?;
    let all = starters.zip(starter).zip(settings).zip(name.zip(redis));
    let (((starters, starter), settings), (name, redis)) = all.expect("what is not there is reported");
    let of = |at: usize| given.iter().rev().find(|(feature, _)| *feature == at).map(|(_, transport)| *transport);
    let given = (0..features.len()).map(of).collect();
    Ok(Asked { knowledge, requirements, features, given, except, starters, starter, settings, name, redis })
}

fn except(requirements: &Requirements, options: &ProjectOptions, problems: &mut Problems) -> Vec<bool> {
    problems.extend(options.except.iter().filter_map(|name| unknown_feature(requirements, name)));
    let except: Vec<bool> = requirements.features.iter().map(|feature| options.except.contains(&feature.name)).collect();
    if except.iter().all(|left_out| *left_out) {
        let message = "`--except` leaves every feature of the file out";
        problems.push(Diagnostic::error(Code::BadArgument, message).help("leave at least one of them in"));
    }
    except
}

fn redis(options: &ProjectOptions) -> Result<Option<bool>, Diagnostic> {
    if let Some(other) = options.with.iter().chain(&options.without).find(|extra| *extra != REDIS) {
        // Only a record can say so: the arguments are checked before.
        let message = format!("`{other}` is no part that a project may have or not");
        return Err(Diagnostic::error(Code::BadArgument, message).help(format!("there is `{REDIS}`")));
    }
    let among = |extras: &[String]| extras.iter().any(|extra| extra == REDIS);
    match (among(&options.with), among(&options.without)) {
        (true, true) => {
            let message = format!("`--with {REDIS}` and `--without {REDIS}` stand beside each other");
            Err(Diagnostic::error(Code::BadArgument, message).help("give one of the two"))
        }
        (true, false) => Ok(Some(true)),
        (false, true) => Ok(Some(false)),
        (false, false) => Ok(None),
    }
}

fn starter(language: &str, files: &mut Files, problems: &mut Problems) -> Option<Starter> {
    let Some(file) = starters_file(&format!("{language}/starter.toml"), files) else {
        let there = crate::diag::listed(embedded::languages());
        let help = format!("there is {there}; `advisor scaffold --list` says more of each");
        problems.push(Diagnostic::error(Code::BadArgument, format!("there is no starter for `{language}`")).help(help));
        return None;
    };
    read_starter(language, files, file, problems)
}

/// A file of `starters/`, by its path there.
pub fn starters_file(path: &str, files: &mut Files) -> Option<FileId> {
    let file = embedded::STARTERS.iter().find(|file| file.path == path)?;
    Some(files.add(format!("starters/{path}"), file.text))
}
