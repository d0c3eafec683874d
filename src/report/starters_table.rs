//! The starters in a terminal: each language, what all of them have, and the figures side by side.

use super::paper::{Look, Paper};
use super::starters::{MeasurementReport, StarterReport, StartersDocument};
use super::starters_words::{ALL_OF_THEM, COMPARE, PAGES, fallback, figure, measured, named, of_what, tested};

/// Renders the document onto a page.
pub fn render(document: &StartersDocument<'_>, mut paper: Paper) -> String {
    document.starters.iter().for_each(|starter| language(&mut paper, document, starter));
    paper.heading(&[(Look::Heading, "Transports"), (Look::Plain, ", in every language")]);
    let transports = document.transports.iter().map(|transport| (transport.name, fallback(transport)));
    entries(&mut paper, &transports.collect::<Vec<_>>());
    paper.heading(&[(Look::Heading, "Brokers"), (Look::Plain, ", in every language")]);
    let brokers = document.brokers.iter().map(|broker| (broker.name, broker.what.to_owned()));
    entries(&mut paper, &brokers.collect::<Vec<_>>());
    trials(&mut paper, document);
    figures(&mut paper, document);
    paper.finish()
}

fn language(paper: &mut Paper, document: &StartersDocument<'_>, starter: &StarterReport<'_>) {
    paper.heading(&[(Look::Heading, starter.name)]);
    let told = tested(document, starter);
    for (label, look, text) in [
        ("written by", Look::Chosen, starter.scaffold.as_str()),
        ("started by", Look::Chosen, starter.run),
        ("tested with", Look::Plain, &told),
    ] {
        paper.entry(2, (Look::Dim, label), "tested with ".len(), &[(look, text)]);
    }
}

fn entries<L: AsRef<str>>(paper: &mut Paper, entries: &[(L, String)]) {
    let widest = entries.iter().map(|(label, _)| label.as_ref().chars().count()).max().unwrap_or(0);
    for (label, text) in entries {
        paper.entry(2, (Look::Plain, label.as_ref()), widest + 1, &[(Look::Dim, text)]);
    }
}

fn trials(paper: &mut Paper, document: &StartersDocument<'_>) {
    paper.heading(&[(Look::Heading, "Tested with")]);
    let trials = document.trials.iter().map(|trial| (named(trial), format!("{} ({})", trial.what, trial.page)));
    entries(paper, &trials.collect::<Vec<_>>());
}

fn figures(paper: &mut Paper, document: &StartersDocument<'_>) {
    let languages = measured(document);
    if languages.is_empty() {
        return;
    }
    let bench = &document.bench;
    let columns = Columns::of(&languages, &bench.measurements);
    let is_beside = columns.width() <= paper.width();
    paper.heading(&[(Look::Heading, "Measured")]);
    if is_beside {
        paper.row(0, &[(Look::Heading, &columns.line("", languages.iter().map(|starter| starter.name.to_owned())))]);
    }
    let mut transport = "";
    for measurement in &bench.measurements {
        if measurement.transport != transport {
            transport = measurement.transport;
            paper.paragraph(2, &[(Look::Plain, measurement.name)]);
        }
        if is_beside {
            let figures = languages.iter().map(|starter| figure(starter, measurement));
            paper.row(0, &[(Look::Plain, &columns.line(measurement.what, figures))]);
        } else {
            below(paper, &languages, measurement);
        }
    }
    paper.gap();
    let told = format!("{} {COMPARE} {ALL_OF_THEM}: {}. {PAGES}", of_what(document), bench.page);
    paper.paragraph(0, &[(Look::Dim, &told)]);
}

/// A figure of each language in a line of its own, where they do not fit beside each other.
fn below(paper: &mut Paper, languages: &[&StarterReport<'_>], measurement: &MeasurementReport<'_>) {
    paper.paragraph(4, &[(Look::Dim, measurement.what)]);
    for starter in languages {
        paper.paragraph(6, &[(Look::Plain, starter.name), (Look::Plain, " "), (Look::Plain, &figure(starter, measurement))]);
    }
}

/// What was measured, and beside it a column for each language.
struct Columns {
    label: usize,
    figures: Vec<usize>,
}

impl Columns {
    const INDENT: usize = 4;
    const GAP: usize = 2;

    fn of(languages: &[&StarterReport<'_>], measurements: &[MeasurementReport<'_>]) -> Self {
        let column = |starter: &&StarterReport<'_>| {
            let figures = measurements.iter().map(|measurement| figure(starter, measurement).chars().count());
            figures.chain([starter.name.chars().count()]).max().unwrap_or(0)
        };
        let label = measurements.iter().map(|measurement| measurement.what.chars().count()).max().unwrap_or(0);
        Self { label, figures: languages.iter().map(column).collect() }
    }

    fn width(&self) -> usize {
        Self::INDENT + self.label + self.figures.iter().map(|width| Self::GAP + width).sum::<usize>()
    }

    fn line(&self, label: &str, figures: impl Iterator<Item = String>) -> String {
        let mut line = format!("{:indent$}{label:<width$}", "", indent = Self::INDENT, width = self.label);
        for (figure, width) in figures.zip(&self.figures) {
            line.push_str(&format!("{:gap$}{figure:>width$}", "", gap = Self::GAP));
        }
        line
    }
}
