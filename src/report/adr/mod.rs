//! The decision as an architecture decision record, in the structure of MADR 4 (<https://adr.github.io/madr/>).
//!
//! One record stands for one requirements file. Of an app with several features each section keeps to its subject, and says
//! within it what holds for which feature.

mod confirmation;
mod options;
mod outcome;
mod problem;
mod words;

use std::collections::BTreeSet;

use super::document::{Document, TransportUse};
use super::markdown::{plain, prose};
use super::sentences::and_list;
use super::view::View;
use super::written::Cited;
use crate::diag::visible;
use crate::model::Knowledge;
pub use confirmation::Invocation;
use words::Words;

/// A title that names each feature; beyond it, it counts them.
const NAMED: usize = 4;

/// Renders the whole record.
pub fn render(knowledge: &Knowledge, document: &Document<'_>, invocation: &Invocation<'_>) -> String {
    let view = View { knowledge, document };
    let mut record = Record { view, words: Words::of(knowledge), cited: BTreeSet::new(), text: String::new() };
    record.front_matter(invocation.date);
    record.line(format!("# {}", title(view)));
    problem::write(&mut record);
    outcome::write(&mut record);
    confirmation::write(&mut record, invocation);
    options::write(&mut record);
    record.more_information();
    record.sources();
    record.text
}

/// `Use WebSocket for chat and SSE for notifications`; a heading has no full stop.
fn title(view: View<'_>) -> String {
    let features = &view.document.features;
    let open: Vec<&str> = features.iter().filter(|feature| feature.recommended.is_none()).map(|feature| feature.name).collect();
    // In the order of the file, each transport where it comes first.
    let mut used: Vec<&TransportUse<'_>> = view.document.app.transports.iter().collect();
    used.sort_by_key(|used| features.iter().position(|feature| feature.recommended == Some(used.transport)));
    if used.is_empty() {
        return format!("Relax a requirement of {} before a transport is chosen", and_list(&open));
    }
    let decided = features.len() - open.len();
    let named = used.iter().map(|used| {
        let short = view.short(Some(used.transport));
        if decided <= NAMED { format!("{short} for {}", and_list(&used.features)) } else { short.to_owned() }
    });
    let named = and_list(&named.collect::<Vec<_>>());
    let counted = if decided <= NAMED { String::new() } else { format!(" for {decided} live features") };
    let rest = if open.is_empty() { String::new() } else { format!(", and relax a requirement of {}", and_list(&open)) };
    format!("Use {named}{counted}{rest}")
}

/// A record being written.
struct Record<'a> {
    view: View<'a>,
    words: Words<'a>,
    /// Ids of the sources that are named so far.
    cited: BTreeSet<&'a str>,
    text: String,
}

/// What is said of one feature: a sentence, and points below it.
struct Entry<'a> {
    feature: &'a str,
    lead: String,
    points: Vec<String>,
}

impl<'a> Record<'a> {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn heading(&mut self, level: usize, title: &str) {
        self.line(format!("\n{} {title}", "#".repeat(level)));
    }

    fn paragraph(&mut self, text: impl AsRef<str>) {
        self.line("");
        self.line(text);
    }

    /// A list between empty lines; nothing where it is empty.
    fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.line("");
        }
        items.for_each(|item| self.line(format!("* {item}")));
    }

    /// One feature alone has a paragraph and a list; several have an item each, with the points below it.
    fn entries(&mut self, entries: Vec<Entry<'_>>) {
        if let [Entry { lead, points, .. }] = entries.as_slice() {
            if !lead.is_empty() {
                self.paragraph(lead);
            }
            self.list(points.iter().cloned());
            return;
        }
        self.line("");
        for Entry { feature, lead, points } in entries {
            let lead = if lead.is_empty() { String::new() } else { format!(" {lead}") };
            self.line(format!("* For {feature}:{lead}"));
            points.into_iter().for_each(|point| self.line(format!("  * {point}")));
        }
    }

    /// Footnotes for sources.
    fn cite(&mut self, cited: Cited<'a>) -> String {
        self.cited.extend(cited.ids());
        cited.ids().map(|id| format!("[^{id}]")).collect()
    }

    /// What holds for which of several features: ` for chat`.
    fn of(&self, features: &[&str]) -> String {
        if self.view.has_several() { format!(" for {}", and_list(features)) } else { String::new() }
    }

    fn front_matter(&mut self, date: Option<&str>) {
        self.line("---\nstatus: proposed");
        // No clock is read: the same input gives the same bytes. People date a record when they decide.
        if let Some(date) = date {
            self.line(format!("date: {date}"));
        }
        self.line("decision-makers: []\n---\n");
    }

    fn more_information(&mut self) {
        self.heading(2, "More Information");
        for feature in &self.view.document.features {
            outcome::revisit(self, feature);
        }
        self.app();
        let knowledge = &self.view.document.knowledge;
        let version = self.view.document.advisor;
        self.paragraph(format!("Decided by advisor {version} with version {} of its knowledge base.", flow(knowledge.version)));
        let changes: Vec<String> = knowledge
            .changes
            .iter()
            .map(|change| format!("`{}` {} by {}: {}", change.id, change.change, plain(change.pack), plain(change.because)))
            .collect();
        if !changes.is_empty() {
            self.paragraph("Packs changed the knowledge base:");
            self.list(changes);
        }
    }

    /// Advice for the app as a whole.
    fn app(&mut self) {
        let app = &self.view.document.app;
        if !self.view.has_several() {
            return;
        }
        let rides = app.rides.iter().map(|ride| flow(&ride.sentence));
        let mixes: Vec<String> =
            app.mixes.iter().map(|remark| format!("{}{}", flow(remark.text), self.cite(remark.sources))).collect();
        let advice: Vec<String> = rides.chain(mixes).collect();
        if !advice.is_empty() {
            self.paragraph("For the app as a whole:");
            self.list(advice);
        }
    }

    fn sources(&mut self) {
        let cited = std::mem::take(&mut self.cited);
        let sources = cited.iter().filter_map(|id| self.view.knowledge.find_source(id));
        let mut lines = Vec::new();
        for source in sources.map(|id| self.view.knowledge.source(id)) {
            let section = source.section.as_deref().map(|section| format!(", {}", flow(section))).unwrap_or_default();
            let address = source.address.as_deref().map(|address| format!(", <{}>", visible(address))).unwrap_or_default();
            let read = format!(" ({}, checked {})", source.standing.name(), source.checked);
            lines.push(format!("[^{}]: {}{section}{address}{read}", source.id, flow(&source.title)));
        }
        if !lines.is_empty() {
            self.line("");
        }
        lines.iter().for_each(|line| self.line(line));
    }
}

/// Text of the knowledge base, on one line.
fn flow(text: &str) -> String {
    prose(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
