//! The decision as one page that can be sent round: it needs no network, no script and no other file.
//!
//! The templates stand beside this file and are compiled in. Everything that they print goes through [`Shown`].

mod costs;
mod datum;
mod escape;
mod feature;
mod formulas;
mod marks;
mod notes;
mod plot;
mod scale;

use askama::Template;

use super::document::{Change, Document};
use super::sentences::{and_list, capitalised};
use super::view::View;
use crate::model::Knowledge;
use datum::Datum;
pub use escape::Shown;
use feature::Feature;
use formulas::Constant;
use marks::{Marks, Source};
use notes::Group;

/// Renders the whole page.
pub fn render(knowledge: &Knowledge, document: &Document<'_>) -> String {
    let view = View { knowledge, document };
    let mut marks = Marks::default();
    let features = (0..document.features.len()).map(|at| Feature::new(view, at, &mut marks)).collect();
    let app = view.has_several().then(|| app(view, &mut marks));
    let checklist = notes::groups(&document.features, &mut marks);
    let constants = formulas::constants(&document.constants, &mut marks);
    let page = Page {
        style: include_str!("page.css"),
        title: title(view),
        description: document.app.description,
        several: view.has_several(),
        features,
        app,
        checklist,
        constants,
        changes: &document.knowledge.changes,
        sources: marks.list(knowledge),
        advisor: document.advisor,
        version: document.knowledge.version,
    };
    page.render().expect("a String takes everything")
}

/// What the outermost template shows.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    style: &'static str,
    title: String,
    description: Option<&'a str>,
    /// What is said has to name its feature.
    several: bool,
    features: Vec<Feature<'a>>,
    /// Absent for a single feature.
    app: Option<App<'a>>,
    checklist: Vec<Group<'a>>,
    /// Of the formulas of costs.
    constants: Vec<Constant<'a>>,
    changes: &'a [Change<'a>],
    sources: Vec<Source<'a>>,
    advisor: &'a str,
    version: &'a str,
}

/// The app as a whole.
struct App<'a> {
    /// Each transport with its features.
    uses: Vec<(String, String)>,
    counts: Vec<(&'static str, Datum)>,
    rides: Vec<&'a str>,
    mixes: Vec<(&'a str, Vec<usize>)>,
}

fn title(view: View<'_>) -> String {
    match (view.document.app.name, view.document.features.as_slice()) {
        (Some(name), _) => name.to_owned(),
        (None, [only]) => capitalised(only.name),
        (None, several) => format!("Transports of {} features", several.len()),
    }
}

fn app<'a>(view: View<'a>, marks: &mut Marks) -> App<'a> {
    let app = &view.document.app;
    let uses = app.transports.iter().map(|used| (view.full(Some(used.transport)), and_list(&used.features)));
    let count = |key: &str, count: usize| Datum::plain(format!("/app/{key}"), count);
    App {
        uses: uses.collect(),
        counts: vec![
            (
                "Connections that a client holds open when it uses every feature at once",
                count("open_connections", app.open_connections),
            ),
            ("Where features of one transport share theirs", count("shared_connections", app.shared_connections)),
            (
                "Of all, those that count among a browser’s six to one host over HTTP/1.1",
                count("browser_limited_connections", app.browser_limited_connections),
            ),
        ],
        rides: app.rides.iter().map(|ride| ride.sentence.as_str()).collect(),
        mixes: app.mixes.iter().map(|remark| (remark.text, marks.of(remark.sources))).collect(),
    }
}
