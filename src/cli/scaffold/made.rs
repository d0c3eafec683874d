//! From a requirements file and options to the plan of a project, with all that is to be said of it.

use std::collections::BTreeMap;

use super::super::args::Packs;
use super::super::decided::{Wanted as Words, decided};
use super::super::exit::Exit;
use super::super::output;
use super::asked::{Asked, asked};
use crate::capacity::Depth;
use crate::diag::{FileId, Files, Problems};
use crate::embedded;
use crate::model::{Decision, ProjectOptions};
use crate::report::{given, markdown};
use crate::scaffold::{App, Maker, Plan, RECORD, Served, Source, Wanted, digest, plan, record, second_server, serve};

/// Where the file itself and the decision stand in a project.
pub const REQUIREMENTS: &str = "requirements.toml";
const DECISION: &str = "DECISION.md";

/// A project, planned.
pub struct Made {
    pub plan: Plan,
    /// The language as it is written.
    pub language: String,
    /// How the server is started, in its folder.
    pub run: String,
    /// What the user should know, a sentence each.
    pub remarks: Vec<String>,
}

/// Plans a project; what is wrong has been said.
pub fn made(
    files: &mut Files,
    file: FileId,
    packs: &Packs,
    mut options: ProjectOptions,
    folder: Option<&str>,
) -> Result<Made, Exit> {
    let asked = asked(files, file, packs, &options, folder)?;
    let Asked { knowledge, requirements, features, starters, starter, settings, name, .. } = &asked;
    let words = Words { costs: Depth::Whole, everything: false };
    let (decision, decisions) =
        decided(knowledge, requirements, features, words, |document| markdown::render(knowledge, document));
    let mut problems = Problems::default();
    let served = served(&asked, &decisions, &mut problems);
    output::said(problems, files)?;

    let mut remarks = given_otherwise(&asked, &decisions);
    let calling = second_server(knowledge, starters, &served).filter(|_| asked.redis.is_none());
    if let Some((feature, note)) = calling {
        let (feature, note) = (served[feature].name, &knowledge.note(note).id);
        remarks.push(format!(
            "Redis goes along, since `{feature}` calls for a second server (advisor explain {note}); `--without redis` leaves it out"
        ));
    }
    options.name = Some(name.clone());
    let maker = maker(files, packs, &options.language)?;
    let redis = asked.redis.unwrap_or(calling.is_some());
    let app = App { slug: name, version: &maker.advisor, redis };
    let along = vec![(REQUIREMENTS, files.whole(file).to_owned()), (DECISION, decision), (RECORD, record(&maker, &options))];
    let templates: BTreeMap<&str, &str> = embedded::STARTERS.iter().map(|file| (file.path, file.text)).collect();
    let source = Source { starters, starter, settings, templates: &templates };
    match plan(knowledge, &source, app, &served, along) {
        Ok(plan) => {
            let [language, run] = [&starter.words.language, &starter.words.run].map(ToString::to_string);
            Ok(Made { plan, language, run, remarks })
        }
        Err(fault) => {
            output::complain(&[format!("the starter has a mistake, which is not yours: {}", fault.0)]);
            Err(Exit::CouldNotRun)
        }
    }
}

/// The features that are not left out, as they are served; why one is not, is reported.
fn served<'a>(asked: &'a Asked, decisions: &'a [Decision], problems: &mut Problems) -> Vec<Served<'a>> {
    let mut served = Vec::new();
    for (at, (feature, decision)) in asked.features.iter().zip(decisions).enumerate() {
        if asked.except[at] {
            continue;
        }
        let wanted = Wanted {
            name: &feature.name,
            description: feature.description.as_deref(),
            situation: &feature.situation,
            decision,
            given: asked.given[at],
        };
        match serve(asked.knowledge, &asked.starters, &wanted) {
            Ok(feature) => served.push(feature),
            Err(problem) => problems.push(problem),
        }
    }
    served
}

/// What speaks against each transport that was given in place of the decided one.
fn given_otherwise(asked: &Asked, decisions: &[Decision]) -> Vec<String> {
    let otherwise = |(at, decision): (usize, &Decision)| {
        let given = asked.given[at].filter(|given| !asked.except[at] && decision.winner != Some(*given))?;
        Some(given::remark(asked.knowledge, &asked.features[at].name, decision, given))
    };
    decisions.iter().enumerate().filter_map(otherwise).collect()
}

/// Who makes the project, from what.
fn maker(files: &mut Files, packs: &Packs, language: &str) -> Result<Maker, Exit> {
    let mut problems = Problems::default();
    let rules = embedded::texts(&packs.folders, files, &mut problems);
    output::said(problems, files)?;
    let of_starter = |path: &str| !path.contains('/') || path.starts_with("shared/") || path.starts_with(&format!("{language}/"));
    let starter = embedded::STARTERS.iter().filter(|file| of_starter(file.path)).flat_map(|file| [file.path, file.text]);
    Ok(Maker {
        advisor: env!("CARGO_PKG_VERSION").to_owned(),
        knowledge: digest(rules.iter().map(AsRef::as_ref)),
        starter: digest(starter),
    })
}
