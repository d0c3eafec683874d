//! What goes into a design document.

use std::fmt::Write as _;

use super::capacity_markdown;
use super::document::{Document, FeatureReport, NoteReport, Reason};
use super::sentences::and_list;
use super::table_feature::{because, before_range, plainest};
use super::written::Cited;
use crate::diag::visible;
use crate::model::{Knowledge, NoteKind};

/// Renders the whole document.
pub fn render(knowledge: &Knowledge, document: &Document<'_>) -> String {
    let mut page = Page { knowledge, document, text: String::new() };
    page.head();
    document.features.iter().for_each(|feature| page.feature(feature));
    page.app();
    capacity_markdown::constants(&mut page, &document.constants);
    page.sources();
    page.text
}

/// A document being written.
pub struct Page<'a> {
    knowledge: &'a Knowledge,
    document: &'a Document<'a>,
    text: String,
}

/// Text that a user wrote, or that stands in a cell, without effect on the markup.
pub fn plain(text: &str) -> String {
    let text = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    // A dash, or a number with a dot, would begin a list.
    let number = text.chars().take_while(char::is_ascii_digit).count();
    for (at, c) in text.chars().enumerate() {
        let begins_a_list =
            if number == 0 { at == 0 && matches!(c, '-' | '+' | '=') } else { at == number && matches!(c, '.' | ')') };
        if begins_a_list || matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '#' | '&' | '~' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text of the knowledge base: only what would end a table cell is escaped.
pub fn prose(text: &str) -> String {
    visible(text).replace('|', "\\|")
}

/// A piece of a requirements file.
pub fn code(text: &str) -> String {
    format!("`{}`", visible(text).replace('|', "\\|").replace('`', "'"))
}

impl Page<'_> {
    pub fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A list between empty lines; nothing where it is empty.
    pub fn list(&mut self, title: &str, items: Vec<String>) {
        if items.is_empty() {
            return;
        }
        self.line(format!("\n{title}\n"));
        items.into_iter().for_each(|item| self.line(format!("- {item}")));
    }

    pub fn short(&self, id: Option<&str>) -> String {
        let Some(id) = id else { return "nothing left".to_owned() };
        self.knowledge.find_transport(id).map_or(id.to_owned(), |found| self.knowledge.transport(found).short.to_string())
    }

    pub fn cite(&self, cited: Cited<'_>) -> String {
        cited.ids().map(|id| format!("[^{id}]")).collect()
    }

    fn head(&mut self) {
        let name = self.document.app.name.map_or("Transports".to_owned(), |name| format!("Transports of {}", plain(name)));
        self.line(format!("# {name}\n"));
        if let Some(description) = &self.document.app.description {
            self.line(format!("{}\n", plain(description)));
        }
        self.line("| feature | transport | fall back on | settled |\n|---|---|---|---|");
        for feature in &self.document.features {
            let steps: Vec<String> = feature.fallback.iter().map(|step| self.short(Some(step.transport))).collect();
            let transport = self.short(feature.recommended);
            let settled = if feature.settled { "yes" } else { "no" };
            let steps = if steps.is_empty() { "–".to_owned() } else { steps.join(", ") };
            self.line(format!("| {} | **{transport}** | {steps} | {settled} |", feature.name));
        }
        let knowledge = &self.document.knowledge;
        let by = format!(
            "\nDecided by advisor {} with its knowledge base, version {}.",
            self.document.advisor,
            prose(knowledge.version)
        );
        self.line(by);
        let changes = knowledge
            .changes
            .iter()
            .map(|c| format!("{} {} by {}: {}", code(&c.id), c.change, code(c.pack), plain(c.because)))
            .collect();
        self.list("Changed by packs:", changes);
    }

    fn feature(&mut self, feature: &FeatureReport) {
        self.line(format!("\n## {}: {}", feature.name, self.short(feature.recommended)));
        if let Some(description) = &feature.description {
            self.line(format!("\n{}", plain(description)));
        }
        let sure =
            if feature.settled { "Nothing that is unknown could change that." } else { "What is unknown could change that." };
        self.line(format!("\n{} {sure}", prose(&feature.decided.sentence)));
        match feature.recommended {
            Some(_) => self.line(format!("\n{}", prose(&because(feature)))),
            None => {
                let said = feature
                    .because
                    .iter()
                    .map(|said| code(&said.value.as_ref().map_or(said.id.to_owned(), |value| format!("{} = {value}", said.id))));
                self.list("What leaves nothing; relax one:", said.collect());
            }
        }
        self.ranking(feature);
        for ranked in &feature.ranking {
            let about: Vec<&Reason> = feature.reasons.iter().filter(|reason| reason.transport == ranked.transport).collect();
            let first = Some(ranked.transport) == feature.recommended;
            let title = format!("**{} {}**", if first { "Why" } else { "Why not" }, self.short(Some(ranked.transport)));
            let items = about.iter().map(|reason| self.reason(reason)).collect();
            self.list(&title, items);
        }
        self.changes(feature);
        for (kind, folder) in NoteKind::ALL {
            let notes: Vec<String> =
                feature.notes.iter().filter(|note| note.kind == folder).map(|note| self.note(note)).collect();
            let title = match kind {
                NoteKind::Scaling => "**Scaling**",
                NoteKind::Pitfall => "**Pitfalls**",
                NoteKind::Beside => "**Beside it**",
            };
            self.list(title, notes);
        }
        self.facts(feature);
        capacity_markdown::render(self, feature);
    }

    fn ranking(&mut self, feature: &FeatureReport) {
        self.line("\n| | transport | strong | slight | objections | |\n|---|---|---:|---:|---:|---|");
        for (position, ranked) in feature.ranking.iter().enumerate() {
            let behind = ranked.behind.as_deref().unwrap_or_default();
            let name = prose(ranked.name);
            self.line(format!(
                "| {} | {name} | {:+} | {:+} | {} | {behind} |",
                position + 1,
                ranked.strong,
                ranked.slight,
                ranked.objections
            ));
        }
    }

    fn reason(&self, reason: &Reason) -> String {
        let weight = match (reason.effect, reason.strength) {
            ("favour", Some(strength)) => format!("{strength}, for"),
            ("against", Some(strength)) => format!("{strength}, against"),
            _ => "veto".to_owned(),
        };
        let facts: Vec<String> = reason.facts.iter().map(|fact| code(&fact.to_string())).collect();
        let since = if facts.is_empty() { String::new() } else { format!(" Since {}.", and_list(&facts)) };
        format!(
            "{} ({weight}, {}).{since} {}{}",
            prose(reason.summary),
            code(reason.rule),
            prose(reason.because),
            self.cite(reason.sources)
        )
    }

    fn note(&self, note: &NoteReport) -> String {
        format!("{}. {}{}", prose(note.summary), prose(note.advice), self.cite(note.sources))
    }

    fn changes(&mut self, feature: &FeatureReport) {
        let flips = plainest(&feature.flips).into_iter().map(|flip| {
            let to = self.short(flip.recommended);
            format!(
                "{} instead of {}: {to}",
                code(&format!("{} {}{}", flip.fact, before_range(flip.to), flip.to)),
                code(&flip.from.to_string())
            )
        });
        let flips = flips.collect();
        self.list("**What would change it**", flips);
        let open = feature.open.iter().map(|open| {
            let said: Vec<String> = open
                .answers
                .iter()
                .map(|answer| code(&format!("{} {}{}", answer.fact, before_range(answer.range), answer.range)))
                .collect();
            format!("{}: {}", and_list(&said), self.short(open.recommended))
        });
        let open = open.collect();
        self.list("**Still unknown, and could change it**", open);
        let steps =
            feature.fallback.iter().map(|step| format!("{}: survives {}", prose(step.name), prose(step.survives))).collect();
        self.list("**Fall back on, in this order**", steps);
    }

    fn facts(&mut self, feature: &FeatureReport) {
        self.line("\n| fact | value | origin |\n|---|---|---|");
        for fact in feature.facts.iter().filter(|fact| fact.origin != "unknown") {
            let origin = match (&feature.workload, fact.origin) {
                (Some(workload), "assumed") => format!("assumed of {}", code(workload)),
                (_, origin) => origin.to_owned(),
            };
            let value = fact.value.map_or_else(|| "unknown".to_owned(), |value| code(&value.to_string()));
            self.line(format!("| {} ({}) | {value} | {origin} |", prose(fact.label), code(fact.fact)));
        }
    }

    fn app(&mut self) {
        let app = &self.document.app;
        if self.document.features.len() < 2 {
            return;
        }
        self.line("\n## The app as a whole\n");
        for used in &app.transports {
            let line = format!("- {} for {}", prose(used.name), and_list(&used.features));
            self.line(line);
        }
        let connections = format!(
            "- Connections that a client holds open when it uses everything at once: {} ({} where features of one transport share), of which {} count among a browser's six to one host over HTTP/1.1.",
            app.open_connections, app.shared_connections, app.browser_limited_connections
        );
        self.line(connections);
        for ride in &app.rides {
            self.line(format!("- {}", prose(&ride.sentence)));
        }
        for remark in &app.mixes {
            self.line(format!("- {}{}", prose(remark.text), self.cite(remark.sources)));
        }
        if let Some(costs) = &app.capacity {
            capacity_markdown::app(self, costs);
        }
    }

    fn sources(&mut self) {
        if self.document.sources.is_empty() {
            return;
        }
        self.line("\n## Sources\n");
        for source in &self.document.sources {
            let mut line = format!("[^{}]: {}", source.id, prose(source.title));
            if let Some(section) = &source.section {
                let _ = write!(line, ", {}", prose(section));
            }
            if let Some(address) = &source.address {
                let _ = write!(line, ", <{}>", visible(address));
            }
            let _ = write!(line, " ({}, checked {})", source.standing, source.checked);
            self.line(line);
        }
    }
}
