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
    let name = wanted.name;
    let leave_out = format!("`--except {name}` makes the rest");
    let refused = |message: String, help: String| Diagnostic::error(Code::NotServed, message).help(help);
    let refusals: Vec<&Refusal> = starters.refusals.iter().filter(|refusal| applies(refusal, wanted.situation)).collect();
    if let Some(refusal) = refusals.iter().find(|refusal| refusal.transports.is_empty()) {
        let message = format!("`{name}` is nothing for a starter: {}", refusal.because);
        return Err(refused(message, format!("use {}; {leave_out}", refusal.use_instead)));
    }
    let Some(transport) = wanted.given.or(wanted.decision.winner) else {
        let served = listed(starters.served.iter().map(|id| knowledge.transport(*id).id.as_ref()));
        let help = format!("change the facts that rule all of them out, or give it one with `--transport {name}=`: {served}");
        return Err(refused(format!("`{name}` has no transport left"), format!("{help}; {leave_out}")));
    };
    let short = &knowledge.transport(transport).short;
    if !starters.served.contains(&transport) {
        let served = listed(starters.served.iter().map(|id| knowledge.transport(*id).id.as_ref()));
        let help = format!("give it another one with `--transport {name}=`: {served}; {leave_out}");
        return Err(refused(format!("`{name}` goes over {short}, which no starter serves"), help));
    }
    let on = |transport: TransportId| refusals.iter().find(move |refusal| refusal.transports.contains(&transport));
    if let Some(refusal) = on(transport) {
        let message = format!("`{name}` is not served over {short}: {}", refusal.because);
        let instead = refusal.use_instead.replace("FEATURE", name);
        return Err(refused(message, format!("use {instead}; {leave_out}")));
    }
    let steps = fallbacks(knowledge, wanted.situation, transport, &wanted.decision.ranking);
    let mut fallbacks: Vec<TransportId> = steps.into_iter().map(|step| step.to).collect();
    fallbacks.retain(|id| starters.served.contains(id) && on(*id).is_none() && *id != transport);
    let Wanted { name, description, situation, .. } = *wanted;
    Ok(Served { name, description, situation, transport, fallbacks })
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
