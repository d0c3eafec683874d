//! docs/capacity.md beside what was measured of the generated server (docs/servers/measured.json).

use advisor::model::{Capacity, ConstantKey, Measure};
use serde_json::Value as Json;

use super::{Bench, figure};
use crate::support::{items, read, repository, text};

/// How far a prediction may be off, and how many set-ups have to be predicted so well.
const OFF: f64 = 0.25;
const WELL: usize = 3;

/// A row of the page: the key of a measurement, what was measured, what the formulas say, and by how much they are off.
struct Row {
    measurement: String,
    measured: f64,
    formulas: f64,
    off: f64,
}

fn rows() -> Vec<Row> {
    let page = read(&repository("docs/capacity.md"));
    let (_, part) = page.split_once("## Against our own measurements").expect("the part");
    let lines = part.lines().filter(|line| line.starts_with("| `"));
    lines.map(|line| row(&line.split('|').map(str::trim).collect::<Vec<_>>())).collect()
}

fn row(cells: &[&str]) -> Row {
    let number = |cell: &str| {
        let (number, _) = cell.split_once(' ').expect("a number with its unit");
        number.replace(',', "").parse().unwrap_or_else(|error| panic!("{cell}: {error}"))
    };
    Row {
        measurement: cells[1].trim_matches('`').to_owned(),
        measured: number(cells[3]),
        formulas: number(cells[4]),
        off: number(cells[5]) / 100.0,
    }
}

/// The median of what the starter did in a measurement.
fn median(report: &Json, measurement: &str, figure: &str) -> f64 {
    let records = items(&report["records"]).iter();
    let records = records.filter(|record| record["scenario"] == measurement && record["server"] == "rust");
    let mut found: Vec<f64> = records.map(|record| record["outcome"][figure].as_f64().expect("a figure")).collect();
    found.sort_by(f64::total_cmp);
    *found.get(found.len() / 2).unwrap_or_else(|| panic!("{measurement} was measured"))
}

/// What a connection costs the process.
fn memory(bench: &Bench, transport: &str) -> f64 {
    let clients = [("concurrent_clients", advisor::model::Value::Number(1))];
    let estimate = bench.estimate(&clients);
    let held =
        figure(bench, &estimate, transport, Measure::Memory).parts.iter().find(|part| part.name.starts_with("process, held"));
    held.expect("a held connection").values[0].expect("no gap")
}

fn constant(bench: &Bench, key: ConstantKey) -> f64 {
    let capacity: &Capacity = bench.knowledge.capacity.as_ref().expect("constants");
    capacity.constant(key).value as f64
}

#[test]
fn predictions_are_within_a_quarter_of_what_was_measured() {
    let bench = Bench::new();
    let report: Json = serde_json::from_str(&read(&repository("docs/servers/measured.json"))).expect("JSON");
    assert_eq!(report["quick"], false, "{}", text(&report["machine"]));
    let mut well = 0;
    for Row { measurement, measured, formulas, off } in rows() {
        let transport = measurement.split('-').next().expect("a transport");
        let (found, said) = if measurement.contains("-idle-") {
            (median(&report, &measurement, "memory_per_connection"), memory(&bench, transport))
        } else {
            (median(&report, &measurement, "rate"), constant(&bench, ConstantKey::MessagesPerNode))
        };
        // The page has three digits of it.
        assert!((measured - found).abs() <= 5e-3 * found, "{measurement}: {found} was measured, not {measured}");
        assert!((formulas - said).abs() <= 1e-9 * said, "{measurement}: the formulas say {said}, not {formulas}");
        let really = formulas / measured - 1.0;
        assert!((off - really).abs() <= 0.005, "{measurement}: {really}, not {off}");
        well += usize::from(really.abs() <= OFF);
    }
    assert!(well >= WELL, "{well} set-ups are predicted within a quarter");
}
