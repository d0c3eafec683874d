//! Decides published decisions again, and counts how often the answer is the published one.

use crate::engine::{Decided, Program, decide};
use crate::facts::situation;
use crate::load::Case;
use crate::model::{FactId, Knowledge, TransportId, Value};

/// From this confidence on a choice is taken to follow from the requirements, in percent.
pub const CONFIDENT: u8 = 60;

/// How an adviser did on a set of cases.
#[derive(Clone, Debug)]
pub struct Score {
    pub name: String,
    pub cases: usize,
    /// Cases of at least [`CONFIDENT`].
    pub confident: usize,
    /// Answers that are the published choice.
    pub chosen: usize,
    pub chosen_confident: usize,
    /// Answers that an expert would also call right.
    pub acceptable: usize,
    /// By what was chosen, then by what was answered; the last column is "nothing".
    pub confusion: Vec<Vec<usize>>,
    pub misses: Vec<Miss>,
}

/// An answer that is not the published choice.
#[derive(Clone, Debug)]
pub struct Miss {
    /// The position of the case.
    pub case: usize,
    pub answer: Option<TransportId>,
    pub acceptable: bool,
    /// What decided; absent for the simple advisers.
    pub decided: Option<Decided>,
    /// The rules that spoke for the answer, or against the published choice.
    pub rules: Vec<String>,
}

/// The advisor with all facts, the same without the unsure ones, and the floors with all facts.
pub fn backtest(knowledge: &Knowledge, cases: &[Case]) -> Vec<Score> {
    let program = Program::new(knowledge);
    let mut scores = vec![
        advisor(&program, cases, "advisor", true),
        advisor(&program, cases, "advisor, unsure facts left out", false),
    ];
    for floor in &knowledge.floors {
        scores.push(score(knowledge, cases, &floor.name, |case| {
            let situation = situation(knowledge, None, &case.given);
            (Some(floor.choose(|fact| situation.value(fact))), None, Vec::new())
        }));
    }
    scores
}

fn advisor(program: &Program<'_>, cases: &[Case], name: &str, with_unsure: bool) -> Score {
    let knowledge = program.knowledge;
    score(knowledge, cases, name, |case| {
        let keep = |(fact, _): &&(FactId, Option<Value>)| with_unsure || !case.unsure.contains(fact);
        let given: Vec<_> = case.given.iter().filter(keep).copied().collect();
        let decision = decide(program, &situation(knowledge, None, &given));
        let concerns = |id: &&crate::model::RuleId| {
            let rule = knowledge.rule(**id);
            rule.effect_on(case.chosen).is_some() || decision.winner.is_some_and(|winner| rule.effect_on(winner).is_some())
        };
        let rules = decision.fired.iter().filter(concerns).map(|id| knowledge.rule(*id).id.to_string()).collect();
        (decision.winner, Some(decision.decided), rules)
    })
}

type Answer = (Option<TransportId>, Option<Decided>, Vec<String>);

fn score(knowledge: &Knowledge, cases: &[Case], name: &str, answer: impl Fn(&Case) -> Answer) -> Score {
    let transports = knowledge.transports.len();
    let mut score = Score {
        name: name.to_owned(),
        cases: cases.len(),
        confident: cases.iter().filter(|case| case.confidence >= CONFIDENT).count(),
        chosen: 0,
        chosen_confident: 0,
        acceptable: 0,
        confusion: vec![vec![0; transports + 1]; transports],
        misses: Vec::new(),
    };
    for (position, case) in cases.iter().enumerate() {
        let (answer, decided, rules) = answer(case);
        let acceptable = answer.is_some_and(|answer| case.acceptable.contains(&answer));
        score.acceptable += usize::from(acceptable);
        score.confusion[case.chosen.index()][answer.map_or(transports, TransportId::index)] += 1;
        if answer == Some(case.chosen) {
            score.chosen += 1;
            score.chosen_confident += usize::from(case.confidence >= CONFIDENT);
        } else {
            score.misses.push(Miss { case: position, answer, acceptable, decided, rules });
        }
    }
    score
}
