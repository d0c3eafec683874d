//! Which question comes next, and what an answer does. Knows no terminal.

use super::sheet::{FeatureSheet, Sheet};
use crate::engine::{Lead, Program, Questions, decide};
use crate::load::may_be_feature_name;
use crate::model::{Condition, FactId, Settled, Truth, Value, WorkloadId};

/// What a feature of no kind is called.
const NAMELESS: &str = "feature";

/// A conversation about one app.
pub struct Interview<'p, 'k> {
    program: &'p Program<'k>,
    now: Moment,
    /// What was known before each step, the latest last.
    past: Vec<Moment>,
}

/// A state of the conversation.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Moment {
    pub sheet: Sheet,
    /// Another feature was asked for, and its kind is not known yet.
    adding: bool,
}

/// What is to be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// What kind of feature it is.
    Kind,
    /// A fact of a feature.
    Fact { feature: usize, fact: FactId },
    /// Nothing that is still open can change a decision: is everything as it should be?
    Review,
}

/// A fact that an answer contradicted, so that what was said of it counts no more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Withdrawn {
    pub feature: usize,
    pub fact: FactId,
    pub because: String,
}

/// An answer that nothing else could go with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    pub because: String,
}

impl<'p, 'k> Interview<'p, 'k> {
    /// Begins with what is known already.
    pub fn new(program: &'p Program<'k>, sheet: Sheet) -> Self {
        Self { program, now: Moment { sheet, adding: false }, past: Vec::new() }
    }

    pub fn sheet(&self) -> &Sheet {
        &self.now.sheet
    }

    /// The state of the conversation, to compare.
    pub fn moment(&self) -> &Moment {
        &self.now
    }

    pub fn program(&self) -> &'p Program<'k> {
        self.program
    }

    /// What is to be asked now.
    pub fn question(&self) -> Question {
        if self.now.adding || self.now.sheet.features.is_empty() {
            return Question::Kind;
        }
        let asked = |feature: usize| Some(Question::Fact { feature, fact: self.questions(feature).next()? });
        (0..self.now.sheet.features.len()).find_map(asked).unwrap_or(Question::Review)
    }

    /// Whether nothing that is unknown, by "I don't know" or because it was not asked, can change a decision.
    pub fn is_settled(&self) -> bool {
        let situation = |feature| self.now.sheet.situation(self.program.knowledge, feature);
        let settled = |feature| matches!(decide(self.program, &situation(feature)).settled, Settled::Yes);
        (0..self.now.sheet.features.len()).all(settled)
    }

    /// The open questions of a feature.
    pub fn questions(&self, feature: usize) -> Questions<'p, 'k> {
        self.questions_but(feature, None)
    }

    /// The open questions of a feature, one more among them: what was answered to that counts no more.
    pub fn questions_but(&self, feature: usize, anew: Option<FactId>) -> Questions<'p, 'k> {
        let mut sheet = self.now.sheet.clone();
        anew.into_iter().for_each(|fact| sheet.withdraw(feature, fact));
        let situation = sheet.situation(self.program.knowledge, feature);
        let open = sheet.open(self.program.knowledge, feature, &situation);
        Questions::new(self.program, &situation, open)
    }

    /// Where each answer to a question leads.
    pub fn leads(&self, feature: usize, fact: FactId) -> Vec<Lead> {
        self.questions_but(feature, Some(fact)).leads(fact)
    }

    /// Why an answer does not go with what is known; absent where it does.
    pub fn objection(&self, feature: usize, fact: FactId, value: Value) -> Option<String> {
        let allowed = self.questions_but(feature, Some(fact)).allows(fact, value);
        (!allowed).then(|| {
            let mut sheet = self.now.sheet.clone();
            sheet.note(self.program.knowledge, feature, fact, Some(value));
            self.contradiction(&sheet, feature).map_or_else(String::new, |(_, because)| because)
        })
    }

    /// Begins a feature of a kind, or of none of them.
    pub fn choose_kind(&mut self, workload: Option<WorkloadId>) {
        self.step();
        let name = self.free_name(workload);
        self.now.sheet.features.push(FeatureSheet::new(name, workload));
        self.now.adding = false;
    }

    /// Takes an answer; no value is "I don't know". What it contradicts is withdrawn.
    pub fn answer(&mut self, feature: usize, fact: FactId, value: Option<Value>) -> Result<Vec<Withdrawn>, Refused> {
        let mut sheet = self.now.sheet.clone();
        sheet.note(self.program.knowledge, feature, fact, value);
        let withdrawn = self.settle(&mut sheet, Some(fact))?;
        self.step();
        self.now.sheet = sheet;
        Ok(withdrawn)
    }

    /// Makes a feature one of another kind; its answers stay.
    pub fn change_kind(&mut self, feature: usize, workload: Option<WorkloadId>) -> Result<Vec<Withdrawn>, Refused> {
        let mut sheet = self.now.sheet.clone();
        sheet.features[feature].workload = workload;
        let withdrawn = self.settle(&mut sheet, None)?;
        self.step();
        self.now.sheet = sheet;
        Ok(withdrawn)
    }

    /// Gives a feature another name.
    pub fn rename(&mut self, feature: usize, name: String) {
        self.step();
        self.now.sheet.features[feature].name = name;
    }

    /// Asks for another feature.
    pub fn add_feature(&mut self) {
        self.step();
        self.now.adding = true;
    }

    /// Forgets a feature.
    pub fn remove_feature(&mut self, feature: usize) {
        self.step();
        self.now.sheet.features.remove(feature);
    }

    /// Takes the last step back, if there was one.
    pub fn back(&mut self) -> bool {
        let before = self.past.pop();
        let stepped = before.is_some();
        self.now = before.unwrap_or_else(|| std::mem::take(&mut self.now));
        stepped
    }

    fn step(&mut self) {
        self.past.push(self.now.clone());
    }

    /// A name for a feature: its kind's, with a number where that is taken.
    fn free_name(&self, workload: Option<WorkloadId>) -> String {
        let kind = workload.map_or(NAMELESS, |id| &self.program.knowledge.workload(id).id);
        let features = &self.now.sheet.features;
        let free = |name: &String| may_be_feature_name(name) && features.iter().all(|feature| feature.name != *name);
        // The kind's name may be none that a feature can have: then it is numbered as one that is of no kind.
        let most = features.len() + 2;
        let numbered = |plain: &'static str| (2..=most + 1).map(move |number| format!("{plain}-{number}"));
        let of_kind = std::iter::once(kind.to_owned()).chain((2..=most).map(|number| format!("{kind}-{number}")));
        let mut names = of_kind.chain([NAMELESS.to_owned()]).chain(numbered(NAMELESS));
        names.find(free).expect("there are more numbers than features")
    }

    /// Withdraws whatever contradicts the rest, but not what was just said.
    fn settle(&self, sheet: &mut Sheet, said: Option<FactId>) -> Result<Vec<Withdrawn>, Refused> {
        let mut withdrawn = Vec::new();
        for feature in 0..sheet.features.len() {
            while let Some((facts, because)) = self.contradiction(sheet, feature) {
                let others: Vec<FactId> = facts.into_iter().filter(|fact| Some(*fact) != said).collect();
                if others.is_empty() {
                    return Err(Refused { because });
                }
                for fact in others {
                    sheet.withdraw(feature, fact);
                    withdrawn.push(Withdrawn { feature, fact, because: because.clone() });
                }
            }
        }
        Ok(withdrawn)
    }

    /// Facts of a feature that cannot hold together, and why.
    fn contradiction(&self, sheet: &Sheet, feature: usize) -> Option<(Vec<FactId>, String)> {
        let knowledge = self.program.knowledge;
        let situation = sheet.situation(knowledge, feature);
        let holds = |when: &Condition| when.truth(|fact| situation.value(fact)) == Truth::True;
        let found = knowledge.impossible.iter().find(|combination| holds(&combination.when))?;
        let known = found.when.cells().map(|cell| cell.fact).filter(|fact| situation.value(*fact).is_some());
        Some((known.collect(), found.because.to_string()))
    }
}
