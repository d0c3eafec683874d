//! What may be stated of features of which little is known: each fact, what holds without it, and a value that fits.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::situation;
use crate::model::{
    Condition, Fact, FactId, FeatureOutline, Interval, Kind, Knowledge, Outline, Shows, Situation, Slot, Test, Truth, Value,
    WorkloadId,
};

/// The outline of features, each with its name and, where it has one, its workload.
pub fn outline(knowledge: &Knowledge, features: Vec<(String, Option<WorkloadId>)>) -> Outline {
    let describes_feature = |fact: &FactId| {
        let assumes = |assume: &[(FactId, Value)]| assume.iter().any(|(assumed, _)| assumed == fact);
        knowledge.workloads.is_empty() || knowledge.workloads.iter().any(|workload| assumes(&workload.assume))
    };
    let (of_features, of_app): (Vec<FactId>, Vec<FactId>) = most_asked_first(knowledge).into_iter().partition(describes_feature);
    let bare: Vec<Situation> = features.iter().map(|(_, workload)| situation(knowledge, *workload, &[])).collect();
    let slots = |facts: &[FactId], beside: &[Situation]| -> Vec<Slot> {
        facts.iter().map(|fact| Slot { fact: *fact, shows: shows(knowledge, *fact, beside) }).collect()
    };
    Outline {
        app: slots(&of_app, &bare),
        features: features
            .into_iter()
            .zip(bare.chunks(1))
            .map(|((name, workload), bare)| FeatureOutline { name, workload, slots: slots(&of_features, bare) })
            .collect(),
    }
}

/// Facts by theme; the theme, and within it the fact, that most rules ask for comes first.
fn most_asked_first(knowledge: &Knowledge) -> Vec<FactId> {
    let asks = |condition: &Condition, fact| condition.cells().any(|cell| cell.fact == fact);
    let asked = |fact: FactId| {
        let rules = knowledge.rules.iter();
        rules.filter(|rule| asks(&rule.when, fact) || rule.unless.as_ref().is_some_and(|unless| asks(unless, fact))).count()
    };
    let mut themes: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in knowledge.fact_ids() {
        let most = themes.entry(&knowledge.fact(fact).theme).or_default();
        *most = (*most).max(asked(fact));
    }
    let mut facts: Vec<FactId> = knowledge.fact_ids().collect();
    facts.sort_by_key(|fact| {
        let theme = knowledge.fact(*fact).theme.as_ref();
        (Reverse(themes[theme]), theme, Reverse(asked(*fact)), *fact)
    });
    facts
}

fn shows(knowledge: &Knowledge, fact: FactId, beside: &[Situation]) -> Shows {
    let assumed = match beside {
        [only] => only.entry(fact).assumed,
        _ => None,
    };
    match (assumed, knowledge.fact(fact).default) {
        (Some(assumed), _) => Shows::Assumed(assumed),
        (None, Some(default)) => Shows::Default(default),
        (None, None) => Shows::Example(examples(knowledge, fact).into_iter().find(|value| fits(knowledge, fact, *value, beside))),
    }
}

/// Whether the value contradicts nothing that holds in any of the situations.
fn fits(knowledge: &Knowledge, fact: FactId, value: Value, beside: &[Situation]) -> bool {
    let contradicts = |situation: &Situation| {
        let value_of = |other| if other == fact { Some(value) } else { situation.value(other) };
        knowledge.impossible.iter().any(|combination| combination.when.truth(value_of) == Truth::True)
    };
    !beside.iter().any(contradicts)
}

/// Values that tell something, the most usual first: what workloads assume, or what rules and notes ask about.
fn examples(knowledge: &Knowledge, fact: FactId) -> Vec<Value> {
    let assumed = knowledge.workloads.iter().flat_map(|workload| workload.assume.iter());
    let mut usual: Vec<Value> = assumed.filter(|(assumed, _)| *assumed == fact).map(|(_, value)| *value).collect();
    if usual.is_empty() {
        usual = bounds(knowledge, fact).into_iter().map(Value::Number).collect();
    }
    usual.sort();
    let middle = usual.get(usual.len() / 2).copied();
    middle.into_iter().chain(all(knowledge.fact(fact))).collect()
}

/// The numbers at which some rule or note changes its mind about a fact.
fn bounds(knowledge: &Knowledge, fact: FactId) -> Vec<u64> {
    let rules = knowledge.rules.iter().flat_map(|rule| std::iter::once(&rule.when).chain(&rule.unless));
    let notes = knowledge.notes.iter().flat_map(|note| std::iter::once(&note.when).chain(&note.unless));
    let cells = rules.chain(notes).flat_map(Condition::cells).filter(|cell| cell.fact == fact);
    let intervals = cells.flat_map(|cell| match &cell.test {
        Test::Numbers(intervals) => &intervals[..],
        _ => &[],
    });
    let bound = |interval: &Interval| if interval.from == 0 { interval.to } else { interval.from };
    intervals.map(bound).filter(|bound| *bound != Interval::UNBOUNDED).collect()
}

/// Each single value, or a plain one where there is no end of them.
fn all(fact: &Fact) -> Vec<Value> {
    match &fact.kind {
        Kind::Choice(choices) => (0..choices.len()).map(|at| Value::Choice(at as u16)).collect(),
        Kind::Set { choices, .. } => (0..choices.len()).map(|at| Value::Set(1 << at)).collect(),
        Kind::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        // A second, a kilobyte, a thousand: every unit reads well at that size.
        Kind::Number(_) => vec![Value::Number(1_000)],
    }
}
