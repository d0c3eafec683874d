//! What the shipped rules decide: the rows of the table, the published decisions, and the mix of the first example.

use std::fmt::Write as _;

use advisor::backtest::backtest;
use advisor::engine::{Program, decide};
use advisor::facts::situation;
use advisor::model::{Knowledge, TransportId};

use crate::expectations::{ROWS, cases, shipped, stated};

fn name(knowledge: &Knowledge, id: Option<TransportId>) -> &str {
    id.map_or("nothing", |id| &knowledge.transport(id).id)
}

#[test]
fn each_row_of_the_table_alone_yields_its_answer() {
    let knowledge = shipped();
    let program = Program::new(&knowledge);
    for (row, lines, winner, runner_up) in ROWS {
        let (workload, given) = stated(&knowledge, lines);
        let decision = decide(&program, &situation(&knowledge, workload, &given));
        assert_eq!(name(&knowledge, decision.winner), winner, "{row}");
        if let Some(runner_up) = runner_up {
            assert_eq!(name(&knowledge, decision.runner_up()), runner_up, "{row}: the other of the two stands second");
        }
    }
}

#[test]
fn published_decisions_are_decided_as_often_as_promised() {
    let knowledge = shipped();
    let cases = cases(&knowledge);
    let scores = backtest(&knowledge, &cases);
    let summary = scores.iter().fold(String::new(), |mut text, score| {
        let _ =
            writeln!(text, "{}: {} of {}, {} acceptable", score.name, score.chosen_confident, score.confident, score.acceptable);
        text
    });
    let [with_all, without_unsure, floors @ ..] = scores.as_slice() else { panic!("{summary}") };
    assert_eq!((cases.len(), with_all.confident), (42, 27));
    assert!(with_all.chosen_confident >= 24 && with_all.acceptable >= 38, "{summary}");
    assert!(without_unsure.chosen_confident >= 22 && without_unsure.acceptable >= 37, "{summary}");
    for floor in floors {
        assert!(with_all.acceptable > floor.acceptable, "{} is as good\n{summary}", floor.name);
    }
}

#[test]
fn every_line_of_the_source_document_is_carried() {
    let loaded = advisor::embedded::with_packs(&[]);
    let findings = advisor::check::check(&loaded);
    let said: Vec<String> = findings.iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    assert!(loaded.knowledge.lines.len() >= 60, "the lines are there");
}
