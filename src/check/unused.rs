//! Sources, facts and lines that nothing names.

use std::collections::HashSet;

use crate::diag::{Code, Diagnostic};
use crate::load::{Kind, Loaded, Part};
use crate::model::{Condition, FactId, Knowledge, SourceId, Statement};

/// Looks for what could be left out.
pub fn check(loaded: &Loaded) -> Vec<Diagnostic> {
    let knowledge = &loaded.knowledge;
    let mut findings = Vec::new();
    let mut report = |code, kind, id: &str, message: String| {
        let diagnostic = Diagnostic::error(code, message);
        findings.push(match loaded.places.of(kind, id, Part::Head) {
            Some(place) => diagnostic.at(place.file, place.span),
            None => diagnostic,
        });
    };
    let named: HashSet<SourceId> = named_sources(knowledge).collect();
    for (at, source) in knowledge.sources.iter().enumerate() {
        if !named.contains(&SourceId::at(at)) {
            report(Code::UnusedSource, Kind::Source, &source.id, format!("nothing names the source `{}`", source.id));
        }
    }
    let asked: HashSet<FactId> = conditions(knowledge).flat_map(|condition| condition.cells().map(|cell| cell.fact)).collect();
    for (at, fact) in knowledge.facts.iter().enumerate() {
        if !asked.contains(&FactId::at(at)) {
            report(Code::UnusedFact, Kind::Fact, &fact.id, format!("no rule and no note asks for `{}`", fact.id));
        }
    }
    let carried: HashSet<&str> = carried_lines(knowledge).collect();
    for line in &knowledge.lines {
        if !carried.contains(line.id.as_ref()) {
            report(Code::UncarriedLine, Kind::Line, &line.id, format!("nothing carries the line `{}`: {}", line.id, line.says));
        }
    }
    findings
}

fn conditions(knowledge: &Knowledge) -> impl Iterator<Item = &Condition> {
    let rules = knowledge.rules.iter().flat_map(|rule| std::iter::once(&rule.when).chain(&rule.unless));
    let notes = knowledge.notes.iter().flat_map(|note| std::iter::once(&note.when).chain(&note.unless));
    rules.chain(notes)
}

fn statements(knowledge: &Knowledge) -> impl Iterator<Item = &Statement> {
    knowledge.transports.iter().flat_map(|transport| transport.pros.iter().chain(&transport.cons).chain(&transport.use_when))
}

fn named_sources(knowledge: &Knowledge) -> impl Iterator<Item = SourceId> {
    let rules = knowledge.rules.iter().flat_map(|rule| &rule.sources);
    let notes = knowledge.notes.iter().flat_map(|note| &note.sources);
    let workloads = knowledge.workloads.iter().flat_map(|workload| &workload.sources);
    let transports = knowledge.transports.iter().flat_map(|transport| &transport.sources);
    let mixes = knowledge.mixes.iter().flat_map(|mix| &mix.sources);
    let said = statements(knowledge).flat_map(|statement| &statement.sources);
    let constants = knowledge.capacity.iter().flat_map(|capacity| &capacity.constants).flat_map(|constant| &constant.sources);
    let remarks = knowledge.capacity.iter().flat_map(|capacity| &capacity.remarks).flat_map(|remark| &remark.sources);
    rules.chain(notes).chain(workloads).chain(transports).chain(mixes).chain(said).chain(constants).chain(remarks).copied()
}

fn carried_lines(knowledge: &Knowledge) -> impl Iterator<Item = &str> {
    let rules = knowledge.rules.iter().flat_map(|rule| &rule.carries);
    let notes = knowledge.notes.iter().flat_map(|note| &note.carries);
    let workloads = knowledge.workloads.iter().flat_map(|workload| &workload.carries);
    let mixes = knowledge.mixes.iter().flat_map(|mix| &mix.carries);
    let said = statements(knowledge).flat_map(|statement| &statement.carries);
    rules.chain(notes).chain(workloads).chain(mixes).chain(said).map(|line| line.as_ref())
}
