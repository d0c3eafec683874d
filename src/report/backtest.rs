//! What a backtest found, for people and for programs.

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use super::paper::{Look, Paper};
use super::sentences;
use crate::model::{Case, Knowledge, Miss, Score, TransportId};

/// The scores, the confusion matrix and the misses of the advisor, and the floors beside them.
pub fn table(knowledge: &Knowledge, cases: &[Case], scores: &[Score], mut paper: Paper) -> String {
    paper.heading(&[(Look::Heading, &format!("{} decisions", cases.len()))]);
    paper.block(2, &counts(scores));
    for score in scores.iter().filter(|score| score.is_advisor) {
        paper.heading(&[(Look::Heading, &score.name), (Look::Plain, ": chosen (rows) and answered (columns)")]);
        paper.block(2, &confusion(knowledge, score));
        paper.heading(&[(Look::Heading, &score.name), (Look::Plain, ": misses")]);
        if score.misses.is_empty() {
            paper.paragraph(2, &[(Look::Plain, "none")]);
        }
        score.misses.iter().for_each(|miss| self::miss(&mut paper, knowledge, cases, miss));
    }
    paper.finish()
}

fn counts(scores: &[Score]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["", "as chosen", "confidence >= 0.6", "acceptable"]);
    for score in scores {
        table.add_row([
            score.name.clone(),
            format!("{} of {}", score.chosen, score.cases),
            format!("{} of {}", score.chosen_confident, score.confident),
            format!("{} of {}", score.acceptable, score.cases),
        ]);
    }
    align_right(&mut table, 1..4);
    table.to_string()
}

fn confusion(knowledge: &Knowledge, score: &Score) -> String {
    let names = || knowledge.transports.iter().map(|transport| transport.short.to_string());
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(std::iter::once(String::new()).chain(names()).chain(["nothing".to_owned()]));
    for (name, row) in names().zip(&score.confusion) {
        table.add_row(std::iter::once(name).chain(row.iter().map(usize::to_string)));
    }
    align_right(&mut table, 1..knowledge.transports.len() + 2);
    table.to_string()
}

fn align_right(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn short(knowledge: &Knowledge, id: Option<TransportId>) -> &str {
    id.map_or("nothing", |id| &knowledge.transport(id).short)
}

fn miss(paper: &mut Paper, knowledge: &Knowledge, cases: &[Case], miss: &Miss) {
    let case = &cases[miss.case];
    let acceptable = if miss.acceptable { "acceptable" } else { "not acceptable" };
    let answer = format!(
        ": {} chosen (confidence {:.2}), {} answered, {acceptable}.",
        short(knowledge, Some(case.chosen)),
        f64::from(case.confidence) / 100.0,
        short(knowledge, miss.answer),
    );
    let look = if miss.acceptable { Look::Plain } else { Look::Bad };
    paper.item(2, (look, "·"), &[(Look::Heading, &case.id), (Look::Plain, &answer)]);
    let decided = miss.decided.map(|decided| sentences::decided(knowledge, decided, miss.answer, miss.runner_up));
    paper.paragraph(4, &[(Look::Dim, &format!("{} Rules: {}.", decided.unwrap_or_default(), miss.rules.join(", ")))]);
}

#[derive(Serialize)]
struct ScoreReport<'a> {
    name: &'a str,
    cases: usize,
    confident: usize,
    chosen: usize,
    chosen_confident: usize,
    acceptable: usize,
    /// By chosen transport, then by answer.
    confusion: Vec<ConfusionRow<'a>>,
    misses: Vec<MissReport<'a>>,
}

#[derive(Serialize)]
struct ConfusionRow<'a> {
    chosen: &'a str,
    answered: Vec<(&'a str, usize)>,
}

#[derive(Serialize)]
struct MissReport<'a> {
    case: &'a str,
    chosen: &'a str,
    answered: Option<&'a str>,
    acceptable: bool,
    rules: &'a [String],
}

/// The same as JSON.
pub fn json(knowledge: &Knowledge, cases: &[Case], scores: &[Score]) -> String {
    let id = |id: TransportId| knowledge.transport(id).id.as_ref();
    let columns: Vec<&str> = knowledge.transport_ids().map(id).chain(["nothing"]).collect();
    let score = |score: &'_ Score| -> serde_json::Value {
        let rows = knowledge.transport_ids().zip(&score.confusion);
        let confusion = rows.map(|(chosen, row)| ConfusionRow {
            chosen: id(chosen),
            answered: columns.iter().copied().zip(row.iter().copied()).collect(),
        });
        let misses = score.misses.iter().map(|miss| MissReport {
            case: &cases[miss.case].id,
            chosen: id(cases[miss.case].chosen),
            answered: miss.answer.map(id),
            acceptable: miss.acceptable,
            rules: &miss.rules,
        });
        serde_json::to_value(ScoreReport {
            name: &score.name,
            cases: score.cases,
            confident: score.confident,
            chosen: score.chosen,
            chosen_confident: score.chosen_confident,
            acceptable: score.acceptable,
            confusion: confusion.collect(),
            misses: misses.collect(),
        })
        .expect("a score holds only text and numbers")
    };
    let scores: Vec<serde_json::Value> = scores.iter().map(score).collect();
    format!("{:#}\n", serde_json::json!({ "scores": scores }))
}
