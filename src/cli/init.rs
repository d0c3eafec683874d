//! `advisor init`

use super::args::Init;
use super::exit::Exit;
use super::output;
use super::schema_beside::{There, schema_beside};
use super::write::{Draft, write_all_new};
use crate::diag::{Code, Diagnostic, Files, Problems, did_you_mean, listed};
use crate::embedded::EXAMPLES;
use crate::facts::{outline, resolve};
use crate::load::{may_be_feature_name, read_requirements};
use crate::model::{Knowledge, WorkloadId};
use crate::report::requirements_file::schema_line;
use crate::report::shell::operand;
use crate::report::template;

/// What a feature without a workload is called.
const EXAMPLE_FEATURE: &str = "example";

/// Writes the file, and the schema beside it.
pub fn run(arguments: Init) -> Exit {
    let knowledge = match output::knowledge(&arguments.packs) {
        Ok(knowledge) => knowledge,
        Err(exit) => return exit,
    };
    let to_stdout = arguments.file.as_os_str() == "-";
    let with_schema = !arguments.no_schema && !to_stdout;
    let text = match &arguments.from_example {
        Some(name) => example(name, with_schema),
        None => outlined(knowledge, &arguments.workloads, with_schema),
    };
    let text = match text {
        Ok(text) => text,
        Err(problems) => return output::say_all(problems, &Files::default()).unwrap_or(Exit::Usage),
    };
    // A pack may have other words than a shipped example.
    if let Some(exit) = misfit(knowledge, &text) {
        return exit;
    }
    if to_stdout { output::print(&text, Exit::Done) } else { write(knowledge, &arguments, &text, with_schema) }
}

fn write(knowledge: &Knowledge, arguments: &Init, text: &str, with_schema: bool) -> Exit {
    let schema = schema_beside(knowledge, &arguments.file);
    let mut drafts = vec![Draft { path: arguments.file.clone(), text, instead: "give another name" }];
    if with_schema && schema.there != There::Same {
        drafts.push(Draft { path: schema.path, text: &schema.text, instead: "leave it alone with `--no-schema`" });
    }
    if let Err(diagnostic) = write_all_new(&drafts, arguments.force) {
        output::say(&[diagnostic], &Files::default());
        return Exit::CouldNotRun;
    }
    let wrote: Vec<String> = drafts.iter().map(|draft| draft.path.display().to_string()).collect();
    output::complain(&[
        format!("wrote {}", wrote.join(" and ")),
        format!("next, edit it and run: advisor recommend {}", operand(&arguments.file)),
    ]);
    Exit::Done
}

/// A shipped example, as it stands in `examples/`.
fn example(name: &str, with_schema: bool) -> Result<String, Problems> {
    let names = EXAMPLES.iter().filter_map(|file| file.path.strip_suffix(".toml"));
    let wanted = name.strip_suffix(".toml").unwrap_or(name);
    let Some(at) = names.clone().position(|name| name == wanted) else {
        let mut problems = Problems::default();
        problems.push(not_there("example", name, names));
        return Err(problems);
    };
    let head = if with_schema { schema_line() + "\n" } else { String::new() };
    Ok(head + EXAMPLES[at].text)
}

/// A file with a feature for each workload, or with one feature that can be anything.
fn outlined(knowledge: &Knowledge, workloads: &[String], with_schema: bool) -> Result<String, Problems> {
    let mut features: Vec<(String, Option<WorkloadId>)> = Vec::new();
    let mut problems = Problems::default();
    for wanted in workloads {
        match knowledge.find_workload(wanted) {
            Some(id) => features.push((feature_name(wanted, &features), Some(id))),
            None => {
                let names = knowledge.workloads.iter().map(|workload| workload.id.as_ref());
                problems.push(not_there("workload", wanted, names));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if features.is_empty() {
        features.push((EXAMPLE_FEATURE.to_owned(), None));
    }
    Ok(template(knowledge, &outline(knowledge, features), with_schema))
}

/// The workload's own name where a feature may have it, and a number where there is one of it.
fn feature_name(workload: &str, others: &[(String, Option<WorkloadId>)]) -> String {
    let numbered = |number: usize| if number == 1 { workload.to_owned() } else { format!("{workload}-{number}") };
    let plain = |number: usize| format!("{EXAMPLE_FEATURE}-{number}");
    let free = |name: &String| may_be_feature_name(name) && others.iter().all(|(other, _)| other != name);
    let most = others.len() + 2;
    let name = (1..=most).map(numbered).chain((1..=most).map(plain)).find(free);
    name.expect("there are more numbers than features")
}

fn not_there<'n>(kind: &str, wanted: &str, names: impl Iterator<Item = &'n str> + Clone) -> Diagnostic {
    let near = did_you_mean(wanted, names.clone()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let message = format!("there is no {kind} `{wanted}`");
    Diagnostic::error(Code::BadArgument, message).help(format!("{near}there is {}", listed(names)))
}

/// Whether the text is no requirements file for this knowledge base; what is wrong with it has been said.
fn misfit(knowledge: &Knowledge, text: &str) -> Option<Exit> {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add("<the new file>", text.to_owned());
    let requirements = read_requirements(knowledge, &files, file, &mut problems);
    resolve(knowledge, &requirements, &[], Some(file), &mut problems);
    output::say_all(problems, &files)
}
