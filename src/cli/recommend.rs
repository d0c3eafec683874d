//! `advisor recommend`

use super::args::{Format, Recommend};
use super::decided::{Wanted, decided};
use super::exit::Exit;
use super::open::open;
use super::output;
use crate::capacity::Depth;
use crate::diag::{Code, Diagnostic, Files, Problems, did_you_mean, listed};
use crate::facts::{Resolved, resolve, unknown_feature};
use crate::load::{read_assignment, read_requirements};
use crate::model::{Assignment, Decision, Knowledge, Requirements, Settled, TransportId};
use crate::report::adr::{self, Invocation};
use crate::report::table::Detail;
use crate::report::{html, json, markdown, table};

/// Decides every feature of a file.
pub fn run(arguments: Recommend) -> Exit {
    let knowledge = match output::knowledge(&arguments.packs) {
        Ok(knowledge) => knowledge,
        Err(exit) => return exit,
    };
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = open(&arguments.file, &mut files, &mut problems);
    let requirements = file.map(|file| read_requirements(knowledge, &files, file, &mut problems));
    let assignments = assignments(knowledge, &arguments.sets, &mut problems);
    if arguments.date.is_some() && arguments.format != Format::Adr {
        let help = "add `--format adr`, or leave `--date` out";
        problems.push(Diagnostic::error(Code::BadArgument, "`--date` dates an ADR, and no other format").help(help));
    }
    let Some(requirements) = requirements.filter(|_| problems.is_empty()) else {
        return output::say_all(problems, &files).unwrap_or(Exit::CouldNotRun);
    };
    let expects = by_feature(knowledge, &requirements, "--expect", &arguments.expects, &mut problems);
    let features = resolve(knowledge, &requirements, &assignments, file, &mut problems);
    if let Some(exit) = output::say_all(problems, &files) {
        return exit;
    }

    let brief = arguments.format == Format::Table && !arguments.explain;
    let wanted = Wanted { costs: if brief { Depth::Brief } else { Depth::Whole }, everything: arguments.explain };
    let (text, decisions) = decided(knowledge, &requirements, &features, wanted, |document| match arguments.format {
        Format::Json => json::render(document),
        Format::Markdown => markdown::render(knowledge, document),
        Format::Html => html::render(knowledge, document),
        Format::Adr => adr::render(knowledge, document, &invocation(&arguments)),
        Format::Table => {
            let detail = if arguments.explain { Detail::Full } else { Detail::Short };
            table::render(knowledge, document, output::paper(), detail)
        }
    });
    let (exit, complaints) = verdict(knowledge, &arguments, &features, &decisions, &expects);
    let exit = output::print(&text, exit);
    output::complain(&complaints);
    exit
}

/// What `--set` sets.
pub(super) fn assignments(knowledge: &Knowledge, sets: &[String], problems: &mut Problems) -> Vec<Assignment> {
    let mut assignments = Vec::new();
    for set in sets {
        match read_assignment(knowledge, set) {
            Ok(assignment) => assignments.push(assignment),
            // What is wrong on the command line is wrong usage, whatever it is.
            Err(diagnostic) => problems.push(Diagnostic { code: Code::BadArgument, ..diagnostic }),
        }
    }
    assignments
}

/// The transports of an option that takes FEATURE=TRANSPORT, by the position of their feature.
pub(super) fn by_feature(
    knowledge: &Knowledge,
    requirements: &Requirements,
    option: &str,
    arguments: &[String],
    problems: &mut Problems,
) -> Vec<(usize, TransportId)> {
    let mut named = Vec::new();
    for argument in arguments {
        let Some((feature, transport)) = argument.split_once('=') else {
            let help = format!("write `{option} FEATURE=TRANSPORT`");
            problems.push(Diagnostic::error(Code::BadArgument, format!("`{option} {argument}` has no `=`")).help(help));
            continue;
        };
        let transports = knowledge.transports.iter().map(|transport| transport.id.as_ref());
        let found = knowledge.find_transport(transport);
        if found.is_none() {
            let help = match did_you_mean(transport, transports.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", listed(transports)),
            };
            let message = format!("`{option} {argument}`: there is no transport `{transport}`");
            problems.push(Diagnostic::error(Code::BadArgument, message).help(help));
        }
        if let Some(diagnostic) = unknown_feature(requirements, feature) {
            problems.push(diagnostic);
        }
        let position = requirements.features.iter().position(|candidate| candidate.name == feature);
        named.extend(position.zip(found));
    }
    named
}

fn invocation(arguments: &Recommend) -> Invocation<'_> {
    Invocation { file: &arguments.file, sets: &arguments.sets, packs: &arguments.packs.folders, date: arguments.date.as_deref() }
}

/// The exit code, and one line for each thing that was asked for and is not so.
fn verdict(
    knowledge: &Knowledge,
    arguments: &Recommend,
    features: &[Resolved],
    decisions: &[Decision],
    expects: &[(usize, TransportId)],
) -> (Exit, Vec<String>) {
    let mut found: Vec<(Exit, String)> = Vec::new();
    let name = |id: Option<TransportId>| id.map_or("nothing", |id| &knowledge.transport(id).id);
    for (feature, decision) in features.iter().zip(decisions) {
        if decision.winner.is_none() {
            found.push((Exit::NothingLeft, format!("`{}` has no transport left", feature.name)));
        }
        if arguments.require_settled && decision.settled != Settled::Yes {
            found.push((Exit::NotSettled, format!("`{}` is not settled: what is unknown could change it", feature.name)));
        }
    }
    for (position, expected) in expects {
        let winner = decisions[*position].winner;
        if winner != Some(*expected) {
            let (feature, expected, winner) = (&features[*position].name, name(Some(*expected)), name(winner));
            found.push((Exit::Unexpected, format!("`{feature}` was expected to get {expected}, and gets {winner}")));
        }
    }
    let exit = found.iter().map(|(exit, _)| *exit).min().unwrap_or(Exit::Done);
    (exit, found.into_iter().map(|(_, complaint)| complaint).collect())
}
