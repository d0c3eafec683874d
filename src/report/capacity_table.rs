//! The costs of a feature in a terminal: in short two transports at the given scale, else everything but the formulas.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::costs::{at, cell, scale};
use super::document::FeatureReport;
use super::document_capacity::{AppCapacity, CapacityReport, TransportCosts};
use super::paper::Look;
use super::sentences::{and_list, capitalised};
use super::table::{Detail, Page};
use crate::model::SCALES;

/// What is shown in short, with what stands before and after the value, and what is said of nothing.
const SHORT: [(&str, [&str; 2], &str); 6] = [
    ("memory", ["", " of memory"], "no memory"),
    ("requests", ["", " requests"], "no requests"),
    ("bytes-down", ["", " down"], "nothing down"),
    ("bytes-up", ["", " up"], "nothing up"),
    ("worst-staleness", ["up to ", " later"], "no later than a push"),
    ("nodes", ["nodes: ", ""], "no node"),
];

/// Below this width a table of three columns is a list.
const NARROW: usize = 64;

/// Writes the costs of a feature, if there are constants to work them out with.
pub fn render<'d>(page: &mut Page<'d>, feature: &'d FeatureReport<'d>) {
    let Some(costs) = &feature.capacity else { return };
    if page.detail == Detail::Short { short(page, costs) } else { full(page, costs) }
}

fn short<'d>(page: &mut Page<'d>, costs: &'d CapacityReport<'d>) {
    if costs.transports.is_empty() {
        return;
    }
    let missing = and_list(&costs.missing);
    let Some(clients) = costs.clients[0] else {
        return page.paper.paragraph(2, &[(Look::Heading, "Costs: "), (Look::Dim, &format!("give {missing}"))]);
    };
    let head = format!("Costs with {} clients", crate::model::format_count(clients));
    page.paper.paragraph(2, &[(Look::Heading, &head)]);
    let names: Vec<String> = costs.transports.iter().map(|costs| capitalised(page.short(costs.transport))).collect();
    let widest = names.iter().map(String::len).max().unwrap_or(0);
    for (name, costs) in names.iter().zip(&costs.transports) {
        page.paper.entry(4, (Look::Plain, name), widest, &[(Look::Plain, &in_short(costs))]);
    }
    if !costs.missing.is_empty() {
        page.paper.paragraph(4, &[(Look::Dim, &format!("For each ?, give {missing}."))]);
    }
}

/// The figures that say most, in one line.
fn in_short(costs: &TransportCosts<'_>) -> String {
    let mut line = String::new();
    for (measure, [before, after], none) in SHORT {
        let Some(figure) = costs.figures.iter().find(|figure| figure.measure == measure) else { continue };
        line.push_str(if line.is_empty() { "" } else { ", " });
        if figure.values[0] == Some(0.0) && figure.bound == "exact" {
            line.push_str(none);
        } else {
            line.extend([before, &unbroken(&at(figure, 0)), after]);
        }
    }
    line
}

/// A value that is not torn apart from its unit at the end of a line.
fn unbroken(value: &str) -> String {
    value.replace(' ', "\u{a0}")
}

fn full<'d>(page: &mut Page<'d>, costs: &'d CapacityReport<'d>) {
    page.paper.paragraph(2, &[(Look::Heading, "Costs")]);
    for remark in &costs.remarks {
        let marks = page.marks(remark.sources);
        page.paper.item(4, (Look::Plain, "·"), &[(Look::Plain, remark.text), (Look::Dim, &marks)]);
    }
    if !costs.missing.is_empty() {
        let gap = format!("Each ? is a gap; these facts would fill them: {}.", and_list(&costs.missing));
        page.paper.item(4, (Look::Plain, "?"), &[(Look::Plain, &gap)]);
    }
    for transport in &costs.transports {
        figures(page, costs, transport);
    }
    if !costs.break_even.is_empty() {
        page.paper.paragraph(4, &[(Look::Heading, "What is cheaper from where on")]);
    }
    for found in &costs.break_even {
        page.paper.item(6, (Look::Plain, "·"), &[(Look::Plain, &found.sentence)]);
    }
    page.paper.paragraph(4, &[(Look::Dim, "Every formula, with its numbers and constants: --format markdown.")]);
}

fn figures<'d>(page: &mut Page<'d>, costs: &'d CapacityReport<'d>, transport: &'d TransportCosts<'d>) {
    let note = match (transport.recommended, transport.ruled_out) {
        (true, _) => " (recommended)",
        (_, true) => " (ruled out)",
        _ => "",
    };
    let name = capitalised(page.short(transport.transport));
    page.paper.paragraph(4, &[(Look::Heading, &name), (Look::Dim, note)]);
    let heads: Vec<String> = (0..SCALES.len()).map(|at| scale(at, costs.clients[at])).collect();
    if page.paper.width() < NARROW {
        page.paper.paragraph(6, &[(Look::Dim, &heads.join("; "))]);
        for figure in &transport.figures {
            let values: Vec<String> = (0..SCALES.len()).map(|scale| unbroken(&at(figure, scale))).collect();
            page.paper.paragraph(6, &[(Look::Plain, figure.label), (Look::Plain, ": "), (Look::Plain, &values.join("; "))]);
        }
        return;
    }
    let mut table = Table::new();
    let head = std::iter::once(String::new()).chain(heads);
    table.load_style(presets::NOTHING).set_header(head.collect::<Vec<_>>());
    for figure in &transport.figures {
        let values = (0..SCALES.len()).map(|scale| at(figure, scale));
        table.add_row(std::iter::once(figure.label.to_owned()).chain(values).collect::<Vec<_>>());
    }
    for column in 1..=SCALES.len() {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let width = u16::try_from(page.paper.width().saturating_sub(5)).unwrap_or(u16::MAX);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    page.paper.block(5, &table.to_string());
}

/// The costs of the app, as one item of a list.
pub fn app(page: &mut Page<'_>, costs: &AppCapacity<'_>) {
    let figures: Vec<String> = costs
        .figures
        .iter()
        .filter(|figure| figure.missing.is_empty())
        .map(|figure| {
            let value = cell(figure.values[0], figure.unit, figure.bound);
            format!("{} {}", figure.label, unbroken(&value))
        })
        .collect();
    let lacking: Vec<&str> =
        costs.figures.iter().flat_map(|figure| &figure.missing).map(|gap| gap.feature).fold(Vec::new(), |mut names, name| {
            if !names.contains(&name) {
                names.push(name);
            }
            names
        });
    if !figures.is_empty() {
        let text = format!("On shared machines, all features at their own scale: {}.", figures.join(", "));
        page.paper.item(2, (Look::Plain, "·"), &[(Look::Plain, &text)]);
    }
    if !lacking.is_empty() {
        let text = format!("Costs of the whole app need more facts of {}.", and_list(&lacking));
        page.paper.item(2, (Look::Plain, "·"), &[(Look::Dim, &text)]);
    }
}
