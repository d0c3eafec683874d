//! What is printed of a run, and the table of all of them.

use std::cell::RefCell;
use std::fmt::Display;
use std::time::Duration;

use crate::checker::Kind;
use crate::history::Transport;
use crate::outcome::Outcome;

/// What a line with a finding begins with.
pub const FOUND: &str = "found: ";
/// More of them say no more.
const MOST: usize = 10;

thread_local! {
    /// What this thread's lines begin with, where several runs are played beside each other.
    static LABEL: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From here on, lines of this thread begin with this.
pub fn label(text: String) {
    LABEL.with_borrow_mut(|label| *label = text);
}

pub fn line(text: impl Display) {
    LABEL.with_borrow(|label| println!("{label}{text}"));
}

/// The end of a run.
pub fn verdict(outcome: &Outcome) {
    for finding in outcome.findings.iter().take(MOST) {
        line(format_args!("             {FOUND}{finding}"));
    }
    if outcome.findings.len() > MOST {
        line(format_args!("             and {} more", outcome.findings.len() - MOST));
    }
    for problem in &outcome.problems {
        line(format_args!("             {problem}"));
    }
    let word = if outcome.passed() { "passed" } else { "FAILED" };
    line(format_args!("{:>9.1} s  {word}", outcome.took.as_secs_f64()));
}

/// All runs, a line each.
pub fn table(language: &str, outcomes: &[Outcome]) {
    let heads = [
        "run",
        "broker",
        "ws/sse/long/short",
        "published",
        "acknowledged",
        "received",
        "lost",
        "doubled",
        "out of order",
        "resets",
        "fell back to",
        "longest gap",
        "",
    ];
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(outcomes.iter().map(row));
    let widths: Vec<usize> = (0..heads.len()).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0)).collect();
    println!("\n{language}");
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}

fn row(outcome: &Outcome) -> [String; 13] {
    let clients = Transport::ALL.map(|transport| outcome.clients.get(&transport).copied().unwrap_or_default().to_string());
    let fell: Vec<String> =
        outcome.fell_back.iter().map(|((from, to), count)| format!("{count} {} to {}", from.name(), to.name())).collect();
    let longest = outcome.gaps.iter().map(|(_, gap)| *gap).max().unwrap_or(Duration::ZERO);
    [
        outcome.run.to_owned(),
        outcome.broker().to_owned(),
        clients.join("/"),
        outcome.published.to_string(),
        outcome.acknowledged.to_string(),
        outcome.received.to_string(),
        outcome.found(&[Kind::Lost]).to_string(),
        outcome.found(&[Kind::Doubled]).to_string(),
        outcome.found(&[Kind::OutOfOrder]).to_string(),
        outcome.resets.to_string(),
        if fell.is_empty() { "-".to_owned() } else { fell.join(", ") },
        format!("{:.1} s", longest.as_secs_f64()),
        if outcome.passed() { "passed" } else { "FAILED" }.to_owned(),
    ]
}
