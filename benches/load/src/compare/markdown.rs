//! What was found, as tables for docs/performance.md.

use std::fmt::Write;

use super::catalogue::{SCENARIOS, Scenario};
use super::figures::{self, Figure, Spread};
use super::goals;
use super::record::Report;
use crate::arguments::Mode;

/// The ratios of a table: of which server to which, where it is not that of the line.
const RATIOS: [(&str, Option<&str>, Option<&str>); 2] =
    [("to the limit", None, Some("bare")), ("rust to it", Some("rust"), None)];

pub fn page(report: &Report) -> String {
    let mut page = format!("{}; {}; {} interleaved rounds, seed {}", report.date, report.machine, report.rounds, report.seed);
    page += if report.quick { ", quick: too short to be quoted.\n" } else { ".\n" };
    let goals = goals::judged(report);
    if !goals.is_empty() {
        page += "\n| goal | bound | median (min–max) | |\n|---|---:|---:|---|\n";
        for goal in goals {
            let met = if goal.is_met { "met" } else { "**missed**" };
            let _ = writeln!(page, "| {} | {} | {} | {met} |", goal.sentence, goal.bound, of_ratio(goal.found));
        }
    }
    for scenario in SCENARIOS {
        let servers = report.ranked(scenario);
        if !servers.is_empty() {
            page += &table(report, scenario, &servers);
        }
    }
    page + &failures(report)
}

fn table(report: &Report, scenario: &Scenario, servers: &[&str]) -> String {
    let main = figures::main(scenario);
    let is_measured = |figure: &Figure| servers.iter().any(|server| report.spread(scenario.key, server, *figure).is_some());
    let others: Vec<Figure> = others(scenario).iter().copied().filter(is_measured).collect();
    let ratios = RATIOS.iter().filter(|(_, of, to)| [of, to].iter().all(|one| one.is_none_or(|one| servers.contains(&one))));
    let ratios: Vec<_> = ratios.collect();
    let mut table = format!("\n### {}\n\n| server | {}, median (min–max) |", scenario.title, main.name());
    for name in ratios.iter().map(|(name, _, _)| *name).chain(others.iter().map(|figure| figure.name())) {
        let _ = write!(table, " {name} |");
    }
    let _ = writeln!(table, "\n|---|---:|{}", "---:|".repeat(ratios.len() + others.len()));
    for server in servers {
        let Some(spread) = report.spread(scenario.key, server, main) else {
            continue;
        };
        let [median, least, most] = [spread.median, spread.least, spread.most].map(|value| main.written(value));
        let beside = |one: &str, other: &str| {
            let ratio = report.ratio((scenario.key, one, main), (scenario.key, other, main));
            ratio.filter(|_| one != other).map_or_else(String::new, of_ratio)
        };
        let name = if figures::is_generated(server) { format!("**{server}**") } else { (*server).to_owned() };
        let _ = write!(table, "| {name} | {median} ({least}–{most}) |");
        for (_, of, to) in &ratios {
            let _ = write!(table, " {} |", beside(of.unwrap_or(server), to.unwrap_or(server)));
        }
        for figure in &others {
            let value = report.spread(scenario.key, server, *figure).map(|spread| figure.written(spread.median));
            let _ = write!(table, " {} |", value.unwrap_or_default());
        }
        table.push('\n');
    }
    table
}

/// What stands beside the figure that a measurement is there for.
fn others(scenario: &Scenario) -> &'static [Figure] {
    match scenario.mode {
        _ if scenario.redis => &[Figure::RedisPerMillion, Figure::Rate, Figure::ClientShare],
        Mode::Burst | Mode::OneAtATime => {
            &[Figure::CpuPerMillion, Figure::P50, Figure::P99, Figure::EventLoopDelay, Figure::ClientShare]
        }
        Mode::Polls => &[Figure::CpuPerMillion, Figure::ClientShare],
        Mode::Rate => &[Figure::P50, Figure::P999, Figure::EventLoopDelay, Figure::CpuPerMillion],
        Mode::Release => &[Figure::P50, Figure::P99],
        Mode::Idle => &[],
    }
}

fn of_ratio(Spread { median, least, most }: Spread) -> String {
    let digits = if median < 100.0 { 2 } else { 0 };
    if least.to_bits() == most.to_bits() {
        return format!("{median:.digits$}");
    }
    format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
}

/// What went wrong, which no table may hide.
fn failures(report: &Report) -> String {
    let mut lines = String::new();
    for record in &report.records {
        let what = match (&record.outcome, &record.failure) {
            (_, Some(failure)) => failure.lines().next().unwrap_or_default().to_owned(),
            (Some(outcome), _) if !outcome.is_sound() => format!("{:?}", outcome.verdict),
            _ => continue,
        };
        let _ = writeln!(lines, "- {} of {} in round {}: {what}", record.scenario, record.server, record.round);
    }
    if lines.is_empty() { lines } else { format!("\nFailed:\n\n{lines}") }
}
