//! `advisor ask`, and `advisor` alone: the questionnaire.

use std::path::Path;

use anstream::{AutoStream, ColorChoice};

use super::args::Ask;
use super::decided::{Wanted, decided, program};
use super::exit::Exit;
use super::output;
use super::schema_beside::{There, schema_beside};
use super::write::{Draft, may_be_written, write_all_new};
use crate::capacity::Depth;
use crate::diag::{Code, Diagnostic, Files, Problems};
use crate::embedded;
use crate::facts::{Resolved, resolve};
use crate::load::{read, read_requirements};
use crate::model::{Knowledge, Requirements};
use crate::prompt::{Conversation, Interview, Leave, Sheet, Terminal, end_by};
use crate::report::requirements_file::saved;
use crate::report::shell::{operand, quoted};
use crate::report::table::{self, Detail};

/// What the answers are saved as, unless another name is given.
const DEFAULT_FILE: &str = "requirements.toml";

const NO_TERMINAL: &str = "\
the questionnaire needs a terminal for standard input and standard error. Without one, write down what you know,
for example as app.toml:

    [feature.messages]
    workload = \"chat\"            # or leave it out, and state facts:
    direction = \"bidirectional\"
    max_staleness = \"1s\"

and run: advisor recommend app.toml
`advisor init app.toml` writes a file with every question in it.";

/// Asks, decides, and offers to save the answers.
pub fn run(arguments: Ask) -> Exit {
    if !Terminal::is_there() {
        output::complain(&[NO_TERMINAL.to_owned()]);
        return Exit::Usage;
    }
    let knowledge = match output::knowledge(&arguments.packs) {
        Ok(knowledge) => knowledge,
        Err(exit) => return exit,
    };
    // Whoever has answered everything must not learn only then that it cannot be saved.
    if let Some(Err(problem)) = arguments.out.as_deref().map(may_be_written) {
        output::say(&[problem], &Files::default());
        return Exit::CouldNotRun;
    }
    let sheet = match begin(knowledge, arguments.from.as_deref()) {
        Ok(sheet) => sheet,
        Err(exit) => return exit,
    };
    let colour = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    let terminal = match Terminal::take(colour) {
        Ok(terminal) => terminal,
        Err(error) => {
            output::complain(&[format!("the terminal cannot be used: {error}")]);
            return Exit::CouldNotRun;
        }
    };
    let program = program(knowledge);
    let mut conversation = Conversation { terminal: &terminal, interview: Interview::new(&program, sheet) };
    let held = conversation.hold();
    let decided = held.is_ok();
    let ended = held.and_then(|()| finish(knowledge, &conversation, &arguments));
    if ended.is_err() {
        // The prompt stands there unanswered; a terminal that is gone has no lines to end.
        let _ = conversation.blank();
    }
    let requirements = conversation.interview.sheet().requirements();
    drop(terminal);
    ended.unwrap_or_else(|leave| goodbye(knowledge, &requirements, decided, leave))
}

/// What a file says already; nothing without one.
fn begin(knowledge: &Knowledge, from: Option<&Path>) -> Result<Sheet, Exit> {
    let Some(path) = from else { return Ok(Sheet::default()) };
    let mut files = Files::default();
    let mut problems = Problems::default();
    let Some(file) = read(path, &mut files, &mut problems) else {
        return Err(output::say_all(problems, &files).unwrap_or(Exit::CouldNotRun));
    };
    let requirements = read_requirements(knowledge, &files, file, &mut problems);
    if problems.is_empty() {
        resolve(knowledge, &requirements, &[], Some(file), &mut problems);
    }
    output::say_all(problems, &files).map_or_else(|| Ok(Sheet::of(&requirements)), Err)
}

/// Shows the decision, and saves the answers where that is wanted.
fn finish(knowledge: &Knowledge, conversation: &Conversation<'_, '_, '_>, arguments: &Ask) -> Result<Exit, Leave> {
    let text = saved(knowledge, &conversation.interview.sheet().requirements());
    // What is shown is what the file says, read as any other.
    let (requirements, features) = match read_back(knowledge, &text) {
        Ok(read) => read,
        Err(exit) => return Ok(exit),
    };
    let wanted = Wanted { costs: Depth::Brief, everything: false };
    let (page, decisions) = decided(knowledge, &requirements, &features, wanted, |document| {
        table::render(knowledge, document, output::paper(), Detail::Short)
    });
    conversation.blank()?;
    let nothing_left = decisions.iter().any(|decision| decision.winner.is_none());
    let exit = output::print(&page, if nothing_left { Exit::NothingLeft } else { Exit::Done });
    Ok(save(knowledge, conversation, arguments, &text)?.unwrap_or(exit))
}

fn read_back(knowledge: &Knowledge, text: &str) -> Result<(Requirements, Vec<Resolved>), Exit> {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add("your answers", text.to_owned());
    let requirements = read_requirements(knowledge, &files, file, &mut problems);
    let features = resolve(knowledge, &requirements, &[], Some(file), &mut problems);
    output::say_all(problems, &files).map_or_else(|| Ok((requirements, features)), Err)
}

/// Saves the answers under a name that is agreed on; the exit code where that failed, and no other name was taken.
fn save(
    knowledge: &Knowledge,
    conversation: &Conversation<'_, '_, '_>,
    arguments: &Ask,
    text: &str,
) -> Result<Option<Exit>, Leave> {
    let usual = arguments.from.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
    let mut wanted = arguments.out.clone().map(|path| (path, arguments.force));
    let mut failed = None;
    loop {
        let (target, force) = match wanted.take() {
            Some(wanted) => wanted,
            None => match conversation.where_to_save(usual)? {
                Some(path) => (path, arguments.force),
                None => return Ok(failed),
            },
        };
        match write(knowledge, &target, text, force) {
            Ok(()) => return Ok(None),
            Err(problem) if problem.code == Code::FileExists => {
                wanted = conversation.may_replace(&target.display().to_string())?.then_some((target, true));
            }
            Err(problem) => {
                output::say(&[problem], &Files::default());
                failed = Some(Exit::CouldNotRun);
            }
        }
    }
}

/// Writes the answers, with the schema that editors read where there is none yet, and says so.
fn write(knowledge: &Knowledge, path: &Path, text: &str, force: bool) -> Result<(), Diagnostic> {
    let schema = schema_beside(knowledge, path);
    let mut drafts = vec![Draft { path: path.to_owned(), text, instead: "give another name" }];
    if schema.there == There::Nothing {
        drafts.push(Draft { path: schema.path.clone(), text: &schema.text, instead: "give another folder" });
    }
    write_all_new(&drafts, force)?;
    let mut said = vec![format!("saved; decide the same again with: advisor recommend {}", operand(path))];
    if schema.there == There::Other {
        let shown = schema.path.display();
        let renew = format!("advisor schema requirements > {}", quoted(schema.path.as_os_str()));
        said.push(format!("`{shown}` differs from the schema of this version, and was left alone; renew it with: {renew}"));
    }
    said.extend(embedded::languages().next().map(|language| {
        format!("for a server that does what was decided: advisor scaffold --lang {language} --out server {}", operand(path))
    }));
    output::complain(&said);
    Ok(())
}

/// Says how to go on from what was answered.
fn goodbye(knowledge: &Knowledge, requirements: &Requirements, decided: bool, leave: Leave) -> Exit {
    let stopped = if decided { "nothing was saved" } else { "stopped before the end, and nothing was saved" };
    let mut said = vec![stopped.to_owned()];
    if !requirements.features.is_empty() {
        let text = saved(knowledge, requirements);
        let how = "to go on from here, save this as answers.toml, and run:\n\n    advisor ask --from answers.toml";
        said.push(format!("{how}\n\n{text}"));
    }
    output::complain(&said);
    if let Leave::Signal(signal) = leave {
        end_by(signal);
    }
    Exit::CouldNotRun
}
