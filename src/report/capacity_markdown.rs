//! The costs of a feature in a design document, so that every figure can be redone by hand.

use super::costs::{at, cell, scale};
use super::document::FeatureReport;
use super::document_capacity::{AppCapacity, CapacityReport, ConstantReport, FigureReport, PartReport, TransportCosts};
use super::markdown::{Page, code, prose};
use super::sentences::{and_list, capitalised};
use crate::model::SCALES;

/// Writes the costs of a feature, if there are constants to work them out with.
pub fn render(page: &mut Page<'_>, feature: &FeatureReport<'_>) {
    let Some(costs) = &feature.capacity else { return };
    page.line("\n**Costs**, in bytes that are handed to TCP, and powers of 1000");
    let remarks = costs.remarks.iter().map(|remark| format!("{}{}", prose(remark.text), page.cite(remark.sources)));
    let mut remarks: Vec<String> = remarks.collect();
    if !costs.missing.is_empty() {
        let facts: Vec<String> = costs.missing.iter().map(|fact| code(fact)).collect();
        remarks.push(format!("Each ? is a gap; these facts would fill them: {}.", and_list(&facts)));
    }
    if !remarks.is_empty() {
        page.line("");
        remarks.into_iter().for_each(|remark| page.line(format!("- {remark}")));
    }
    (0..SCALES.len()).for_each(|scale| table(page, costs, scale));
    let sentences = costs.break_even.iter().map(|found| found.sentence.clone()).collect();
    page.list("**What is cheaper from where on**", sentences);
    costs.transports.iter().for_each(|transport| formulas(page, transport));
}

/// One row a measure, one column a transport.
fn table(page: &mut Page<'_>, costs: &CapacityReport<'_>, at_scale: usize) {
    let Some(first) = costs.transports.first() else { return };
    let head = costs.transports.iter().map(|transport| {
        let short = page.short(Some(transport.transport));
        match (transport.recommended, transport.ruled_out) {
            (true, _) => format!("**{short}**"),
            (_, true) => format!("{short} (ruled out)"),
            _ => short,
        }
    });
    let head: Vec<String> = head.collect();
    let corner = scale(at_scale, costs.clients[at_scale]);
    page.line(format!("\n| {corner} | {} |\n|---|{}", head.join(" | "), "---:|".repeat(head.len())));
    for (row, figure) in first.figures.iter().enumerate() {
        let cells: Vec<String> = costs.transports.iter().map(|transport| at(&transport.figures[row], at_scale)).collect();
        page.line(format!("| {} | {} |", figure.label, cells.join(" | ")));
    }
}

fn formulas(page: &mut Page<'_>, transport: &TransportCosts<'_>) {
    let short = capitalised(&page.short(Some(transport.transport)));
    let items = transport.figures.iter().map(formula).collect();
    page.list(&format!("**How the figures of {short} are made**"), items);
}

fn formula(figure: &FigureReport<'_>) -> String {
    let value = at(figure, 0);
    if figure.values[0].is_none() {
        let facts: Vec<String> = figure.missing.iter().map(|fact| code(fact)).collect();
        return format!("{}: a gap, for want of {}", figure.label, and_list(&facts));
    }
    if figure.parts.is_empty() {
        return format!("{}: {value}, nothing adds to it", figure.label);
    }
    let how = match (figure.parts.len(), figure.combined) {
        (1, _) => "",
        (_, "sum") => "the sum of: ",
        _ => "the largest of: ",
    };
    let parts: Vec<String> = figure.parts.iter().map(|found| part(found, figure.unit)).collect();
    format!("{}: {value}, {how}{}", figure.label, parts.join("; "))
}

fn part(part: &PartReport<'_>, unit: &str) -> String {
    let scale = if part.scale == 1 { String::new() } else { format!(" (from {}x on)", part.scale) };
    let at = SCALES.iter().position(|scale| *scale == part.scale).unwrap_or_default();
    let value = cell(part.values[at], unit, "exact");
    match (part.formula, part.numbers) {
        (Some(words), Some(numbers)) if words != numbers => {
            format!("{}{scale} {} = {} = {value}", part.part, code(words), code(numbers))
        }
        _ => format!("{}{scale} {value}", part.part),
    }
}

/// The costs of the app, as a table.
pub fn app(page: &mut Page<'_>, costs: &AppCapacity<'_>) {
    let head: Vec<String> = SCALES.iter().map(|times| format!("{times}x")).collect();
    page.line(format!("\n| on shared machines | {} | lacks |\n|---|{}---|", head.join(" | "), "---:|".repeat(head.len())));
    for figure in &costs.figures {
        let cells: Vec<String> = figure.values.iter().map(|value| cell(*value, figure.unit, figure.bound)).collect();
        let gap = |gap: &super::document_capacity::FeatureGap<'_>| {
            let facts: Vec<String> = gap.facts.iter().map(|fact| code(fact)).collect();
            if facts.is_empty() { gap.feature.to_owned() } else { format!("{}: {}", gap.feature, and_list(&facts)) }
        };
        let lacks: Vec<String> = figure.missing.iter().map(gap).collect();
        page.line(format!("| {} | {} | {} |", figure.label, cells.join(" | "), lacks.join("; ")));
    }
}

/// Every constant that a formula names.
pub fn constants(page: &mut Page<'_>, constants: &[ConstantReport<'_>]) {
    if constants.is_empty() {
        return;
    }
    page.line("\n## Constants\n\n| constant | value | what it is |\n|---|---:|---|");
    for constant in constants {
        let basis = constant.basis.map(|basis| format!(" {}", prose(basis))).unwrap_or_default();
        let assumed = if constant.assumed { " Assumed:" } else { "" };
        let line = format!(
            "| {} | {} | {}.{assumed}{basis}{} |",
            code(constant.id),
            constant.written,
            prose(constant.what),
            page.cite(constant.sources)
        );
        page.line(line);
    }
}
