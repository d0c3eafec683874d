//! Decides published decisions again, and counts how often the answer is the published one.

use crate::engine::{Program, decide};
use crate::facts::situation;
use crate::model::{CONFIDENT, Case, Decided, FactId, Knowledge, Miss, RuleId, Score, TransportId, Value};

/// The advisor with all facts, the same without the unsure ones, and the floors with all facts.
pub fn backtest(knowledge: &Knowledge, cases: &[Case]) -> Vec<Score> {
    let program = Program::new(knowledge);
    let mut scores =
        vec![advisor(&program, cases, "advisor", true), advisor(&program, cases, "advisor, unsure facts left out", false)];
    for floor in &knowledge.floors {
        scores.push(score(knowledge, cases, &floor.name, |case| {
            let situation = situation(knowledge, None, &case.given);
            Answer { winner: Some(floor.choose(|fact| situation.value(fact))), ..Answer::default() }
        }));
    }
    scores
}

fn advisor(program: &Program<'_>, cases: &[Case], name: &str, with_unsure: bool) -> Score {
    let knowledge = program.knowledge;
    let score = score(knowledge, cases, name, |case| {
        let keep = |(fact, _): &&(FactId, Option<Value>)| with_unsure || !case.unsure.contains(fact);
        let given: Vec<_> = case.given.iter().filter(keep).copied().collect();
        let decision = decide(program, &situation(knowledge, None, &given));
        let concerns = |id: &&RuleId| {
            let rule = knowledge.rule(**id);
            rule.effect_on(case.chosen).is_some() || decision.winner.is_some_and(|winner| rule.effect_on(winner).is_some())
        };
        let rules = decision.fired.iter().filter(concerns).map(|id| knowledge.rule(*id).id.to_string()).collect();
        Answer { winner: decision.winner, runner_up: decision.runner_up(), decided: Some(decision.decided), rules }
    });
    Score { is_advisor: true, ..score }
}

/// What an adviser says of a case.
#[derive(Default)]
struct Answer {
    winner: Option<TransportId>,
    runner_up: Option<TransportId>,
    /// Absent for the simple advisers.
    decided: Option<Decided>,
    rules: Vec<String>,
}

fn score(knowledge: &Knowledge, cases: &[Case], name: &str, answer: impl Fn(&Case) -> Answer) -> Score {
    let transports = knowledge.transports.len();
    let mut score = Score {
        name: name.to_owned(),
        is_advisor: false,
        cases: cases.len(),
        confident: cases.iter().filter(|case| case.confidence >= CONFIDENT).count(),
        chosen: 0,
        chosen_confident: 0,
        acceptable: 0,
        confusion: vec![vec![0; transports + 1]; transports],
        misses: Vec::new(),
    };
    for (position, case) in cases.iter().enumerate() {
        let Answer { winner: answer, runner_up, decided, rules } = answer(case);
        let acceptable = answer.is_some_and(|answer| case.acceptable.contains(&answer));
        score.acceptable += usize::from(acceptable);
        score.confusion[case.chosen.index()][answer.map_or(transports, TransportId::index)] += 1;
        if answer == Some(case.chosen) {
            score.chosen += 1;
            score.chosen_confident += usize::from(case.confidence >= CONFIDENT);
        } else {
            score.misses.push(Miss { case: position, answer, runner_up, acceptable, decided, rules });
        }
    }
    score
}
