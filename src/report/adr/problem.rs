//! What had to be decided: the context, the forces, and what there was to choose from.

use super::super::document::FeatureReport;
use super::super::markdown::{code, plain};
use super::super::sentences::{and_list, capitalised};
use super::super::view::{facts_of, full_name, said};
use super::{Entry, Record, flow};

/// Writes the three sections.
pub fn write(record: &mut Record<'_>) {
    context(record);
    drivers(record);
    record.heading(2, "Considered Options");
    let options: Vec<String> = record.view.options().into_iter().map(full_name).collect();
    record.list(options);
}

fn context(record: &mut Record<'_>) {
    record.heading(2, "Context and Problem Statement");
    let view = record.view;
    let app = &view.document.app;
    if let Some(description) = app.description {
        record.paragraph(plain(description));
    }
    let shorts: Vec<&str> = view.options().into_iter().map(|transport| transport.short.as_ref()).collect();
    let (last, rest) = shorts.split_last().expect("a base has transports");
    let options = format!("{} or {last}", rest.join(", "));
    let name = app.name.map(plain);
    record.paragraph(match view.document.features.as_slice() {
        [only] => {
            let of = name.map(|name| format!(" of {name}")).unwrap_or_default();
            format!("Which transport should carry {}{of}: {options}?", only.name)
        }
        several => format!(
            "{} has {} features that have to be live. Which transport should carry each of them: {options}?",
            name.unwrap_or_else(|| "The app".to_owned()),
            several.len()
        ),
    });
    let entries = view.document.features.iter().map(|feature| known(feature)).collect();
    record.entries(entries);
}

/// What is known of a feature, by where it comes from.
fn known<'d>(feature: &FeatureReport<'d>) -> Entry<'d> {
    let assumed =
        feature.workload.map_or_else(|| "assumed".to_owned(), |workload| format!("assumed of the workload `{workload}`"));
    let origins = [
        ("given", "given"),
        ("assumed", assumed.as_str()),
        ("default", "taken to hold, since nothing else was said"),
        ("unknown", "unknown"),
    ];
    let point = |(origin, title): (&str, &str)| {
        let facts: Vec<String> = facts_of(feature, origin).iter().map(|fact| code(fact)).collect();
        (!facts.is_empty()).then(|| format!("{}: {}", capitalised(title), facts.join(", ")))
    };
    Entry {
        feature: feature.name,
        lead: feature.description.map(plain).unwrap_or_default(),
        points: origins.into_iter().filter_map(point).collect(),
    }
}

/// A force, with the features that it acts on.
struct Driver<'a> {
    text: String,
    features: Vec<&'a str>,
}

/// First what forces the decisions, then everything else that some rule took into account.
fn drivers(record: &mut Record<'_>) {
    let features = &record.view.document.features;
    let mut drivers: Vec<Driver<'_>> = Vec::new();
    for feature in features {
        for force in &feature.because {
            add(&mut drivers, named(record, feature, &said(force)), feature.name);
        }
    }
    for feature in features {
        for fact in feature.reasons.iter().flat_map(|reason| &reason.facts) {
            add(&mut drivers, named(record, feature, &fact.to_string()), feature.name);
        }
    }
    let method = "The least machinery that meets every requirement".to_owned();
    let several = record.view.has_several();
    let forces = drivers.into_iter().map(
        |Driver { text, features }| {
            if several { format!("{text}, for {}", and_list(&features)) } else { text }
        },
    );
    record.heading(2, "Decision Drivers");
    record.list([method].into_iter().chain(forces));
}

fn add<'a>(drivers: &mut Vec<Driver<'a>>, text: String, feature: &'a str) {
    match drivers.iter_mut().find(|driver| driver.text == text) {
        Some(driver) if driver.features.contains(&feature) => {}
        Some(driver) => driver.features.push(feature),
        None => drivers.push(Driver { text, features: vec![feature] }),
    }
}

/// What was said, with what it means.
fn named(record: &Record<'_>, feature: &FeatureReport<'_>, said: &str) -> String {
    let knowledge = record.view.knowledge;
    let fact = said.split_once(" = ").and_then(|(id, _)| feature.facts.iter().find(|fact| fact.fact == id));
    let workload = feature.workload.and_then(|id| knowledge.find_workload(id));
    let meaning = fact.map(|fact| fact.label).or_else(|| Some(&*knowledge.workload(workload?).summary));
    meaning.map_or_else(|| code(said), |meaning| format!("{} ({})", code(said), flow(meaning)))
}
