//! One feature in a terminal.

use comfy_table::{CellAlignment, Table, presets};

use super::capacity_table;
use super::document::{Answers, FeatureReport, FlipReport, NoteReport, Ranked, Reason};
use super::paper::Look;
use super::sentences::{and_list, capitalised};
use super::table::{Detail, Page};
use super::written::{Holds, Written};

/// So many changes, open answers and notes are shown in short.
const FEW: usize = 4;

/// Writes one feature.
pub fn render<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    head(page, feature);
    match &feature.recommended {
        Some(recommended) => why(page, feature, recommended),
        None => contradiction(page, feature),
    }
    why_not(page, feature);
    flips(page, feature);
    open(page, feature);
    fallback(page, feature);
    capacity_table::render(page, feature);
    notes(page, feature);
    if page.detail == Detail::Full {
        ranking(page, feature);
        facts(page, feature);
        rules(page, feature);
    }
}

fn head<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    let name = match &feature.recommended {
        Some(id) => page.knowledge.find_transport(id).map(|id| page.knowledge.transport(id).name.as_ref()),
        None => None,
    };
    let name = name.unwrap_or("nothing left");
    let look = if feature.recommended.is_some() { Look::Chosen } else { Look::Bad };
    page.paper.heading(&[(Look::Heading, feature.name), (Look::Plain, ": "), (look, name)]);
    if let Some(description) = &feature.description {
        page.paper.paragraph(2, &[(Look::Dim, description)]);
    }
    let sure = match (&feature.recommended, feature.settled) {
        (None, _) => "",
        (_, true) => " Nothing that is still unknown could change that.",
        (_, false) => " What is still unknown could change that, see below.",
    };
    page.paper.paragraph(2, &[(Look::Plain, &feature.decided.sentence), (Look::Plain, sure)]);
    if feature.recommended.is_some() {
        page.paper.paragraph(2, &[(Look::Plain, &because(feature))]);
    }
}

/// What forces the decision, as a sentence.
pub fn because(feature: &FeatureReport<'_>) -> String {
    let said: Vec<String> = feature
        .because
        .iter()
        .map(|said| match &said.value {
            Some(value) => format!("{} = {value}", said.id),
            None => format!("workload {}", said.id),
        })
        .collect();
    match said.as_slice() {
        [] => "None of what was said is needed for it: with all of it dropped, least machinery leads here too.".to_owned(),
        _ => format!("Enough for it: {}. Nothing else that was said would change it if dropped.", and_list(&said)),
    }
}

fn contradiction<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    section(page, if feature.because.len() > 1 { "These contradict each other" } else { "This leaves nothing" });
    for said in &feature.because {
        let text = match &said.value {
            Some(value) => format!("{} = {value}", said.id),
            None => format!("workload {}", said.id),
        };
        page.paper.item(4, (Look::Bad, "-"), &[(Look::Plain, &text)]);
    }
}

fn section(page: &mut Page<'_>, title: &str) {
    page.paper.paragraph(2, &[(Look::Heading, title)]);
}

fn why<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>, recommended: &str) {
    let mut about = feature.reasons.iter().filter(|reason| reason.transport == recommended).peekable();
    section(page, "Why");
    if about.peek().is_none() {
        page.paper.item(
            4,
            (Look::Plain, "·"),
            &[(Look::Plain, "No rule speaks for it or against it: more speaks against the others, or they take more machinery.")],
        );
    }
    about.for_each(|reason| self::reason(page, reason, 4));
}

fn reason<'d>(page: &mut Page<'d>, reason: &'d Reason<'d>, indent: usize) {
    let mark = match reason.effect {
        "favour" => (Look::Good, "+"),
        "against" => (Look::Bad, "-"),
        _ => (Look::Bad, "x"),
    };
    let weight = reason.strength.unwrap_or("veto");
    let marks = page.marks(reason.sources);
    let [open, weight, colon, rule, close, marks] = [" (", weight, ": ", reason.rule, ")", &marks].map(|text| (Look::Dim, text));
    page.paper.item(indent, mark, &[(Look::Plain, reason.summary), open, weight, colon, rule, close, marks]);
    if page.detail == Detail::Full {
        page.paper.paragraph(indent + 2, &[(Look::Plain, reason.because)]);
        if !reason.facts.is_empty() {
            let facts: Vec<String> = reason.facts.iter().map(Holds::to_string).collect();
            page.paper.paragraph(indent + 2, &[(Look::Dim, &format!("since {}", and_list(&facts)))]);
        }
        if let Some(replaces) = &reason.replaces {
            let pack = reason.pack.unwrap_or_default();
            page.paper.paragraph(indent + 2, &[(Look::Dim, &format!("from {pack}, in place of the base's rule: {replaces}"))]);
        }
    }
}

fn why_not<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    let others: Vec<&Ranked<'d>> =
        feature.ranking.iter().filter(|ranked| Some(ranked.transport) != feature.recommended).collect();
    if others.is_empty() {
        return;
    }
    section(page, "Why not");
    for ranked in others {
        let behind = ranked.behind.as_deref().unwrap_or_default();
        let short = capitalised(page.short(ranked.transport));
        page.paper.paragraph(4, &[(Look::Heading, &short), (Look::Plain, ": "), (Look::Plain, behind)]);
        let about = feature.reasons.iter().filter(|reason| reason.transport == ranked.transport);
        // In short, a veto makes everything else superfluous, and what speaks against says more than what speaks for.
        let detail = page.detail;
        let is_said = |reason: &&Reason<'_>| match detail {
            Detail::Full => true,
            Detail::Short if ranked.ruled_out => reason.effect == "rule-out",
            Detail::Short => reason.effect != "favour" || reason.strength == Some("strong"),
        };
        about.filter(is_said).for_each(|reason| self::reason(page, reason, 6));
    }
}

fn flips<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    if feature.flips.is_empty() {
        return;
    }
    section(page, "What would change it");
    let shown = shown_flips(feature, page.detail);
    for flip in &shown {
        let to = page.short_or_nothing(flip.recommended);
        let from = spoken(flip.from);
        let [fact, space, before, range, arrow] =
            [flip.fact, " ", before_range(flip.to), flip.to, " → "].map(|text| (Look::Plain, text));
        let instead = (Look::Dim, " instead of ");
        let parts = [fact, space, before, range, instead, (Look::Dim, &from), arrow, (Look::Chosen, to)];
        page.paper.item(4, (Look::Plain, "·"), &parts);
    }
    more(page, feature.flips.len() - shown.len());
}

/// A value as it is said: without the quotes and brackets that it has in a file.
fn spoken(value: Written<'_>) -> String {
    let mut plain = value.to_string();
    plain.retain(|c| !matches!(c, '"' | '[' | ']'));
    if plain.is_empty() { "none".to_owned() } else { plain }
}

/// The changes that a page shows: in short the few that are most likely.
fn shown_flips<'d>(feature: &'d FeatureReport<'d>, detail: Detail) -> Vec<&'d FlipReport<'d>> {
    let mut flips = plainest(&feature.flips);
    if detail == Detail::Short {
        let origin = |flip: &FlipReport| feature.facts.iter().find(|fact| fact.fact == flip.fact).map_or("", |fact| fact.origin);
        // What was given comes first: it has no place in this list.
        flips.sort_by_cached_key(|flip| ["assumed", "default"].iter().position(|later| *later == origin(flip)));
        flips.truncate(FEW);
    }
    flips
}

/// Of the changes of a set that lead to the same, only the plainest: with more in it the outcome is the same.
pub fn plainest<'d>(flips: &'d [FlipReport<'d>]) -> Vec<&'d FlipReport<'d>> {
    let mut plainest: Vec<&FlipReport<'d>> = Vec::with_capacity(flips.len());
    for flip in flips {
        let same = |other: &&FlipReport<'_>| other.fact == flip.fact && other.recommended == flip.recommended;
        if !flip.from.is_set() || !plainest.iter().any(same) {
            plainest.push(flip);
        }
    }
    plainest
}

/// What stands between the name of a fact and a range of it.
pub fn before_range(range: &str) -> &'static str {
    let is_test = ["<", ">", "contains ", "only ", "not("].iter().any(|sign| range.starts_with(sign));
    match range.as_bytes() {
        _ if is_test => "",
        [b'[' | b'(', ..] => "in ",
        _ => "= ",
    }
}

fn more(page: &mut Page<'_>, count: usize) {
    if count > 0 {
        page.paper.paragraph(4, &[(Look::Dim, &format!("and {count} more with --explain"))]);
    }
}

fn open<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    if feature.open.is_empty() {
        return;
    }
    let single = feature.open.iter().all(|answers| answers.answers.len() == 1);
    section(page, if single { "Still unknown, and could change it" } else { "Still unknown, and could change it together" });
    let shown = if page.detail == Detail::Full { feature.open.len() } else { feature.open.len().min(FEW) };
    for Answers { answers, recommended } in &feature.open[..shown] {
        let said = answers.iter().map(|answer| format!("{} {}{}", answer.fact, before_range(answer.range), answer.range));
        let said: Vec<String> = said.collect();
        let to = page.short_or_nothing(*recommended);
        page.paper.item(4, (Look::Plain, "?"), &[(Look::Plain, &and_list(&said)), (Look::Plain, " → "), (Look::Chosen, to)]);
    }
    more(page, feature.open.len() - shown);
}

fn fallback<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    if feature.fallback.is_empty() {
        return;
    }
    section(page, "Fall back on");
    for (position, step) in feature.fallback.iter().enumerate() {
        let mark = format!("{}.", position + 1);
        let short = capitalised(page.short(step.transport));
        let survives = [(Look::Heading, short.as_str()), (Look::Plain, ": survives "), (Look::Plain, step.survives)];
        page.paper.item(4, (Look::Plain, &mark), &survives);
    }
}

/// The notes that a page shows: in short the few that the feature's own facts call for, pitfalls first.
fn shown_notes<'d>(feature: &'d FeatureReport<'d>, detail: Detail) -> Vec<&'d NoteReport<'d>> {
    if detail == Detail::Full {
        return feature.notes.iter().collect();
    }
    let order = [true, false].into_iter().flat_map(|specific| ["pitfalls", "scaling", "beside"].map(|kind| (specific, kind)));
    let of_kind = |(specific, kind)| feature.notes.iter().filter(move |note| note.specific == specific && note.kind == kind);
    order.flat_map(of_kind).take(FEW).collect()
}

fn notes<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    if feature.notes.is_empty() {
        return;
    }
    section(page, "Take care of");
    let shown = shown_notes(feature, page.detail);
    for note in &shown {
        // In short, the sources at the end are those of the reasons; a note's own are one `explain` away.
        let marks = if page.detail == Detail::Full { page.marks(note.sources) } else { String::new() };
        let [open, id, close, marks] = [" (", note.id, ")", &marks].map(|text| (Look::Dim, text));
        page.paper.item(4, (Look::Plain, "·"), &[(Look::Plain, note.summary), open, id, close, marks]);
        if page.detail == Detail::Full {
            page.paper.paragraph(6, &[(Look::Plain, note.advice)]);
        }
    }
    more(page, feature.notes.len() - shown.len());
}

fn ranking<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    section(page, "Ranking");
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["", "transport", "strong", "slight", "objections", ""]);
    for (position, ranked) in feature.ranking.iter().enumerate() {
        table.add_row([
            format!("{}.", position + 1),
            page.short(ranked.transport).to_owned(),
            format!("{:+}", ranked.strong),
            format!("{:+}", ranked.slight),
            ranked.objections.to_string(),
            ranked.behind.clone().unwrap_or_default(),
        ]);
    }
    for column in 2..5 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let width = u16::try_from(page.paper.width().saturating_sub(3)).unwrap_or(u16::MAX);
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(width);
    page.paper.block(3, &table.to_string());
}

fn facts<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    section(page, "What was known");
    let widest = feature.facts.iter().map(|fact| fact.fact.len()).max().unwrap_or(0);
    for fact in feature.facts.iter().filter(|fact| fact.origin != "unknown") {
        let origin = match (fact.origin, &feature.workload) {
            ("assumed", Some(workload)) => format!(" (assumed of {workload})"),
            _ => String::new(),
        };
        let value = fact.value.map_or_else(|| "unknown".to_owned(), |value| value.to_string());
        page.paper.entry(4, (Look::Plain, fact.fact), widest, &[(Look::Plain, &value), (Look::Dim, &origin)]);
    }
    let unknown: Vec<&str> = feature.facts.iter().filter(|fact| fact.origin == "unknown").map(|fact| fact.fact).collect();
    if !unknown.is_empty() {
        page.paper.paragraph(4, &[(Look::Dim, &format!("unknown: {}", unknown.join(", ")))]);
    }
}

fn rules<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    section(page, "Every rule");
    for rule in &feature.rules {
        let look = if rule.outcome == "fires" { Look::Good } else { Look::Dim };
        let cell = |cell: &super::document::CellReport| {
            let value = cell.value.map_or_else(|| "unknown".to_owned(), |value| value.to_string());
            format!("{}{} {} is {} ({value})", if cell.exception { "unless " } else { "" }, cell.fact, cell.test, cell.truth)
        };
        let cells: Vec<String> = rule.cells.iter().map(cell).collect();
        page.paper.item(
            4,
            (look, "·"),
            &[(look, &format!("{} {}", rule.rule, rule.outcome)), (Look::Dim, &format!(": {}", cells.join("; ")))],
        );
    }
}
