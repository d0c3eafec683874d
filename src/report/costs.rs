//! Figures of capacity as every format writes them.

use super::document_capacity::FigureReport;
use crate::model::{SCALES, format_count, push_amount, push_rounded};

/// What stands before a value that is a bound. Nothing is less than nothing, so at most 0 is 0.
fn sign(bound: &str, value: f64) -> &'static str {
    match bound {
        "at-least" => "≥ ",
        "at-most" if value > 0.0 => "≤ ",
        "about" => "≈ ",
        _ => "",
    }
}

/// A value with its bound and its unit, for a row whose label says what is counted: `≥ 5.04 MB/s`, `10,000/s`, `20,000`.
pub fn cell(value: Option<f64>, unit: &str, bound: &str) -> String {
    let Some(value) = value else { return "?".to_owned() };
    let mut cell = sign(bound, value).to_owned();
    match unit {
        "B" | "B/s" | "s" => push_amount(&mut cell, value, unit),
        _ => {
            push_rounded(&mut cell, value);
            cell.push_str(if unit.ends_with("/s") { "/s" } else { "" });
        }
    }
    cell
}

/// A figure at one of the scales.
pub fn at(figure: &FigureReport<'_>, scale: usize) -> String {
    cell(figure.values[scale], figure.unit, figure.bound)
}

/// The head of a column: `1x: 20,000 clients`.
pub fn scale(at: usize, clients: Option<f64>) -> String {
    let times = SCALES[at];
    clients.map_or_else(|| format!("{times}x"), |clients| format!("{times}x: {} clients", format_count(clients)))
}
