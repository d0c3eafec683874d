//! The plan of a project: which files a generated server has, and what stands in them. Pure; `cli` writes it.
//!
//! What starters ask of the knowledge base and whom they refuse (`starters/starters.toml`), and which settings a server has
//! (`starters/settings.toml`), is data; the templates stand beside it.

mod blank;
mod context;
mod dialect;
mod escape;
mod name;
mod pace;
mod place;
mod record;
mod serve;
mod settings;
mod template;
mod words;

use std::collections::BTreeMap;

use minijinja::Value;

pub use context::{App, FLAGS, HOLES, OF_A_FEATURE, flag_of};
pub use dialect::Dialect;
pub use name::{Names, slug};
pub use record::{Maker, RECORD, digest, record};
pub use serve::{Served, Wanted, second_server, serve};
pub use settings::{OF_A_GROUP, OF_A_SETTING};
pub use template::{Fault, Templates};
pub use words::WORDS;

use crate::model::{Knowledge, Setting, Starter, StarterFile, Starters};

/// A file as it is to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedFile {
    /// Below the project's folder, of plain names with `/` between them.
    pub place: String,
    pub text: String,
    /// It is a script.
    pub executable: bool,
}

/// Everything that is written, sorted by place.
pub type Plan = Vec<PlannedFile>;

/// A starter with its templates by path.
pub struct Source<'a> {
    pub starters: &'a Starters,
    pub starter: &'a Starter,
    pub settings: &'a [Setting],
    pub templates: &'a BTreeMap<&'a str, &'a str>,
}

/// Renders every file that the app needs, and lays those beside them that go along as they are.
pub fn plan(
    knowledge: &Knowledge,
    source: &Source<'_>,
    app: App<'_>,
    served: &[Served<'_>],
    along: Vec<(&str, String)>,
) -> Result<Plan, Fault> {
    let templates = Templates::default();
    let mut contexts = BTreeMap::new();
    for dialect in Dialect::ALL {
        let app = context::context(knowledge, source.starters, app, served, dialect);
        contexts.insert(dialect, with_the_language(&templates, source, app)?);
    }
    let mut plan: Plan = along.into_iter().map(|(place, text)| planned(place, text)).collect();
    for file in source.starters.files.iter().chain(&source.starter.files) {
        let StarterFile { to, from, when } = file;
        let dialect = Dialect::of(to);
        let context = &contexts[&dialect];
        if let Some(when) = when
            && !templates.holds(to, when, context)?
        {
            continue;
        }
        let text = source.templates.get(from.as_ref()).ok_or_else(|| Fault(format!("there is no template `{from}`")))?;
        plan.push(planned(to, templates.render(from, text, dialect, context)?));
    }
    plan.sort_by(|a, b| a.place.cmp(&b.place));
    checked(plan)
}

/// What is said of an app, and beside it the settings that it has and the words of the language.
fn with_the_language(templates: &Templates, source: &Source<'_>, mut app: context::Map) -> Result<Value, Fault> {
    app.extend(settings::settings(templates, source.settings, &app)?);
    app.insert("words".to_owned(), words::words(&source.starter.words));
    Ok(Value::from(app))
}

fn planned(place: &str, text: String) -> PlannedFile {
    PlannedFile { place: place.to_owned(), executable: text.starts_with("#!"), text }
}

/// The plan, once it is known that each place is below the project and holds one file.
fn checked(plan: Plan) -> Result<Plan, Fault> {
    if let Some(file) = plan.iter().find(|file| !place::is_plain(&file.place)) {
        return Err(Fault(format!("`{}` is no place for a file", file.place)));
    }
    for (at, file) in plan.iter().enumerate() {
        if let Some(other) = plan[..at].iter().find(|other| place::collide(&other.place, &file.place)) {
            return Err(Fault(format!("`{}` and `{}` cannot both be files", other.place, file.place)));
        }
    }
    Ok(plan)
}
