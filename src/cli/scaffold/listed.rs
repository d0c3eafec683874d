//! `advisor scaffold --list`: the languages, what each was tested with, and what was measured of it.

use super::super::args::{ListFormat, Packs};
use super::super::exit::Exit;
use super::super::output;
use super::asked::starters_file;
use crate::diag::{Files, Problems};
use crate::embedded;
use crate::load::{read_evidence, read_offer, read_starter, read_starters};
use crate::model::{Knowledge, Offer, Starters};
use crate::report::starters::{Listed, build};
use crate::report::{json, starters_markdown, starters_table};

/// Prints what is known of every starter.
pub fn run(format: ListFormat, packs: &Packs) -> Exit {
    match read(packs) {
        Ok(all) => output::print(&render(format, &all), Exit::Done),
        Err(exit) => exit,
    }
}

/// Everything that stands in the files of the starters.
struct All {
    knowledge: &'static Knowledge,
    starters: Starters,
    offer: Offer,
    listed: Vec<Listed<'static>>,
}

/// Reads it; what is wrong has been said.
fn read(packs: &Packs) -> Result<All, Exit> {
    let knowledge = output::knowledge(packs)?;
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = starters_file("starters.toml", &mut files).expect("it is built in");
    let starters = read_starters(knowledge, &files, file, &mut problems);
    let offer = read_offer(knowledge, &files, file, &mut problems);
    output::said(std::mem::take(&mut problems), &files)?;
    let (starters, offer) = starters.zip(offer).expect("what is not there is reported");
    let read = |language| listed(language, &offer, &mut files, &mut problems);
    let listed: Vec<Listed<'static>> = embedded::languages().filter_map(read).collect();
    output::said(problems, &files)?;
    Ok(All { knowledge, starters, offer, listed })
}

fn listed(language: &'static str, offer: &Offer, files: &mut Files, problems: &mut Problems) -> Option<Listed<'static>> {
    let file = starters_file(&format!("{language}/starter.toml"), files).expect("it is listed");
    let starter = read_starter(language, files, file, problems);
    let evidence = read_evidence(offer, files, file, problems);
    Some(Listed { language, starter: starter?, evidence: evidence? })
}

fn render(format: ListFormat, all: &All) -> String {
    let document = build(all.knowledge, &all.starters, &all.offer, &all.listed);
    match format {
        ListFormat::Table => starters_table::render(&document, output::paper()),
        ListFormat::Markdown => starters_markdown::render(&document),
        ListFormat::Json => json::render(&document),
    }
}
