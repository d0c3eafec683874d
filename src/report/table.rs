//! What a person sees in a terminal: the decision first, then why.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::capacity_table;
use super::document::{App, Document, FeatureReport, SourceReport};
use super::paper::{Look, Paper};
use super::sentences::and_list;
use super::table_feature;
use super::written::Cited;
use crate::model::{Knowledge, SourceId};

/// How much is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What a reader wants to know first.
    Short,
    /// Everything.
    Full,
}

/// Renders the document onto a page.
pub fn render(knowledge: &Knowledge, document: &Document<'_>, paper: Paper, detail: Detail) -> String {
    let mut page = Page { knowledge, document, paper, detail, named: Vec::new() };
    page.overview();
    for feature in &document.features {
        table_feature::render(&mut page, feature);
    }
    page.app();
    page.changes();
    page.sources();
    page.paper.finish()
}

/// A page being written.
pub struct Page<'a> {
    pub knowledge: &'a Knowledge,
    pub document: &'a Document<'a>,
    pub paper: Paper,
    pub detail: Detail,
    /// The sources that the page names, in the order of their numbers.
    named: Vec<SourceId>,
}

impl<'a> Page<'a> {
    /// The short name of a transport.
    pub fn short(&self, id: &'a str) -> &'a str {
        self.knowledge.find_transport(id).map_or(id, |found| &self.knowledge.transport(found).short)
    }

    /// The short name of what would be recommended, or that nothing would.
    pub fn short_or_nothing(&self, id: Option<&'a str>) -> &'a str {
        id.map_or("nothing left", |id| self.short(id))
    }

    /// Numbers of sources in the list at the end, in the order in which they are first named: `[1, 3]`.
    pub fn marks(&mut self, cited: Cited<'_>) -> String {
        let mut marks = String::new();
        for id in cited.sources {
            marks.push_str(if marks.is_empty() { " [" } else { ", " });
            let _ = write!(marks, "{}", self.number(*id));
        }
        if !marks.is_empty() {
            marks.push(']');
        }
        marks
    }

    fn number(&mut self, id: SourceId) -> usize {
        let position = self.named.iter().position(|named| *named == id).unwrap_or_else(|| {
            self.named.push(id);
            self.named.len() - 1
        });
        position + 1
    }

    fn overview(&mut self) {
        let name = self.document.app.name.unwrap_or("Your features");
        let features = self.document.features.len();
        let transports = self.document.app.transports.len();
        let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        let counts = format!(": {} on {}", plural(features, "feature"), plural(transports, "transport"));
        self.paper.heading(&[(Look::Heading, name), (Look::Plain, &counts)]);
        self.paper.gap();
        let rows = self.overview_rows();
        let widths: Vec<usize> =
            (0..4).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
        if widths.iter().sum::<usize>() + 8 > self.paper.width() {
            for [name, transport, fallback, sure] in &rows {
                self.paper.entry(
                    2,
                    (Look::Plain, name),
                    widths[0],
                    &[(Look::Chosen, transport), (Look::Dim, &format!(" {fallback}")), (Look::Plain, &format!(" ({sure})"))],
                );
            }
            return;
        }
        for [name, transport, fallback, sure] in &rows {
            let cell = |text: &str, column: usize| format!("{text:<width$}", width = widths[column] + 2);
            self.paper.row(
                2,
                &[
                    (Look::Plain, &cell(name, 0)),
                    (Look::Chosen, &cell(transport, 1)),
                    (Look::Dim, &cell(fallback, 2)),
                    (Look::Plain, sure),
                ],
            );
        }
    }

    /// Of each feature its name, transport, fallbacks and how sure that is.
    fn overview_rows(&self) -> Vec<[Cow<'a, str>; 4]> {
        let sure = |feature: &FeatureReport<'a>| match (feature.recommended.is_some(), feature.settled, feature.decided.close) {
            (false, ..) => "all ruled out",
            (_, true, false) => "settled",
            (_, true, true) => "settled, a close call",
            (_, false, false) => "not settled",
            (_, false, true) => "not settled, a close call",
        };
        let fallbacks = |feature: &FeatureReport<'a>| {
            let steps: Vec<&str> = feature.fallback.iter().map(|step| self.short(step.transport)).collect();
            match (feature.recommended, steps.is_empty()) {
                (None, _) => "".into(),
                (_, true) => self.no_fallback(feature).into(),
                (_, false) => format!("else {}", steps.join(", ")).into(),
            }
        };
        let row = |feature: &FeatureReport<'a>| {
            let transport = self.short_or_nothing(feature.recommended);
            [feature.name.into(), transport.into(), fallbacks(feature), sure(feature).into()]
        };
        self.document.features.iter().map(row).collect()
    }

    /// What stands where nothing serves as a fallback.
    fn no_fallback(&self, feature: &FeatureReport<'_>) -> &'static str {
        let recommended = feature.recommended.and_then(|id| self.knowledge.find_transport(id));
        let plain = recommended.is_some_and(|id| !self.knowledge.transport(id).open_connection);
        if plain { "needs no fallback" } else { "no fallback" }
    }

    fn app(&mut self) {
        let app = &self.document.app;
        if self.document.features.len() < 2 {
            return;
        }
        self.paper.heading(&[(Look::Heading, "The app as a whole")]);
        for used in &app.transports {
            self.paper.item(
                2,
                (Look::Plain, "·"),
                &[(Look::Chosen, self.short(used.transport)), (Look::Plain, " for "), (Look::Plain, &and_list(&used.features))],
            );
        }
        if app.open_connections > 0 {
            let held = connections(app);
            self.paper.item(2, (Look::Plain, "·"), &[(Look::Plain, &held)]);
        }
        for ride in &app.rides {
            self.paper.item(2, (Look::Plain, "·"), &[(Look::Plain, &ride.sentence)]);
        }
        if let Some(costs) = &app.capacity {
            capacity_table::app(self, costs);
        }
        let mixes = if self.detail == Detail::Full { app.mixes.len() } else { app.mixes.len().min(3) };
        for remark in &app.mixes[..mixes] {
            let marks = self.marks(remark.sources);
            self.paper.item(2, (Look::Plain, "·"), &[(Look::Plain, remark.text), (Look::Dim, &marks)]);
        }
    }

    fn changes(&mut self) {
        if self.document.knowledge.changes.is_empty() {
            return;
        }
        self.paper.heading(&[(Look::Heading, "Changed by packs")]);
        for change in &self.document.knowledge.changes {
            let text = format!("{} {} by {}: {}", change.id, change.change, change.pack, change.because);
            self.paper.item(2, (Look::Plain, "·"), &[(Look::Plain, &text)]);
        }
    }

    fn sources(&mut self) {
        let sources = std::mem::take(&mut self.named);
        if !sources.is_empty() {
            self.paper.heading(&[(Look::Heading, "Sources")]);
        }
        for (position, id) in sources.iter().enumerate() {
            let id = self.knowledge.source(*id).id.as_ref();
            if let Some(source) = self.document.sources.iter().find(|source| source.id == id) {
                self.source(position + 1, source);
            }
        }
        if self.detail == Detail::Short {
            self.paper.gap();
            self.paper.paragraph(
                0,
                &[(
                    Look::Dim,
                    "Everything: --explain. One rule or note: advisor explain ID. A document to keep: --format markdown.",
                )],
            );
        }
    }

    fn source(&mut self, number: usize, source: &SourceReport) {
        let mut parts = Vec::with_capacity(10);
        parts.push((Look::Plain, source.title));
        if let Some(section) = source.section {
            parts.extend([(Look::Plain, ", "), (Look::Plain, section)]);
        }
        if self.detail == Detail::Full {
            if let Some(address) = source.address {
                parts.extend([(Look::Dim, " "), (Look::Dim, address)]);
            }
            parts.extend([" (", source.standing, ", checked ", source.checked, ")"].map(|text| (Look::Dim, text)));
        }
        self.paper.item(2, (Look::Dim, &format!("[{number}]")), &parts);
    }
}

/// How many connections a client holds open, as a sentence.
pub fn connections(app: &App<'_>) -> String {
    let counted = |count: usize| if count == 1 { "one connection".to_owned() } else { format!("{count} connections") };
    let mut held = format!("A client that used every feature at once would hold {} open", counted(app.open_connections));
    if app.shared_connections < app.open_connections {
        held.push_str(&format!(", {} where features of one transport share theirs", app.shared_connections));
    }
    if app.browser_limited_connections > 0 {
        let count = if app.browser_limited_connections == 1 {
            "one counts".to_owned()
        } else {
            format!("{} count", app.browser_limited_connections)
        };
        held.push_str(&format!("; over HTTP/1.1, {count} among the six that a browser opens to a host"));
    }
    held + "."
}
