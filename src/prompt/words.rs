//! What the questionnaire says: pages made from the facts' own words and from what the engine found.

use super::interview::{Interview, Withdrawn};
use crate::engine::Lead;
use crate::model::{Fact, FactId, Knowledge, Scope, TransportId, Value};
use crate::report::{Look, Paper};

/// The most lines on where answers lead: sets have many.
const MOST_LEADS: usize = 8;

/// A feature that is of no kind that is known.
pub const SOMETHING_ELSE: &str = "something else";

/// How to use it, before the first question.
pub fn welcome(paper: &mut Paper, knowledge: &Knowledge) {
    paper.heading(&[(Look::Heading, &knowledge.title)]);
    let asked = "A few questions about your feature lead to the plainest transport that does the job. Only what can still change \
                 the answer is asked, and \"I don't know\" is an answer.";
    paper.paragraph(0, &[(Look::Plain, asked)]);
    let keys = "Arrow keys and Enter choose, typing filters the list. ? explains a question, < or Esc goes back, Ctrl-C leaves.";
    paper.paragraph(0, &[(Look::Dim, keys)]);
}

/// Asks what kind of feature it is.
pub fn kind_question(paper: &mut Paper, first: bool) {
    let question = if first { "What kind of live feature is it?" } else { "What kind of feature is the next one?" };
    paper.heading(&[(Look::Heading, question)]);
    paper.paragraph(0, &[(Look::Dim, "Take what comes nearest: it fills in what is usual, and you can change that at the end.")]);
}

/// Why the kind is asked, and what each of them is.
pub fn kind_explained(paper: &mut Paper, knowledge: &Knowledge) {
    let text = "Each kind takes a few answers for granted that are usual for it, such as which way the data travels, and so saves \
                you their questions. They are shown to you, and whatever is not so for yours can be changed before the end. \
                With \"something else\" nothing is taken for granted, and a few questions more are asked.";
    paper.paragraph(0, &[(Look::Plain, text)]);
    meanings(paper, knowledge.workloads.iter().map(|workload| (workload.id.as_ref(), workload.summary.as_ref())));
}

/// An answer that was taken.
pub fn taken(paper: &mut Paper, label: &str, said: &str) {
    paper.paragraph(0, &[(Look::Good, "> "), (Look::Plain, label), (Look::Plain, ": "), (Look::Good, said)]);
}

/// The kind that was taken, and what it takes for granted.
pub fn kind_taken(paper: &mut Paper, interview: &Interview<'_, '_>, feature: usize) {
    let workload = interview.sheet().features[feature].workload;
    let said = workload.map_or(SOMETHING_ELSE, |id| &interview.program().knowledge.workload(id).id);
    taken(paper, "kind", said);
    taken_for_granted(paper, interview, feature);
}

/// What a kind takes for granted.
pub fn taken_for_granted(paper: &mut Paper, interview: &Interview<'_, '_>, feature: usize) {
    let knowledge = interview.program().knowledge;
    let Some(workload) = interview.sheet().features[feature].workload.map(|id| knowledge.workload(id)) else { return };
    let said: Vec<String> = workload.assume.iter().map(|(fact, value)| plain(knowledge.fact(*fact), *value)).collect();
    let head = format!("{} takes for granted: ", workload.id);
    let rest = format!("{}. You can change this at the end.", said.join("; "));
    paper.paragraph(0, &[(Look::Heading, &head), (Look::Dim, &rest)]);
}

/// A question with what helps to answer it.
pub fn question(paper: &mut Paper, interview: &Interview<'_, '_>, feature: usize, fact: FactId) {
    let asked = interview.program().knowledge.fact(fact);
    let features = &interview.sheet().features;
    let about = match asked.scope {
        _ if features.len() < 2 => String::new(),
        Scope::App => "The whole app: ".to_owned(),
        Scope::Feature => format!("{}: ", features[feature].name),
    };
    paper.heading(&[(Look::Dim, &about), (Look::Heading, &asked.question)]);
    paper.paragraph(0, &[(Look::Dim, &asked.help)]);
}

/// Why a question is asked, and where its answers lead.
pub fn explained(paper: &mut Paper, interview: &Interview<'_, '_>, feature: usize, fact: FactId) {
    let knowledge = interview.program().knowledge;
    paper.gap();
    paper.paragraph(0, &[(Look::Heading, "Why: "), (Look::Plain, &knowledge.fact(fact).asked_because)]);
    paper.paragraph(0, &[(Look::Heading, "Where each answer leads:")]);
    let leads = interview.leads(feature, fact);
    for lead in leads.iter().take(MOST_LEADS) {
        let outcome = outcome(knowledge, lead);
        paper.item(2, (Look::Plain, "-"), &[(Look::Plain, &answers(lead)), (Look::Plain, ": "), (Look::Plain, &outcome)]);
    }
    if leads.len() > MOST_LEADS {
        paper.paragraph(2, &[(Look::Dim, "and more")]);
    }
}

fn answers(lead: &Lead) -> String {
    let mut written: Vec<&str> = lead.answers.iter().take(3).map(|range| range.written.as_str()).collect();
    if lead.answers.len() > written.len() {
        written.push("...");
    }
    written.join(" or ")
}

fn outcome(knowledge: &Knowledge, lead: &Lead) -> String {
    let name = transport(knowledge, lead.winner);
    if lead.settled {
        return format!("{name}, and that is settled");
    }
    let others: Vec<String> = lead.others.iter().map(|other| transport(knowledge, *other)).collect();
    let others = if others.is_empty() { "something else".to_owned() } else { others.join(" or ") };
    format!("{name} so far; later answers may lead to {others}")
}

fn transport(knowledge: &Knowledge, winner: Option<TransportId>) -> String {
    winner.map_or_else(|| "no transport at all".to_owned(), |id| knowledge.transport(id).short.to_string())
}

/// What words stand for, each in full.
pub fn meanings<'w>(paper: &mut Paper, words: impl Iterator<Item = (&'w str, &'w str)>) {
    for (word, means) in words.filter(|(_, means)| !means.is_empty()) {
        paper.item(2, (Look::Plain, "-"), &[(Look::Heading, word), (Look::Plain, ": "), (Look::Plain, means)]);
    }
}

/// What was asked anew because an answer contradicts it.
pub fn withdrawn(paper: &mut Paper, interview: &Interview<'_, '_>, found: &[Withdrawn]) {
    let knowledge = interview.program().knowledge;
    for Withdrawn { feature, fact, because } in found {
        let name = &interview.sheet().features[*feature].name;
        let text = format!("{because} So \"{}\" of {name} counts as unknown now.", knowledge.fact(*fact).label);
        paper.paragraph(0, &[(Look::Bad, "! "), (Look::Plain, &text)]);
    }
}

/// An answer that does not go with the others.
pub fn refused(paper: &mut Paper, what: &str, because: &str) {
    let because = if because.is_empty() { "It contradicts what is known already." } else { because };
    let text = format!("{what} cannot be taken here. {because}");
    paper.paragraph(0, &[(Look::Bad, "! "), (Look::Plain, &text)]);
}

/// A fact with its value, for people.
pub fn plain(fact: &Fact, value: Value) -> String {
    format!("{}: {}", fact.label, fact.format_plain(value))
}
