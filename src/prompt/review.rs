//! The review: everything that was answered or taken for granted, to be changed before the decision.

use super::conversation::{BACK, Choice, Conversation};
use super::terminal::{Leave, columns};
use super::words;
use crate::load::may_be_feature_name;
use crate::model::{Entry, FactId, Knowledge, Situation};
use crate::report::{Look, Paper};

/// What comes after a review.
pub enum Next {
    Decide,
    Back,
    GoOn,
}

/// What can be changed of a feature.
#[derive(Clone, Copy)]
enum Item {
    Name,
    Kind,
    Fact(FactId),
    Remove,
}

/// Shows everything, and asks whether it is as it should be.
pub fn ask(conversation: &mut Conversation<'_, '_, '_>) -> Result<Next, Leave> {
    conversation.page(|page, interview| {
        for feature in 0..interview.sheet().features.len() {
            let situation = interview.sheet().situation(interview.program().knowledge, feature);
            let name = &interview.sheet().features[feature].name;
            reviewed(page, interview.program().knowledge, name, &situation);
        }
        page.gap();
        let open = match interview.is_settled() {
            true => "Nothing that is still open can change the decision.",
            false => "No question is left; what you do not know could still change the decision.",
        };
        let granted = "What is taken for granted can: look it over.";
        page.paragraph(0, &[(Look::Plain, open), (Look::Plain, " "), (Look::Plain, granted)]);
    })?;
    let rows = ["Show the decision", "Change an answer", "Add another feature", BACK].map(str::to_owned);
    match conversation.terminal.choose("Next", &rows, 0)? {
        Some(0) => return Ok(Next::Decide),
        Some(1) => change(conversation)?,
        Some(2) => conversation.interview.add_feature(),
        _ => return Ok(Next::Back),
    }
    Ok(Next::GoOn)
}

/// What is known of a feature, by whose word it is.
fn reviewed(page: &mut Paper, knowledge: &Knowledge, name: &str, situation: &Situation) {
    let kind = situation.workload.map(|id| format!(" ({})", knowledge.workload(id).summary)).unwrap_or_default();
    page.heading(&[(Look::Heading, "Review: "), (Look::Heading, name), (Look::Dim, &kind)]);
    let known = |wanted: fn(&Entry) -> bool| -> Vec<String> {
        let facts = knowledge.facts.iter().zip(&situation.entries).filter(|(_, entry)| wanted(entry));
        facts
            .map(|(fact, entry)| entry.value().map_or(format!("{}: unknown", fact.label), |value| words::plain(fact, value)))
            .collect()
    };
    let answered = known(|entry| entry.given.is_some());
    if answered.is_empty() {
        page.paragraph(2, &[(Look::Plain, "nothing had to be asked")]);
    }
    answered.iter().for_each(|line| page.item(2, (Look::Plain, "-"), &[(Look::Plain, line)]));
    let granted = known(|entry| entry.given.is_none() && entry.value().is_some());
    if !granted.is_empty() {
        page.paragraph(2, &[(Look::Dim, "taken for granted: "), (Look::Dim, &granted.join("; "))]);
    }
}

/// Lets one thing be changed.
fn change(conversation: &mut Conversation<'_, '_, '_>) -> Result<(), Leave> {
    let Some(feature) = which_feature(conversation)? else { return Ok(()) };
    let (items, mut rows) = items(conversation, feature);
    rows.push((BACK.to_owned(), String::new()));
    let taken = conversation.terminal.choose("Change", &columns(&rows), 0)?;
    match taken.and_then(|at| items.get(at).copied()) {
        // Going back from the question leaves the answer as it was.
        Some(Item::Fact(fact)) => conversation.ask(feature, fact).map(|_| ()),
        Some(Item::Name) => rename(conversation, feature),
        Some(Item::Kind) => change_kind(conversation, feature),
        Some(Item::Remove) => {
            conversation.interview.remove_feature(feature);
            Ok(())
        }
        None => Ok(()),
    }
}

/// The feature to change; nothing where that was thought better of.
fn which_feature(conversation: &Conversation<'_, '_, '_>) -> Result<Option<usize>, Leave> {
    let features = &conversation.interview.sheet().features;
    if features.len() < 2 {
        return Ok(Some(0));
    }
    let names = features.iter().map(|feature| feature.name.clone());
    let rows: Vec<String> = names.chain([BACK.to_owned()]).collect();
    let taken = conversation.terminal.choose("Which feature", &rows, 0)?;
    Ok(taken.filter(|at| *at < features.len()))
}

/// What can be changed of a feature, with a row for each.
fn items(conversation: &Conversation<'_, '_, '_>, feature: usize) -> (Vec<Item>, Vec<(String, String)>) {
    let (knowledge, sheet) = (conversation.interview.program().knowledge, conversation.interview.sheet());
    let situation = sheet.situation(knowledge, feature);
    let mut facts: Vec<FactId> = knowledge.fact_ids().collect();
    // What somebody answered is what they most likely want to change.
    facts.sort_by_key(|fact| (situation.entry(*fact).given.is_none(), situation.value(*fact).is_none(), *fact));
    let row = |id: FactId| {
        let fact = knowledge.fact(id);
        let value = situation.value(id).map_or_else(|| "unknown".to_owned(), |value| fact.format_plain(value));
        (Item::Fact(id), (fact.label.to_string(), value))
    };
    let mut found: Vec<(Item, (String, String))> = facts.into_iter().map(row).collect();
    let own = &sheet.features[feature];
    let kind = own.workload.map_or(words::SOMETHING_ELSE, |id| &knowledge.workload(id).id);
    found.push((Item::Kind, ("kind of feature".to_owned(), kind.to_owned())));
    found.push((Item::Name, ("name in the file".to_owned(), own.name.clone())));
    if sheet.features.len() > 1 {
        found.push((Item::Remove, ("remove this feature".to_owned(), String::new())));
    }
    found.into_iter().unzip()
}

fn rename(conversation: &mut Conversation<'_, '_, '_>, feature: usize) -> Result<(), Leave> {
    let features = &conversation.interview.sheet().features;
    let others: Vec<&str> =
        features.iter().enumerate().filter(|(at, _)| *at != feature).map(|(_, other)| other.name.as_str()).collect();
    let wrong = |text: &str| {
        if text.is_empty() || text == "<" {
            None
        } else if others.contains(&text) {
            Some("another feature has that name".to_owned())
        } else if may_be_feature_name(text) {
            None
        } else {
            Some("a lower-case letter, then lower-case letters, digits and hyphens, 32 at most".to_owned())
        }
    };
    let how = "Type a name. Enter alone leaves it as it is.";
    conversation.page(|page, _| page.paragraph(0, &[(Look::Plain, how)]))?;
    let name = conversation.terminal.type_in("Name", wrong)?;
    if !name.is_empty() && name != "<" {
        conversation.interview.rename(feature, name);
    }
    Ok(())
}

fn change_kind(conversation: &mut Conversation<'_, '_, '_>, feature: usize) -> Result<(), Leave> {
    let workload = loop {
        match conversation.choose_kind()? {
            Choice::Taken(workload) => break workload,
            Choice::Explain => {
                conversation.page(|page, interview| words::kind_explained(page, interview.program().knowledge))?;
            }
            Choice::Back => return Ok(()),
        }
    };
    match conversation.interview.change_kind(feature, workload) {
        Ok(withdrawn) => conversation.page(|page, interview| {
            words::taken_for_granted(page, interview, feature);
            words::withdrawn(page, interview, &withdrawn);
        }),
        Err(refused) => conversation.page(|page, _| words::refused(page, "This kind", &refused.because)),
    }
}
