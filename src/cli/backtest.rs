//! `advisor backtest`

use super::args::{Backtest, BacktestFormat};
use super::exit::Exit;
use super::output;
use crate::backtest::backtest;
use crate::diag::{Files, Problems};
use crate::load::{read, read_cases};
use crate::report::backtest as report;

/// Decides the cases of the files, and prints the agreement.
pub fn run(arguments: Backtest) -> Exit {
    let knowledge = match output::knowledge(&arguments.packs) {
        Ok(knowledge) => knowledge,
        Err(exit) => return exit,
    };
    let mut files = Files::default();
    let mut problems = Problems::default();
    let mut cases = Vec::new();
    for path in &arguments.files {
        if let Some(file) = read(path, &mut files, &mut problems) {
            cases.extend(read_cases(knowledge, &files, file, &mut problems));
        }
    }
    if let Some(exit) = output::say_all(problems, &files) {
        return exit;
    }
    let scores = backtest(knowledge, &cases);
    let text = match arguments.format {
        BacktestFormat::Table => report::table(knowledge, &cases, &scores, output::paper()),
        BacktestFormat::Json => report::json(knowledge, &cases, &scores),
    };
    output::print(&text, Exit::Done)
}
