//! Which transports a generated server gives each feature, and whom it refuses.

use crate::diag::{Code, Diagnostic, listed};
use crate::engine::fallbacks;
use crate::model::{Condition, Decision, FactId, Knowledge, NoteId, Refusal, Situation, Starters, TransportId, Truth};

/// A feature of the file.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub situation: &'a Situation,
    pub decision: &'a Decision,
    /// The transport that the user gave it, whatever was decided.
    pub given: Option<TransportId>,
}

/// A feature as it is served.
pub struct Served<'a> {
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub situation: &'a Situation,
    pub decision: &'a Decision,
    pub transport: TransportId,
    /// In the order in which a client tries them.
    pub fallbacks: Vec<TransportId>,
}

impl Served<'_> {
    /// The decided transport and the fallbacks, in order.
    pub fn transports(&self) -> impl Iterator<Item = TransportId> {
        std::iter::once(self.transport).chain(self.fallbacks.iter().copied())
    }

    /// Whether something is known to hold for it.
    pub fn is(&self, condition: &Condition) -> bool {
        condition.truth(value_of(self.situation)) == Truth::True
    }
}

fn value_of(situation: &Situation) -> impl Fn(FactId) -> Option<crate::model::Value> + Copy {
    |fact| situation.value(fact)
}

/// The feature on its decided or given transport with the fallbacks of that; or why not, and what to do.
pub fn serve<'a>(knowledge: &Knowledge, starters: &Starters, wanted: &Wanted<'a>) -> Result<Served<'a>, Diagnostic> {
    let refusals: Vec<&Refusal> = starters.refusals.iter().filter(|refusal| applies(refusal, wanted.situation)).collect();
    let transport = transport(knowledge, starters, wanted, &refusals)?;
    let Wanted { name, description, situation, decision, .. } = *wanted;
    let steps = fallbacks(knowledge, situation, transport, &decision.ranking);
    let mut fallbacks: Vec<TransportId> = steps.into_iter().map(|step| step.to).collect();
    fallbacks.retain(|id| starters.served.contains(id) && against(&refusals, *id).is_none() && *id != transport);
    let mut feature = Served { name, description, situation, decision, transport, fallbacks };
    if feature.is(&starters.roles.one_reply) && !feature.transports().any(|id| id == starters.streamed) {
        feature.fallbacks.push(for_replies(knowledge, starters, wanted, &refusals)?);
    }
    Ok(feature)
}

/// That which was given or decided, where starters serve the feature over it.
fn transport(
    knowledge: &Knowledge,
    starters: &Starters,
    wanted: &Wanted<'_>,
    refusals: &[&Refusal],
) -> Result<TransportId, Diagnostic> {
    let name = wanted.name;
    if let Some(refusal) = refusals.iter().find(|refusal| refusal.transports.is_empty()) {
        let message = format!("`{name}` is nothing for a starter: {}", refusal.because);
        return Err(refused(name, message, format!("use {}", refusal.use_instead)));
    }
    let served = || listed(starters.served.iter().map(|id| knowledge.transport(*id).id.as_ref()));
    let Some(transport) = wanted.given.or(wanted.decision.winner) else {
        let help = format!("change the facts that rule all of them out, or give it one with `--transport {name}=`: {}", served());
        return Err(refused(name, format!("`{name}` has no transport left"), help));
    };
    let short = &knowledge.transport(transport).short;
    if !starters.served.contains(&transport) {
        let help = format!("give it another one with `--transport {name}=`: {}", served());
        return Err(refused(name, format!("`{name}` goes over {short}, which no starter serves"), help));
    }
    match against(refusals, transport) {
        Some(refusal) => Err(not_over(name, short, refusal)),
        None => Ok(transport),
    }
}

/// That over which the feature's replies come in pieces, besides what it goes over itself.
fn for_replies(
    knowledge: &Knowledge,
    starters: &Starters,
    wanted: &Wanted<'_>,
    refusals: &[&Refusal],
) -> Result<TransportId, Diagnostic> {
    let Wanted { name, decision, .. } = *wanted;
    let short = &knowledge.transport(starters.streamed).short;
    if let Some(refusal) = against(refusals, starters.streamed) {
        return Err(not_over(name, short, refusal));
    }
    if decision.ranking.iter().any(|standing| standing.transport == starters.streamed && standing.tally.ruled_out) {
        let message = format!("`{name}` is one reply, which comes in pieces over {short}, and {short} is ruled out for it");
        let help = "change the facts that rule it out, or answer each request whole, which takes no starter";
        return Err(refused(name, message, help.to_owned()));
    }
    Ok(starters.streamed)
}

fn against<'r>(refusals: &[&'r Refusal], transport: TransportId) -> Option<&'r Refusal> {
    refusals.iter().find(|refusal| refusal.transports.contains(&transport)).copied()
}

fn not_over(name: &str, short: &str, refusal: &Refusal) -> Diagnostic {
    let message = format!("`{name}` is not served over {short}: {}", refusal.because);
    refused(name, message, format!("use {}", refusal.use_instead.replace("FEATURE", name)))
}

fn refused(name: &str, message: String, help: String) -> Diagnostic {
    Diagnostic::error(Code::NotServed, message).help(format!("{help}; `--except {name}` makes the rest"))
}

fn applies(refusal: &Refusal, situation: &Situation) -> bool {
    refusal.workload.is_none_or(|workload| situation.workload == Some(workload))
        && refusal.when.truth(value_of(situation)) == Truth::True
        && refusal.unless.as_ref().is_none_or(|unless| unless.truth(value_of(situation)) != Truth::True)
}

/// The first feature, by its position, that calls for a second server, and the note that says so.
pub fn second_server(knowledge: &Knowledge, starters: &Starters, served: &[Served<'_>]) -> Option<(usize, NoteId)> {
    let policy = &starters.second_server;
    let calls = |feature: &Served<'_>| {
        let says = |note: &&NoteId| knowledge.note(**note).applies(feature.transport, value_of(feature.situation));
        if feature.is(&policy.when) { policy.notes.iter().find(says).copied() } else { None }
    };
    served.iter().enumerate().find_map(|(at, feature)| calls(feature).map(|note| (at, note)))
}
