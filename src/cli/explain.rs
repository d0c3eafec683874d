//! `advisor explain`

use super::args::Explain;
use super::exit::Exit;
use super::output;
use crate::diag::{Code, Diagnostic, Files, did_you_mean};
use crate::model::{Disabled, Knowledge};
use crate::report::explain::{all, find, render};

/// Explains everything that has the id.
pub fn run(arguments: Explain) -> Exit {
    // The examples beside the rules are shown too, and the compiled base does not have them.
    let knowledge = match output::knowledge_with_places(&arguments.packs) {
        Ok(loaded) => loaded.knowledge,
        Err(exit) => return exit,
    };
    let knowledge = &knowledge;
    let entries = find(knowledge, &arguments.id);
    if entries.is_empty() {
        let all = all(knowledge);
        let word = arguments.id.rsplit('/').next().unwrap_or(&arguments.id);
        let near = did_you_mean(word, all.iter().map(|entry| entry.id.as_str()));
        let help = match (switched_off(knowledge, &arguments.id), near) {
            (Some(disabled), _) => format!("`{}` is switched off by {}: {}", disabled.id, disabled.pack, disabled.because),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => "`advisor rules list` names the rules and notes; docs/reference has everything".to_owned(),
        };
        let message = format!("there is nothing called `{}`", arguments.id);
        output::say(&[Diagnostic::error(Code::UnknownId, message).help(help)], &Files::default());
        return Exit::Usage;
    }
    let mut paper = output::paper();
    entries.iter().for_each(|entry| render(entry, &mut paper));
    output::print(&paper.finish(), Exit::Done)
}

/// What a pack switched off under this id.
fn switched_off<'k>(knowledge: &'k Knowledge, wanted: &str) -> Option<&'k Disabled> {
    let has_id = |disabled: &&Disabled| disabled.id.split_once('/').is_some_and(|(_, id)| id == wanted);
    knowledge.disabled.iter().find(|disabled| disabled.id == wanted || has_id(disabled))
}
