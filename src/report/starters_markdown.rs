//! The starters for a design document: tables of the languages, of what they were tested with, and of the figures.

use super::markdown::{code, prose};
use super::starters::{MeasurementReport, StartersDocument};
use super::starters_words::{ALL_OF_THEM, COMPARE, PAGES, fallback, figure, measured, named, of_what, tested};

/// Renders the document.
pub fn render(document: &StartersDocument<'_>) -> String {
    let mut text = format!("# Starters of advisor {}\n", document.advisor);
    let languages = document.starters.iter().map(|starter| {
        vec![prose(starter.name), code(starter.scaffold.as_str()), code(starter.run), prose(&tested(document, starter))]
    });
    table(&mut text, &["language", "written by", "started by", "tested with"], languages);
    text.push_str("\n## In every language\n");
    let transports = document.transports.iter().map(|transport| vec![prose(transport.name), prose(&fallback(transport))]);
    table(&mut text, &["transport", "fallbacks"], transports);
    let brokers = document.brokers.iter().map(|broker| vec![prose(broker.name), prose(broker.what)]);
    table(&mut text, &["broker", "for"], brokers);
    text.push_str("\n## Tested with\n");
    let trials = document.trials.iter().map(|trial| vec![prose(&named(trial)), prose(trial.what), code(trial.page)]);
    table(&mut text, &["", "what it is for", "page"], trials);
    figures(&mut text, document);
    text
}

fn figures(text: &mut String, document: &StartersDocument<'_>) {
    let languages = measured(document);
    if languages.is_empty() {
        return;
    }
    let names: Vec<String> = languages.iter().map(|starter| prose(starter.name)).collect();
    let head: Vec<&str> = ["transport", "measured"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let row = |measurement: &MeasurementReport<'_>| {
        let figures = languages.iter().map(|starter| figure(starter, measurement));
        [prose(measurement.name), prose(measurement.what)].into_iter().chain(figures).collect()
    };
    text.push_str("\n## Measured\n");
    table(text, &head, document.bench.measurements.iter().map(row));
    let page = code(document.bench.page);
    text.push_str(&format!("\n{}\n{COMPARE}\n{ALL_OF_THEM}: {page}.\n{PAGES}\n", prose(&of_what(document))));
}

fn table(text: &mut String, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    text.push_str(&format!("\n| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len())));
    rows.for_each(|row| text.push_str(&format!("| {} |\n", row.join(" | "))));
}
