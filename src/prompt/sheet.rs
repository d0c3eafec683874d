//! What was answered: one app with its features.

use crate::facts;
use crate::model::{FactId, Feature, Given, Knowledge, Requirements, Scope, Situation, Value, WorkloadId};

/// Answers in the order in which they were first given; no value is "I don't know".
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Answers(Vec<(FactId, Option<Value>)>);

/// What was answered about one feature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeatureSheet {
    pub name: String,
    pub description: Option<String>,
    /// Absent: something else.
    pub workload: Option<WorkloadId>,
    pub(super) answers: Answers,
    /// Facts that an answer contradicted: whatever else is said of them counts no more, and they are asked anew if they matter.
    pub(super) withdrawn: Vec<FactId>,
}

/// Everything that was answered.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Sheet {
    pub name: Option<String>,
    pub description: Option<String>,
    /// What holds for all features.
    pub(super) app: Answers,
    pub features: Vec<FeatureSheet>,
}

impl Answers {
    pub fn get(&self, fact: FactId) -> Option<Option<Value>> {
        self.0.iter().find(|(other, _)| *other == fact).map(|(_, value)| *value)
    }

    pub(super) fn set(&mut self, fact: FactId, value: Option<Value>) {
        match self.0.iter_mut().find(|(other, _)| *other == fact) {
            Some((_, old)) => *old = value,
            None => self.0.push((fact, value)),
        }
    }

    pub(super) fn remove(&mut self, fact: FactId) {
        self.0.retain(|(other, _)| *other != fact);
    }

    fn from_given(given: &[Given]) -> Self {
        let mut answers = Self::default();
        given.iter().for_each(|given| answers.set(given.fact, given.value));
        answers
    }

    fn given(&self) -> impl Iterator<Item = Given> {
        self.0.iter().map(|(fact, value)| Given { fact: *fact, value: *value, span: 0..0 })
    }
}

impl FeatureSheet {
    pub(super) fn new(name: String, workload: Option<WorkloadId>) -> Self {
        Self { name, description: None, workload, answers: Answers::default(), withdrawn: Vec::new() }
    }

    /// What was answered about this feature alone.
    pub fn answer(&self, fact: FactId) -> Option<Option<Value>> {
        self.answers.get(fact)
    }
}

impl Sheet {
    /// What a requirements file says.
    pub fn of(requirements: &Requirements) -> Self {
        let feature = |feature: &Feature| FeatureSheet {
            description: feature.description.clone(),
            answers: Answers::from_given(&feature.given),
            ..FeatureSheet::new(feature.name.clone(), feature.workload)
        };
        Self {
            name: requirements.name.clone(),
            description: requirements.description.clone(),
            app: Answers::from_given(&requirements.given),
            features: requirements.features.iter().map(feature).collect(),
        }
    }

    /// The same as a requirements file.
    pub fn requirements(&self) -> Requirements {
        let feature = |feature: &FeatureSheet| {
            let withdrawn = feature.withdrawn.iter().map(|fact| Given { fact: *fact, value: None, span: 0..0 });
            Feature {
                name: feature.name.clone(),
                description: feature.description.clone(),
                workload: feature.workload,
                given: feature.answers.given().chain(withdrawn).collect(),
                span: 0..0,
            }
        };
        Requirements {
            name: self.name.clone(),
            description: self.description.clone(),
            given: self.app.given().collect(),
            features: self.features.iter().map(feature).collect(),
        }
    }

    /// What was answered about the whole app.
    pub fn answer_for_all(&self, fact: FactId) -> Option<Option<Value>> {
        self.app.get(fact)
    }

    /// What is known of a feature.
    pub fn situation(&self, knowledge: &Knowledge, feature: usize) -> Situation {
        let feature = &self.features[feature];
        let withdrawn = feature.withdrawn.iter().map(|fact| (*fact, None));
        let given: Vec<_> = self.app.0.iter().chain(&feature.answers.0).copied().chain(withdrawn).collect();
        facts::situation(knowledge, feature.workload, &given)
    }

    /// The facts of a feature about which nothing is known and nothing was answered.
    pub(super) fn open(&self, knowledge: &Knowledge, feature: usize, situation: &Situation) -> Vec<FactId> {
        let withdrawn = &self.features[feature].withdrawn;
        let is_open = |fact: &FactId| {
            let entry = situation.entry(*fact);
            entry.value().is_none() && (entry.given.is_none() || withdrawn.contains(fact))
        };
        knowledge.fact_ids().filter(is_open).collect()
    }

    /// Notes an answer where it belongs: what is about the whole app holds for every feature.
    pub(super) fn note(&mut self, knowledge: &Knowledge, feature: usize, fact: FactId, value: Option<Value>) {
        let own = &mut self.features[feature];
        let apart = own.answers.get(fact).is_some() || own.withdrawn.contains(&fact);
        own.withdrawn.retain(|other| *other != fact);
        if knowledge.fact(fact).scope == Scope::App && !apart {
            self.app.set(fact, value);
        } else {
            own.answers.set(fact, value);
        }
    }

    /// Takes back what is said of a fact for one feature.
    pub(super) fn withdraw(&mut self, feature: usize, fact: FactId) {
        let feature = &mut self.features[feature];
        feature.answers.remove(fact);
        if !feature.withdrawn.contains(&fact) {
            feature.withdrawn.push(fact);
        }
    }
}
