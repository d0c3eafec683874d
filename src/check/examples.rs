//! The examples that stand beside rules and notes do what they say.

use crate::diag::{Code, Diagnostic, Place};
use crate::engine::{Program, Scratch};
use crate::facts::situation;
use crate::load::{Kind, Loaded, Part};
use crate::model::{Example, Knowledge, Rule, RuleId};

/// How many examples were run.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct ExampleCount {
    pub passed: usize,
    pub failed: usize,
}

/// Runs every example of every rule and note.
pub fn run_examples(loaded: &Loaded) -> (ExampleCount, Vec<Diagnostic>) {
    let mut run = Run { loaded, count: ExampleCount::default(), findings: Vec::new() };
    let program = Program::new(&loaded.knowledge);
    for (position, rule) in loaded.knowledge.rules.iter().enumerate() {
        run.rule(&program, RuleId::at(position), rule);
    }
    run.notes();
    (run.count, run.findings)
}

struct Run<'l> {
    loaded: &'l Loaded,
    count: ExampleCount,
    findings: Vec<Diagnostic>,
}

impl Run<'_> {
    fn rule(&mut self, program: &Program<'_>, id: RuleId, rule: &Rule) {
        let place = |part| self.loaded.places.of(Kind::Rule, &rule.id, part);
        let mut complain = Vec::new();
        let has = |wanted: fn(&Example) -> bool| rule.examples.iter().any(wanted);
        for (there, what) in [
            (has(|example| example.fires), "that fires"),
            (has(|example| !example.fires), "that does not fire"),
            (has(|example| example.winner.is_some()), "with a `winner`"),
        ] {
            if !there {
                let message = format!("`{}` has no example {what}", rule.id);
                complain.push((Code::NoExample, message, place(Part::Head)));
            }
        }
        let without = without(&self.loaded.knowledge, id);
        let reduced = Program::new(&without);
        for (position, example) in rule.examples.iter().enumerate() {
            match mismatch(program, &reduced, id, example) {
                None => self.count.passed += 1,
                Some((code, message)) => {
                    self.count.failed += 1;
                    complain.push((code, format!("`{}`: {message}", rule.id), place(Part::Example(position))));
                }
            }
        }
        complain.into_iter().for_each(|(code, message, place)| self.push(code, message, place));
    }

    fn notes(&mut self) {
        let knowledge = &self.loaded.knowledge;
        for note in &knowledge.notes {
            for (position, example) in note.examples.iter().enumerate() {
                let situation = situation(knowledge, example.workload, &example.given);
                let value_of = |fact| situation.value(fact);
                let transports = example.transport.map_or_else(|| knowledge.transport_ids().collect(), |only| vec![only]);
                let applies = transports.iter().any(|transport| note.applies(*transport, value_of));
                if applies == example.fires {
                    self.count.passed += 1;
                    continue;
                }
                self.count.failed += 1;
                let message = format!("`{}` {} in this example", note.id, if applies { "applies" } else { "does not apply" });
                let place = self.loaded.places.of(Kind::Note(note.kind), &note.id, Part::Example(position));
                self.push(Code::ExampleMismatch, message, place);
            }
        }
    }

    fn push(&mut self, code: Code, message: String, place: Option<Place>) {
        let diagnostic = Diagnostic::error(code, message);
        self.findings.push(match place {
            Some(place) => diagnostic.at(place.file, place.span),
            None => diagnostic,
        });
    }
}

/// The knowledge base with one rule deleted.
fn without(knowledge: &Knowledge, rule: RuleId) -> Knowledge {
    let mut knowledge = knowledge.clone();
    knowledge.rules.edit().remove(rule.index());
    knowledge
}

fn mismatch(program: &Program<'_>, reduced: &Program<'_>, id: RuleId, example: &Example) -> Option<(Code, String)> {
    let knowledge = program.knowledge;
    let mut scratch = Scratch::default();
    let situation = situation(knowledge, example.workload, &example.given);
    let states = program.states_of(&situation);
    let name = |winner: Option<_>| winner.map_or("nothing", |id| &knowledge.transport(id).short);
    if program.impossible(&states, &mut scratch).is_some() {
        return Some((Code::ExampleMismatch, "the facts of this example cannot hold together".to_owned()));
    }
    let fires = program.fired(&states, &mut scratch).contains(&id);
    if fires != example.fires {
        return Some((Code::ExampleMismatch, format!("the rule {} here", if fires { "fires" } else { "does not fire" })));
    }
    let expected = example.winner?;
    let winner = program.winner(&states, &mut scratch);
    if winner != Some(expected) {
        let message = format!("{} wins here, and the example says {}", name(winner), name(Some(expected)));
        return Some((Code::ExampleMismatch, message));
    }
    let states = reduced.states_of(&situation);
    if reduced.winner(&states, &mut scratch) == Some(expected) {
        return Some((Code::ExampleDecidesNothing, format!("{} wins here without the rule too", name(winner))));
    }
    None
}
