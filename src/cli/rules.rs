//! `advisor rules list|test|check`

use super::args::{Packs, Rules, RulesCommand};
use super::exit::Exit;
use super::output;
use crate::check::{check, run_examples};
use crate::diag::Problems;
use crate::load::Loaded;
use crate::model::Knowledge;
use crate::report::Look;

/// Runs one of the commands about rules.
pub fn run(arguments: Rules) -> Exit {
    let (packs, run): (Packs, fn(&Loaded) -> Exit) = match arguments.command {
        RulesCommand::List(packs) => (packs, |loaded| output::print(&list(&loaded.knowledge), Exit::Done)),
        RulesCommand::Test(packs) => (packs, test),
        RulesCommand::Check(packs) => (packs, check_all),
    };
    match output::knowledge_with_places(&packs) {
        Ok(loaded) => run(&loaded),
        Err(exit) => exit,
    }
}

fn list(knowledge: &Knowledge) -> String {
    let mut paper = output::paper();
    let rules = knowledge.rules.iter().map(|rule| ("strategy", rule.id.as_ref(), rule.summary.as_ref()));
    let notes = knowledge.notes.iter().map(|note| (note.kind.folder(), note.id.as_ref(), note.summary.as_ref()));
    let mut lines: Vec<(&str, &str, &str)> = rules.chain(notes).collect();
    lines.sort();
    let widest = lines.iter().map(|(_, id, _)| id.len()).max().unwrap_or(0);
    let mut folder = "";
    for (kind, id, summary) in lines {
        if kind != folder {
            folder = kind;
            paper.heading(&[(Look::Heading, kind)]);
        }
        paper.entry(2, (Look::Plain, id), widest, &[(Look::Dim, summary)]);
    }
    for disabled in &knowledge.disabled {
        paper.gap();
        paper
            .paragraph(0, &[(Look::Dim, &format!("{} is switched off by {}: {}", disabled.id, disabled.pack, disabled.because))]);
    }
    paper.finish()
}

fn test(loaded: &Loaded) -> Exit {
    let (count, findings) = run_examples(loaded);
    finish(loaded, findings, &format!("{} examples passed, {} failed\n", count.passed, count.failed))
}

fn check_all(loaded: &Loaded) -> Exit {
    let findings = check(loaded);
    let knowledge = &loaded.knowledge;
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let count = format!(
        "{}, {}, {}, {}, {}, {}: {}\n",
        counted(knowledge.rules.len(), "rule"),
        counted(knowledge.notes.len(), "note"),
        counted(knowledge.facts.len(), "fact"),
        counted(knowledge.transports.len(), "transport"),
        counted(knowledge.workloads.len(), "workload"),
        counted(knowledge.sources.len(), "source"),
        match findings.len() {
            0 => "nothing found".to_owned(),
            1 => "one finding".to_owned(),
            more => format!("{more} findings"),
        }
    );
    finish(loaded, findings, &count)
}

fn finish(loaded: &Loaded, findings: Vec<crate::diag::Diagnostic>, summary: &str) -> Exit {
    let mut problems = Problems::default();
    findings.into_iter().for_each(|finding| problems.push(finding));
    let exit = output::say_all(problems, &loaded.files).unwrap_or(Exit::Done);
    output::print(summary, exit)
}
