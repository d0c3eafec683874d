//! A small random rule base, and a situation over it.

use advisor::facts;
use advisor::model::{
    Cell, Choice, Condition, Effect, Fact, FactId, Impossible, Interval, Kind, Knowledge, List, Rule, Scope, SetTest, Situation,
    Strength, Test, Transport, TransportId, Unit, Value, Workload, WorkloadId,
};

use super::Draws;

/// Few thresholds, so that rules meet at them; 1000 and 1001 to see where a bound is included.
const NUMBERS: [u64; 7] = [0, 1, 999, 1000, 1001, 5000, 60_000];

pub fn knowledge(draws: &mut Draws<'_>) -> Knowledge {
    let transports = transports(draws);
    let facts: Vec<Fact> = (0..draws.between(2, 5)).map(|at| fact(at, draws)).collect();
    let rules = (0..draws.between(1, 8)).map(|at| rule(at, &facts, transports.len(), draws)).collect();
    let impossible = (0..draws.pick(&[0, 1, 2, 2])).map(|at| impossible(at, &facts, draws)).collect();
    let mut assume = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        if draws.chance(60) {
            assume.push((FactId::at(at), value(fact, draws)));
        }
    }
    Knowledge { facts: facts.into(), transports, rules, impossible, workloads: [workload(assume)].into(), ..Knowledge::default() }
}

pub fn workload(assume: Vec<(FactId, Value)>) -> Workload {
    let (summary, because, sources, carries, origin) = Default::default();
    Workload { id: "usual".into(), summary, because, sources, carries, assume: assume.into(), origin }
}

/// Facts that are given, given as unknown, assumed or not mentioned.
pub fn situation(knowledge: &Knowledge, draws: &mut Draws<'_>) -> Situation {
    let workload = draws.chance(50).then_some(WorkloadId(0));
    let mut given = Vec::new();
    for (at, fact) in knowledge.facts.iter().enumerate() {
        match draws.below(10) {
            0..4 => {}
            4 => given.push((FactId::at(at), None)),
            _ => given.push((FactId::at(at), Some(value(fact, draws)))),
        }
    }
    facts::situation(knowledge, workload, &given)
}

fn value(fact: &Fact, draws: &mut Draws<'_>) -> Value {
    match &fact.kind {
        Kind::Choice(choices) => Value::Choice(draws.below(choices.len()) as u16),
        Kind::YesNo => Value::YesNo(draws.below(2) == 1),
        Kind::Number(_) => Value::Number(draws.pick(&NUMBERS) + draws.below(2) as u64),
        Kind::Set { choices, may_be_empty } => {
            let least = usize::from(!may_be_empty);
            Value::Set(draws.between(least, (1 << choices.len()) - 1) as u32)
        }
    }
}

fn transports(draws: &mut Draws<'_>) -> List<Transport> {
    let count = draws.between(2, 4);
    let mut places: Vec<usize> = (1..=count).collect();
    (0..count).for_each(|at| places.swap(at, at + draws.below(count - at)));
    places.into_iter().enumerate().map(|(at, machinery)| transport(at, machinery)).collect()
}

fn transport(at: usize, machinery: usize) -> Transport {
    let (name, short, what, sends_back) = Default::default();
    let (sources, pros, cons, use_when, fallbacks, origin) = Default::default();
    let (id, open_connection, browser_limit) = (format!("t{at}").into(), false, false);
    Transport {
        id,
        name,
        short,
        what,
        open_connection,
        browser_limit,
        delivery: None,
        sends_back,
        sources,
        pros,
        cons,
        use_when,
        fallbacks,
        machinery,
        origin,
    }
}

fn fact(at: usize, draws: &mut Draws<'_>) -> Fact {
    let kind = match draws.below(5) {
        0 => Kind::YesNo,
        1 => Kind::Choice(choices(draws.between(2, 4))),
        2 => Kind::Set { choices: choices(draws.between(2, 3)), may_be_empty: draws.below(2) == 1 },
        _ => Kind::Number(draws.pick(&[Unit::Count, Unit::Duration, Unit::Size])),
    };
    let fact = named(at, kind);
    let default = draws.chance(20).then(|| value(&fact, draws));
    Fact { default, ..fact }
}

/// A fact of which nothing matters but its kind.
pub fn named(at: usize, kind: Kind) -> Fact {
    let (theme, default, label, question, help, asked_because) = Default::default();
    Fact { id: format!("f{at}").into(), theme, kind, scope: Scope::Feature, default, label, question, help, asked_because }
}

fn choices(count: usize) -> List<Choice> {
    (0..count).map(|at| Choice { id: format!("c{at}").into(), means: "".into() }).collect()
}

fn rule(at: usize, facts: &[Fact], transports: usize, draws: &mut Draws<'_>) -> Rule {
    let when = condition(facts, draws);
    // An exception to a veto is not allowed.
    let unless = draws.chance(40).then(|| condition(facts, draws));
    let mut effects = Vec::new();
    for transport in 0..transports {
        let effect = match draws.below(if unless.is_none() { 11 } else { 10 }) {
            0..5 => continue,
            5 | 6 => Effect::Favour(Strength::Slight),
            7 => Effect::Favour(Strength::Strong),
            8 => Effect::Against(Strength::Slight),
            9 => Effect::Against(Strength::Strong),
            _ => Effect::RuleOut,
        };
        effects.push((TransportId::at(transport), effect));
    }
    let (summary, because, sources, carries, examples, origin) = Default::default();
    Rule {
        id: format!("r{at}").into(),
        summary,
        because,
        sources,
        carries,
        when,
        unless,
        effects: effects.into(),
        examples,
        origin,
    }
}

fn impossible(at: usize, facts: &[Fact], draws: &mut Draws<'_>) -> Impossible {
    combination(at, condition(facts, draws))
}

pub fn combination(at: usize, when: Condition) -> Impossible {
    Impossible { id: format!("i{at}").into(), because: "".into(), when }
}

fn condition(facts: &[Fact], draws: &mut Draws<'_>) -> Condition {
    let alternatives = if draws.chance(30) { draws.between(1, 2) } else { 0 };
    let count = draws.pick(&[1, 1, 2, 2, 3]);
    let all = cells(facts, count - usize::from(alternatives > 0), draws);
    Condition { all, any: (0..alternatives).map(|_| cells(facts, 1, draws)).collect() }
}

fn cells(facts: &[Fact], count: usize, draws: &mut Draws<'_>) -> List<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for _ in 0..count {
        let at = draws.below(facts.len());
        let test = test(&facts[at], draws);
        // A key stands in a table once.
        if cells.iter().all(|cell| cell.fact.index() != at) {
            cells.push(Cell { fact: FactId::at(at), test, written: "".into() });
        }
    }
    cells.into()
}

fn test(fact: &Fact, draws: &mut Draws<'_>) -> Test {
    match &fact.kind {
        Kind::YesNo => Test::YesNo(draws.below(2) == 0),
        Kind::Choice(choices) => Test::Choice(draws.between(1, (1 << choices.len()) - 2) as u64),
        Kind::Number(_) => Test::Numbers(intervals(draws).into()),
        Kind::Set { choices, .. } => {
            let count = draws.between(1, 2);
            let tests = (0..count).map(|_| set_test(choices.len(), draws)).collect();
            Test::Sets { tests, negated: draws.chance(25) }
        }
    }
}

fn set_test(choices: usize, draws: &mut Draws<'_>) -> SetTest {
    if draws.below(2) == 0 {
        SetTest::Contains(1 << draws.below(choices))
    } else {
        SetTest::Only(draws.below(1 << choices) as u32)
    }
}

fn intervals(draws: &mut Draws<'_>) -> Vec<Interval> {
    let interval = |draws: &mut Draws<'_>| {
        let (one, other) = (draws.pick(&NUMBERS), draws.pick(&NUMBERS));
        match draws.below(3) {
            0 => Interval { from: one, to: Interval::UNBOUNDED },
            1 => Interval { from: 0, to: one + 1 },
            _ => Interval { from: one.min(other), to: one.max(other) + 1 },
        }
    };
    let union = Interval::union((0..draws.between(1, 2)).map(|_| interval(draws)).collect());
    if draws.chance(20) { Interval::complement(&union) } else { union }
}
