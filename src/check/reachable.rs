//! Conditions that can never hold, and cells that ask nothing.

use std::ops::Range;

use crate::diag::{Code, Diagnostic};
use crate::engine::Program;
use crate::load::{Kind, Loaded, Part};
use crate::model::{Cell, Condition, List, Note, Rule};

/// Looks at the conditions of rules and notes.
pub fn check(loaded: &Loaded) -> Vec<Diagnostic> {
    // Notes are compiled as rules without effects, so that both are searched in the same way.
    let mut extended = loaded.knowledge.clone();
    extended.rules.edit().extend(loaded.knowledge.notes.iter().map(as_rule));
    let program = Program::new(&extended);
    let rules = loaded.knowledge.rules.iter().map(|rule| (Kind::Rule, rule.id.as_ref()));
    let notes = loaded.knowledge.notes.iter().map(|note| (Kind::Note(note.kind), note.id.as_ref()));
    let mut findings = Vec::new();
    for (position, (kind, id)) in rules.chain(notes).enumerate() {
        let mut report = |code, part, message: String| {
            let diagnostic = Diagnostic::error(code, message);
            findings.push(match loaded.places.of(kind, id, part) {
                Some(place) => diagnostic.at(place.file, place.span),
                None => diagnostic,
            });
        };
        let rule = &extended.rules[position];
        let (when, unless) = program.conjunctions_of(position);
        dead(&program, when.clone(), None).for_each(|which| {
            report(Code::NeverHolds, Part::When, format!("`{id}`: {which} of `when` can never hold"));
        });
        dead(&program, unless, Some(when)).for_each(|which| {
            report(
                Code::NeverHolds,
                Part::Unless,
                format!("`{id}`: {which} of `unless` can never hold where the rule would apply"),
            );
        });
        for (condition, part) in
            std::iter::once((&rule.when, Part::When)).chain(rule.unless.iter().map(|unless| (unless, Part::Unless)))
        {
            for cell in idle(&program, condition) {
                let fact = &extended.fact(cell.fact).id;
                report(Code::AlwaysHolds, part, format!("`{id}`: every value of `{fact}` passes `{}`", cell.written));
            }
        }
    }
    findings
}

fn as_rule(note: &Note) -> Rule {
    Rule {
        id: note.id.clone(),
        summary: note.summary.clone(),
        because: note.advice.clone(),
        sources: List::default(),
        carries: List::default(),
        when: note.when.clone(),
        unless: note.unless.clone(),
        effects: List::default(),
        examples: List::default(),
        origin: note.origin.clone(),
    }
}

/// The conjunctions that no possible situation makes true, together with one of `beside` where that is given.
fn dead(program: &Program<'_>, conjunctions: Range<usize>, beside: Option<Range<usize>>) -> impl Iterator<Item = String> {
    let count = conjunctions.len();
    let holds = move |bit: usize| match &beside {
        None => program.can_hold(&[bit]),
        Some(beside) => beside.clone().any(|other| program.can_hold(&[bit, other])),
    };
    conjunctions.enumerate().filter(move |(_, bit)| !holds(*bit)).map(move |(at, _)| match count {
        1 => "the condition".to_owned(),
        _ => format!("alternative {}", at + 1),
    })
}

fn idle<'c>(program: &Program<'_>, condition: &'c Condition) -> Vec<&'c Cell> {
    let every_value_passes = |cell: &&Cell| {
        let mut values = program.states(cell.fact).filter_map(|state| program.representative(cell.fact, state));
        values.all(|value| cell.test.holds(value))
    };
    condition.cells().filter(every_value_passes).collect()
}
