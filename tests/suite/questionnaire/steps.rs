//! Steps of an interview: back, corrections, several features, a file.

use advisor::diag::{Files, Problems};
use advisor::engine::Program;
use advisor::load::read_requirements;
use advisor::model::{FactId, Scope, Value, WorkloadId};
use advisor::prompt::{Interview, Question, Sheet};
use advisor::report::requirements_file::saved;
use proptest::collection::vec;
use proptest::prelude::*;

use super::answering::Truth;
use crate::generate::{Draws, shipped};

fn fact(id: &str) -> FactId {
    shipped().find_fact(id).unwrap_or_else(|| panic!("no fact {id}"))
}

fn choice(fact: FactId, id: &str) -> Value {
    let choices = shipped().fact(fact).choices();
    Value::Choice(choices.iter().position(|choice| choice.id == id).unwrap_or_else(|| panic!("no choice {id}")) as u16)
}

fn kind(id: &str) -> Option<WorkloadId> {
    Some(shipped().find_workload(id).unwrap_or_else(|| panic!("no workload {id}")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn going_back_restores_every_state_exactly(numbers in vec(any::<u16>(), 200)) {
        let program = Program::new(shipped());
        let mut draws = Draws::new(&numbers);
        let kinds = shipped().workloads.len();
        let workload = draws.below(kinds + 1).checked_sub(1).map(WorkloadId::at);
        let truth = Truth::of(workload, &mut draws);
        let mut interview = Interview::new(&program, Sheet::default());
        let mut past = vec![interview.moment().clone()];
        interview.choose_kind(workload);
        while let Question::Fact { feature, fact } = interview.question() {
            past.push(interview.moment().clone());
            interview.answer(feature, fact, truth.values[fact.index()]).expect("something goes with what is true");
        }
        while let Some(before) = past.pop() {
            prop_assert!(interview.back());
            prop_assert_eq!(interview.moment(), &before);
        }
        prop_assert!(!interview.back());
    }

    #[test]
    fn the_saved_file_says_exactly_what_was_answered(numbers in vec(any::<u16>(), 200)) {
        let program = Program::new(shipped());
        let mut draws = Draws::new(&numbers);
        let kinds = shipped().workloads.len();
        let workload = draws.below(kinds + 1).checked_sub(1).map(WorkloadId::at);
        let mut interview = Interview::new(&program, Sheet::default());
        Truth::of(workload, &mut draws).answer_all(&mut interview);
        let text = saved(shipped(), &interview.sheet().requirements());
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let file = files.add("saved", text);
        let read = Sheet::of(&read_requirements(shipped(), &files, file, &mut problems));
        prop_assert!(problems.is_empty());
        prop_assert_eq!(&read.situation(shipped(), 0).entries, &interview.sheet().situation(shipped(), 0).entries);
        prop_assert_eq!(Interview::new(&program, read).question(), Question::Review);
    }
}

#[test]
fn what_is_about_the_whole_app_is_asked_once() {
    let program = Program::new(shipped());
    let mut interview = Interview::new(&program, Sheet::default());
    let mut asked = Vec::new();
    for id in ["notification-feed", "live-feed", "dashboard"] {
        if !interview.sheet().features.is_empty() {
            interview.add_feature();
        }
        assert_eq!(interview.question(), Question::Kind);
        interview.choose_kind(kind(id));
        while let Question::Fact { feature, fact } = interview.question() {
            asked.push(fact);
            interview.answer(feature, fact, None).expect("not to know goes with everything");
        }
    }
    let about_app: Vec<FactId> = asked.iter().copied().filter(|fact| shipped().fact(*fact).scope == Scope::App).collect();
    assert!(!about_app.is_empty(), "the network matters to one of these");
    for fact in &about_app {
        assert_eq!(about_app.iter().filter(|other| *other == fact).count(), 1, "{}", shipped().fact(*fact).id);
        assert_eq!(interview.sheet().answer_for_all(*fact), Some(None));
    }
}

#[test]
fn features_of_one_kind_get_names_of_their_own() {
    let program = Program::new(shipped());
    let mut interview = Interview::new(&program, Sheet::default());
    for workload in [kind("chat"), kind("chat"), None, None] {
        interview.choose_kind(workload);
    }
    let names: Vec<&str> = interview.sheet().features.iter().map(|feature| feature.name.as_str()).collect();
    assert_eq!(names, ["chat", "chat-2", "feature", "feature-2"]);
}

#[test]
fn an_answer_that_contradicts_what_is_known_is_objected_to_with_a_reason() {
    let program = Program::new(shipped());
    let mut interview = Interview::new(&program, Sheet::default());
    interview.choose_kind(None);
    let (direction, sends) = (fact("direction"), fact("client_sends"));
    interview.answer(0, direction, Some(choice(direction, "server-to-client"))).expect("nothing else is known");
    let because = interview.objection(0, sends, choice(sends, "often")).expect("only the server sends");
    assert!(because.contains("client"), "{because}");
    assert_eq!(interview.objection(0, sends, choice(sends, "rarely")), None);
}

#[test]
fn a_correction_withdraws_what_it_contradicts_and_says_why() {
    let program = Program::new(shipped());
    let mut interview = Interview::new(&program, Sheet::default());
    interview.choose_kind(kind("dashboard"));
    let (direction, sends) = (fact("direction"), fact("client_sends"));
    let withdrawn = interview.answer(0, direction, Some(choice(direction, "bidirectional"))).expect("it can be so");
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(withdrawn[0].fact, sends);
    assert!(withdrawn[0].because.contains("client"), "{}", withdrawn[0].because);
    assert_eq!(interview.sheet().situation(shipped(), 0).value(sends), None, "it is open now");
    interview.answer(0, sends, Some(choice(sends, "rarely"))).expect("it goes with both directions");
    assert_eq!(interview.sheet().situation(shipped(), 0).value(sends), Some(choice(sends, "rarely")));
}

#[test]
fn who_knows_nothing_is_led_to_a_decision_too() {
    let program = Program::new(shipped());
    let mut interview = Interview::new(&program, Sheet::default());
    interview.choose_kind(None);
    while let Question::Fact { feature, fact } = interview.question() {
        assert_eq!(interview.sheet().situation(shipped(), 0).entry(fact).given, None, "nothing is asked twice");
        assert!(interview.leads(feature, fact).iter().all(|lead| !lead.answers.is_empty()));
        interview.answer(feature, fact, None).expect("not to know goes with everything");
    }
    assert_eq!(interview.question(), Question::Review);
    assert!(interview.questions(0).winner().is_some());
}
