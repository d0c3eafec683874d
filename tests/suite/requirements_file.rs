//! A requirements file that the program writes reads back as what was written.

use advisor::diag::{Files, Problems};
use advisor::load::read_requirements;
use advisor::model::{FactId, Feature, Given, Knowledge, Requirements, Value, WorkloadId};
use advisor::report::requirements_file::saved;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::generate::{Draws, shipped, shipped_oracle};

/// What counts of requirements: all but their places in a file.
#[derive(PartialEq, Debug)]
struct Content {
    texts: [Option<String>; 2],
    given: Vec<(FactId, Option<Value>)>,
    features: Vec<(String, Option<String>, Option<WorkloadId>, Vec<(FactId, Option<Value>)>)>,
}

fn content(requirements: &Requirements) -> Content {
    let given = |given: &[Given]| -> Vec<(FactId, Option<Value>)> {
        let mut given: Vec<_> = given.iter().map(|given| (given.fact, given.value)).collect();
        given.sort();
        given
    };
    let feature =
        |feature: &Feature| (feature.name.clone(), feature.description.clone(), feature.workload, given(&feature.given));
    Content {
        texts: [requirements.name.clone(), requirements.description.clone()],
        given: given(&requirements.given),
        features: requirements.features.iter().map(feature).collect(),
    }
}

#[track_caller]
fn read(knowledge: &Knowledge, text: &str) -> Requirements {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add("saved", text.to_owned());
    let requirements = read_requirements(knowledge, &files, file, &mut problems);
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(messages.is_empty(), "{messages:?}\n{text}");
    requirements
}

fn given(draws: &mut Draws<'_>) -> Vec<Given> {
    let mut given = Vec::new();
    for fact in shipped().fact_ids().filter(|_| draws.chance(40)).collect::<Vec<_>>() {
        let value = (!draws.chance(20)).then(|| draws.pick(&shipped_oracle().values[fact.index()]));
        given.push(Given { fact, value, span: 0..0 });
    }
    // Answers come in the order of the questions, which is none that a file has.
    let at = draws.below(given.len().max(1));
    given.rotate_left(at);
    given
}

/// Names and descriptions hold any character; a text of white space alone is none.
fn words() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(any::<String>().prop_filter("white space", |text| !text.trim().is_empty()))
}

fn requirements() -> impl Strategy<Value = Requirements> {
    (vec(any::<u16>(), 600), vec(words(), 6)).prop_map(|(numbers, mut words)| {
        let draws = &mut Draws::new(&numbers);
        let mut word = move || words.pop().flatten();
        let feature = |at: usize, draws: &mut Draws<'_>, description| Feature {
            name: format!("f{at}-x"),
            description,
            workload: draws.chance(50).then(|| WorkloadId::at(draws.below(shipped().workloads.len()))),
            given: given(draws),
            span: 0..0,
        };
        let (name, description) = (word(), word());
        let of_app = given(draws);
        let features = (0..draws.between(1, 4)).map(|at| feature(at, draws, word())).collect();
        Requirements { name, description, given: of_app, features }
    })
}

#[test]
fn what_is_saved_reads_back_as_it_was() {
    let config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
    let law = |requirements: Requirements| {
        let text = saved(shipped(), &requirements);
        prop_assert_eq!(content(&read(shipped(), &text)), content(&requirements), "{}", text);
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{:?}", text);
        Ok(())
    };
    TestRunner::new(config).run(&requirements(), law).unwrap_or_else(|broken| panic!("{broken}"));
}

#[test]
fn each_answer_stands_below_its_question() {
    let text = "[app]\nname = \"acme\"\nnetwork = \"open\"\n[feature.chat]\nworkload = \"chat\"\nclient_sends = \"unknown\"\n";
    let saved = saved(shipped(), &read(shipped(), text));
    let lines: Vec<&str> = saved.lines().collect();
    for line in ["name = \"acme\"", "network = \"open\"", "workload = \"chat\"", "client_sends = \"unknown\""] {
        assert!(lines.contains(&line), "{line} is missing:\n{saved}");
    }
    for fact in ["network", "client_sends"] {
        let question = format!("# {}", shipped().fact(shipped().find_fact(fact).expect("a fact")).question);
        let at = lines.iter().position(|line| line.starts_with(&format!("{fact} = "))).expect("its line");
        assert_eq!(lines[at - 1], question);
    }
    assert_eq!(lines[0], "#:schema requirements.schema.json");
}

#[test]
fn of_two_answers_to_one_question_the_later_is_saved() {
    let mut requirements = read(shipped(), "[feature.chat]\nnetwork = \"open\"\n");
    let mut again = requirements.features[0].given[0].clone();
    again.value = None;
    requirements.features[0].given.push(again);
    let read = read(shipped(), &saved(shipped(), &requirements));
    assert_eq!(read.features[0].given.iter().map(|given| given.value).collect::<Vec<_>>(), [None]);
}
