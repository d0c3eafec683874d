//! What is said of a transport that a user gives a feature in place of the decided one.

use super::sentences::{and_list, behind};
use crate::model::{Decision, Effect, Gap, Knowledge, RuleId, Strength, TransportId};

/// One sentence: what was decided, and everything that speaks against what was given.
pub fn remark(knowledge: &Knowledge, feature: &str, decision: &Decision, given: TransportId) -> String {
    let short = |id: TransportId| &knowledge.transport(id).short;
    let place = match decision.winner {
        Some(winner) => {
            let gap = behind(Gap::between(&decision.tally(winner), &decision.tally(given)));
            format!("`{feature}` goes over {}, as given, and not over {}, as decided: {gap}", short(given), short(winner))
        }
        None => format!("`{feature}` goes over {}, as given, where the requirements rule every transport out", short(given)),
    };
    let against: Vec<String> = decision.fired.iter().filter_map(|rule| objection(knowledge, *rule, given)).collect();
    if against.is_empty() {
        return format!("{place}. No rule speaks against it");
    }
    format!("{place}. Against it: {}", and_list(&against))
}

fn objection(knowledge: &Knowledge, rule: RuleId, given: TransportId) -> Option<String> {
    let rule = knowledge.rule(rule);
    let weight = match rule.effect_on(given)? {
        Effect::RuleOut => "veto",
        Effect::Against(Strength::Strong) => "strong",
        Effect::Against(Strength::Slight) => "slight",
        Effect::Favour(_) => return None,
    };
    Some(format!("\"{}\" ({weight}: {})", rule.summary, rule.id))
}
