//! How the figures are made, so that each can be redone by hand.

use super::super::costs::cell;
use super::super::document_capacity::{ConstantReport, FigureReport, PartReport, TransportCosts};
use super::datum::Datum;
use super::marks::Marks;
use crate::model::SCALES;

/// The parts of every figure of a transport.
pub struct Formulas<'a> {
    pub transport: &'a str,
    pub rows: Vec<Row<'a>>,
}

/// One part of a figure.
pub struct Row<'a> {
    /// The figure, and how its parts make it.
    pub figure: &'a str,
    pub combined: &'static str,
    pub part: &'a str,
    pub formula: &'a str,
    pub numbers: &'a str,
    pub value: Option<Datum>,
}

/// A constant that figures use.
pub struct Constant<'a> {
    pub id: &'a str,
    pub value: Datum,
    pub what: &'a str,
    pub basis: Option<&'a str>,
    pub assumed: bool,
    pub marks: Vec<usize>,
    pub pack: Option<&'a str>,
}

/// The formulas of a transport; `at` is its place in the JSON.
pub fn formulas<'a>(name: &'a str, costs: &'a TransportCosts<'a>, at: &str) -> Formulas<'a> {
    let mut rows = Vec::new();
    for (figure_at, figure) in costs.figures.iter().enumerate() {
        for (part_at, part) in figure.parts.iter().enumerate() {
            if let Some(row) = row(figure, part, &format!("{at}/figures/{figure_at}/parts/{part_at}")) {
                rows.push(row);
            }
        }
    }
    Formulas { transport: name, rows }
}

fn row<'a>(figure: &FigureReport<'a>, part: &'a PartReport<'a>, at: &str) -> Option<Row<'a>> {
    let scale = SCALES.iter().position(|scale| *scale == part.scale)?;
    let value = part.values[scale].map(|value| Datum {
        at: format!("{at}/values/{scale}"),
        value: value.to_string(),
        text: cell(Some(value), figure.unit, "exact"),
    });
    Some(Row {
        figure: figure.label,
        combined: figure.combined,
        part: part.part,
        formula: part.formula?,
        numbers: part.numbers?,
        value,
    })
}

/// The constants, in the order of the document.
pub fn constants<'a>(constants: &'a [ConstantReport<'a>], marks: &mut Marks) -> Vec<Constant<'a>> {
    let constant = |(position, constant): (usize, &'a ConstantReport<'a>)| Constant {
        id: constant.id,
        value: Datum {
            at: format!("/constants/{position}/value"),
            value: constant.value.to_string(),
            text: constant.written.clone(),
        },
        what: constant.what,
        basis: constant.basis,
        assumed: constant.assumed,
        marks: marks.of(constant.sources),
        pack: constant.pack,
    };
    constants.iter().enumerate().map(constant).collect()
}
