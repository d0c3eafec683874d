//! From the engine's decision to the document.

use super::document::{
    Answer, Answers, App, CellReport, Change, DecidedReport, Document, FORMAT, FactReport, FallbackReport, FeatureReport,
    FlipReport, KnowledgeUsed, NoteReport, Ranked, Reason, RuleReport, Said, SourceReport,
};
use super::document_capacity::ConstantReport;
use super::written::{Cited, Holds, Written};
use super::{capacity_build, document_app, sentences};
use crate::model::{
    AppAdvice, CellTrace, Decision, Effect, Estimate, FactId, FallbackStep, Flip, Gap, Held, JointAnswer, Knowledge, NoteId,
    Origin, Range, RuleTrace, Settled, Situation, Source, SourceId, Standing, Strength, Together, TransportId, Truth, Value,
};

/// A feature with its decision.
pub struct Subject<'a> {
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub situation: &'a Situation,
    pub decision: &'a Decision,
    /// Absent where the knowledge base has no constants of capacity.
    pub estimate: Option<&'a Estimate>,
    /// How every rule came out; empty where that is not asked for.
    pub traces: &'a [RuleTrace],
}

/// What is said of the features together.
pub struct Overall<'a> {
    pub advice: &'a AppAdvice,
    pub together: Option<&'a [Together]>,
}

/// Puts a whole app into words.
pub fn build<'d>(
    knowledge: &'d Knowledge,
    name: Option<&'d str>,
    description: Option<&'d str>,
    subjects: &'d [Subject<'d>],
    overall: &Overall<'_>,
) -> Document<'d> {
    let names: Vec<&'d str> = subjects.iter().map(|subject| subject.name).collect();
    let app = document_app::build(knowledge, name, description, &names, overall.advice, overall.together);
    let features: Vec<FeatureReport<'d>> = subjects.iter().map(|subject| Writer { knowledge, subject }.feature()).collect();
    let constants = capacity_build::constants(knowledge, subjects.iter().filter_map(|subject| subject.estimate));
    let sources = sources(knowledge, &app, &features, &constants);
    Document {
        format: FORMAT,
        advisor: env!("CARGO_PKG_VERSION"),
        knowledge: KnowledgeUsed { title: &knowledge.title, version: &knowledge.version, changes: changes(knowledge) },
        app,
        features,
        constants,
        sources,
    }
}

/// Every source that the app or a feature names. The base has them sorted by id.
fn sources<'d>(
    knowledge: &'d Knowledge,
    app: &App<'d>,
    features: &[FeatureReport<'d>],
    constants: &[ConstantReport<'d>],
) -> Vec<SourceReport<'d>> {
    let reasons = features.iter().flat_map(|feature| &feature.reasons).map(|reason| reason.sources);
    let notes = features.iter().flat_map(|feature| &feature.notes).map(|note| note.sources);
    let mixes = app.mixes.iter().map(|remark| remark.sources);
    let costs = features.iter().flat_map(|feature| &feature.capacity).flat_map(|costs| &costs.remarks);
    let costs = costs.map(|remark| remark.sources).chain(constants.iter().map(|constant| constant.sources));
    let mut cited = vec![false; knowledge.sources.len()];
    reasons.chain(notes).chain(mixes).chain(costs).flat_map(|named| named.sources).for_each(|id| cited[id.index()] = true);
    knowledge.sources.iter().zip(cited).filter(|(_, cited)| *cited).map(|(found, _)| source(found)).collect()
}

pub(super) fn source(source: &Source) -> SourceReport<'_> {
    SourceReport {
        id: &source.id,
        title: &source.title,
        section: source.section.as_deref(),
        address: source.address.as_deref(),
        checked: &source.checked,
        standing: source.standing.name(),
    }
}

fn changes(knowledge: &Knowledge) -> Vec<Change<'_>> {
    fn replaced<'d>(kind: &str, id: &str, summary: &'d str, origin: &'d Origin) -> Option<Change<'d>> {
        let because = origin.replaces.as_deref()?;
        let pack = origin.pack.as_deref().unwrap_or_default();
        Some(Change { change: "replaced", id: format!("{kind}/{id}"), because, pack, summary })
    }
    let disabled = knowledge.disabled.iter().map(|disabled| Change {
        change: "disabled",
        id: disabled.id.to_string(),
        because: &disabled.because,
        pack: &disabled.pack,
        summary: &disabled.summary,
    });
    let rules = knowledge.rules.iter().filter_map(|rule| replaced("strategy", &rule.id, &rule.summary, &rule.origin));
    let notes = knowledge.notes.iter().filter_map(|note| replaced(note.kind.folder(), &note.id, &note.summary, &note.origin));
    let transports = knowledge.transports.iter().filter_map(|t| replaced("transports", &t.id, &t.what, &t.origin));
    let workloads = knowledge.workloads.iter().filter_map(|w| replaced("workloads", &w.id, &w.summary, &w.origin));
    disabled.chain(rules).chain(notes).chain(transports).chain(workloads).collect()
}

/// The document of one feature.
struct Writer<'d> {
    knowledge: &'d Knowledge,
    subject: &'d Subject<'d>,
}

impl<'d> Writer<'d> {
    fn feature(&self) -> FeatureReport<'d> {
        let Subject { name, description, situation, decision, estimate, traces } = self.subject;
        FeatureReport {
            name,
            description: *description,
            workload: situation.workload.map(|id| self.knowledge.workload(id).id.as_ref()),
            recommended: decision.winner.map(|id| self.transport(id)),
            fallback: self.fallback(),
            decided: self.decided(),
            settled: decision.settled == Settled::Yes,
            open: self.open(),
            because: decision.because.iter().map(|held| self.said(*held)).collect(),
            ranking: self.ranking(),
            reasons: self.reasons(),
            flips: self.flips(),
            notes: self.notes(),
            facts: self.knowledge.fact_ids().map(|fact| self.fact(fact)).collect(),
            rules: traces.iter().map(|trace| self.rule(trace)).collect(),
            capacity: estimate.map(|estimate| capacity_build::feature(self.knowledge, decision, estimate)),
        }
    }

    fn transport(&self, id: TransportId) -> &'d str {
        &self.knowledge.transport(id).id
    }

    fn value(&self, fact: FactId) -> Option<Written<'d>> {
        self.subject.situation.value(fact).map(|value| self.written(fact, value))
    }

    fn written(&self, fact: FactId, value: Value) -> Written<'d> {
        Written { fact: self.knowledge.fact(fact), value }
    }

    fn cited(&self, sources: &'d [SourceId]) -> Cited<'d> {
        Cited { knowledge: self.knowledge, sources }
    }

    fn fallback(&self) -> Vec<FallbackReport<'d>> {
        let step = |step: &'d FallbackStep| FallbackReport {
            transport: self.transport(step.to),
            name: &self.knowledge.transport(step.to).name,
            survives: &step.survives,
        };
        self.subject.decision.fallbacks.iter().map(step).collect()
    }

    fn decided(&self) -> DecidedReport<'d> {
        let decision = self.subject.decision;
        let (by, margin) = sentences::decided_by(decision.decided);
        DecidedReport {
            by,
            margin,
            runner_up: decision.runner_up().map(|id| self.transport(id)),
            close: decision.decided.is_close(),
            sentence: sentences::decided(self.knowledge, decision.decided, decision.winner, decision.runner_up()),
        }
    }

    fn answer(&self, fact: FactId, range: &'d Range) -> Answer<'d> {
        let example = self.written(fact, range.example);
        Answer { fact: &example.fact.id, range: &range.written, example }
    }

    fn open(&self) -> Vec<Answers<'d>> {
        let answers = |answers: Vec<Answer<'d>>, winner: Option<TransportId>| Answers {
            answers,
            recommended: winner.map(|id| self.transport(id)),
        };
        match &self.subject.decision.settled {
            Settled::Yes => Vec::new(),
            Settled::Single(singles) => {
                singles.iter().map(|single| answers(vec![self.answer(single.fact, &single.range)], single.winner)).collect()
            }
            Settled::Joint(joints) => {
                let all = |joint: &'d JointAnswer| joint.answers.iter().map(|(fact, range)| self.answer(*fact, range)).collect();
                joints.iter().map(|joint| answers(all(joint), joint.winner)).collect()
            }
        }
    }

    fn said(&self, held: Held) -> Said<'d> {
        match held {
            Held::Workload => {
                let workload = self.subject.situation.workload.map(|id| self.knowledge.workload(id).id.as_ref());
                Said { kind: "workload", id: workload.unwrap_or_default(), value: None }
            }
            Held::Fact(fact) => Said {
                kind: "fact",
                id: &self.knowledge.fact(fact).id,
                value: Some(self.value(fact).map_or_else(|| "\"unknown\"".to_owned(), |value| value.to_string())),
            },
        }
    }

    fn ranking(&self) -> Vec<Ranked<'d>> {
        let ranking = &self.subject.decision.ranking;
        let first = ranking.first().map(|first| first.tally).unwrap_or_default();
        let ranked = |(position, standing): (usize, &Standing)| Ranked {
            transport: self.transport(standing.transport),
            name: &self.knowledge.transport(standing.transport).name,
            ruled_out: standing.tally.ruled_out,
            strong: standing.tally.strong,
            slight: standing.tally.slight,
            objections: standing.tally.objections,
            behind: (position > 0 || standing.tally.ruled_out).then(|| sentences::behind(Gap::between(&first, &standing.tally))),
        };
        ranking.iter().enumerate().map(ranked).collect()
    }

    fn reasons(&self) -> Vec<Reason<'d>> {
        let fired = &self.subject.decision.fired;
        let mut reasons = Vec::with_capacity(fired.iter().map(|id| self.knowledge.rule(*id).effects.len()).sum());
        for (id, trace) in fired.iter().zip(&self.subject.decision.traces) {
            let rule = self.knowledge.rule(*id);
            for (transport, effect) in &rule.effects {
                let (effect, strength) = match effect {
                    Effect::Favour(strength) => ("favour", Some(*strength)),
                    Effect::Against(strength) => ("against", Some(*strength)),
                    Effect::RuleOut => ("rule-out", None),
                };
                let strength = strength.map(|strength| if strength == Strength::Strong { "strong" } else { "slight" });
                reasons.push(Reason {
                    rule: &rule.id,
                    transport: self.transport(*transport),
                    effect,
                    strength,
                    summary: &rule.summary,
                    because: &rule.because,
                    sources: self.cited(&rule.sources),
                    facts: self.facts_of(trace),
                    pack: rule.origin.pack.as_deref(),
                    replaces: rule.origin.replaces.as_deref(),
                });
            }
        }
        // Vetoes first, then strong reasons, then slight ones.
        let weight = |reason: &Reason| match reason.strength {
            None => 0,
            Some("strong") => 1,
            Some(_) => 2,
        };
        reasons.sort_by_key(weight);
        reasons
    }

    /// The facts that made a rule apply: `direction = "bidirectional"`.
    fn facts_of(&self, trace: &RuleTrace) -> Vec<Holds<'d>> {
        let held = trace.cells.iter().filter(|cell| !cell.exception && cell.truth == Truth::True);
        let mut facts = Vec::with_capacity(trace.cells.len());
        facts.extend(held.filter_map(|cell| self.value(cell.fact)).map(Holds));
        facts.dedup_by(|fact, before| fact.0.fact.id == before.0.fact.id);
        facts
    }

    fn flips(&self) -> Vec<FlipReport<'d>> {
        let flip = |flip: &'d Flip| {
            let answer = self.answer(flip.fact, &flip.range);
            FlipReport {
                fact: answer.fact,
                from: self.value(flip.fact).expect("only what is known can flip"),
                to: answer.range,
                example: answer.example,
                recommended: flip.winner.map(|id| self.transport(id)),
            }
        };
        self.subject.decision.flips.iter().map(flip).collect()
    }

    fn notes(&self) -> Vec<NoteReport<'d>> {
        let note = |id: &NoteId| {
            let note = self.knowledge.note(*id);
            NoteReport {
                id: &note.id,
                kind: note.kind.folder(),
                concerns: note.concerns.as_deref(),
                summary: &note.summary,
                advice: &note.advice,
                sources: self.cited(&note.sources),
                specific: !note.when.is_empty(),
            }
        };
        self.subject.decision.notes.iter().map(note).collect()
    }

    fn fact(&self, id: FactId) -> FactReport<'d> {
        let fact = self.knowledge.fact(id);
        let entry = self.subject.situation.entry(id);
        let origin = match entry.given {
            Some(Some(_)) => "given",
            None if entry.assumed.is_some() => "assumed",
            None if entry.default.is_some() => "default",
            _ => "unknown",
        };
        FactReport { fact: &fact.id, label: &fact.label, value: self.value(id), origin }
    }

    fn rule(&self, trace: &'d RuleTrace) -> RuleReport<'d> {
        let outcome = match (trace.fires(), trace.is_undecided()) {
            (true, _) => "fires",
            (_, true) => "undecided",
            _ if trace.when == Truth::True => "defeated",
            _ => "silent",
        };
        let cell = |cell: &'d CellTrace| CellReport {
            fact: &self.knowledge.fact(cell.fact).id,
            test: &cell.written,
            value: cell.value.map(|value| self.written(cell.fact, value)),
            truth: match cell.truth {
                Truth::True => "true",
                Truth::False => "false",
                Truth::Unknown => "unknown",
            },
            exception: cell.exception,
        };
        RuleReport { rule: &self.knowledge.rule(trace.rule).id, outcome, cells: trace.cells.iter().map(cell).collect() }
    }
}
