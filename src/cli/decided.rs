//! From the facts of every feature to the decision in words: what `recommend` and the questionnaire share.

use crate::capacity::{Depth, Member, estimate, together};
use crate::embedded;
use crate::engine::{Program, advise, decide, traces};
use crate::facts::Resolved;
use crate::model::{Decision, Estimate, Knowledge, Requirements, RuleTrace};
use crate::report::document::Document;
use crate::report::{Overall, Subject, build};

/// What of a decision is put into words.
pub struct Wanted {
    pub costs: Depth,
    /// How each rule came out, too.
    pub everything: bool,
}

/// Decides every feature, works out what it costs, and has the whole put into words.
pub fn decided(
    knowledge: &Knowledge,
    requirements: &Requirements,
    features: &[Resolved],
    wanted: Wanted,
    render: impl FnOnce(&Document<'_>) -> String,
) -> (String, Vec<Decision>) {
    let program = program(knowledge);
    let decisions: Vec<Decision> = features.iter().map(|feature| decide(&program, &feature.situation)).collect();
    let cost = |(feature, decision): (&Resolved, &Decision)| estimate(knowledge, &feature.situation, decision, wanted.costs);
    let estimates: Vec<Option<Estimate>> = features.iter().zip(&decisions).map(cost).collect();
    let trace = |feature: &Resolved| if wanted.everything { traces(knowledge, &feature.situation) } else { Vec::new() };
    let traces: Vec<Vec<RuleTrace>> = features.iter().map(trace).collect();
    let subjects: Vec<Subject<'_>> = (features.iter().zip(&decisions))
        .zip(estimates.iter().zip(&traces))
        .map(|((feature, decision), (estimate, traces))| subject(feature, decision, estimate.as_ref(), traces))
        .collect();
    let (name, description) = (requirements.name.as_deref(), requirements.description.as_deref());
    let situations: Vec<_> = features.iter().map(|feature| &feature.situation).collect();
    let advice = advise(&program, &situations, &decisions);
    let together = together(knowledge, &members(&subjects));
    let overall = Overall { advice: &advice, together: together.as_deref() };
    let document = build(knowledge, name, description, &subjects, &overall);
    let text = render(&document);
    // The program ends soon; taking the largest parts of it apart first would only delay that.
    std::mem::forget(document);
    std::mem::forget(estimates);
    (text, decisions)
}

/// The rules of a knowledge base; those of the binary are compiled already.
pub fn program(knowledge: &Knowledge) -> Program<'_> {
    if std::ptr::eq(knowledge, embedded::knowledge()) {
        Program::with(knowledge, embedded::compiled())
    } else {
        Program::new(knowledge)
    }
}

fn subject<'d>(
    feature: &'d Resolved,
    decision: &'d Decision,
    estimate: Option<&'d Estimate>,
    traces: &'d [RuleTrace],
) -> Subject<'d> {
    let description = feature.description.as_deref();
    Subject { name: &feature.name, description, situation: &feature.situation, decision, estimate, traces }
}

/// The features as those whose costs are added up.
fn members<'d>(subjects: &[Subject<'d>]) -> Vec<Member<'d>> {
    let member = |subject: &Subject<'d>| {
        Some(Member { situation: subject.situation, winner: subject.decision.winner, estimate: subject.estimate? })
    };
    subjects.iter().filter_map(member).collect()
}
