//! Everything that says what must be decided: the rows of the source document's table, the scenarios, the examples beside the
//! rules, and the published decisions. Each is a situation with the transports that are right for it.

use std::path::Path;

use advisor::diag::{Files, Problems};
use advisor::embedded;
use advisor::engine::{Program, Scratch};
use advisor::facts::situation;
use advisor::load::{read, read_cases, read_requirements};
use advisor::model::{CONFIDENT, Case, FactId, Knowledge, TransportId, Value, WorkloadId};

/// One thing that must hold.
pub struct Expectation {
    pub name: String,
    pub workload: Option<WorkloadId>,
    pub given: Vec<(FactId, Option<Value>)>,
    /// Right answers; `None` is "nothing left".
    pub right: Vec<Option<TransportId>>,
}

/// The shipped base with its examples.
pub fn shipped() -> Knowledge {
    let loaded = embedded::with_packs(&[]);
    assert!(loaded.problems.is_empty(), "the shipped base loads");
    loaded.knowledge
}

impl Expectation {
    /// What the knowledge base decides for it.
    pub fn decided(&self, program: &Program<'_>, scratch: &mut Scratch) -> Option<TransportId> {
        let situation = situation(program.knowledge, self.workload, &self.given);
        program.winner(&program.states_of(&situation), scratch)
    }

    pub fn holds(&self, program: &Program<'_>, scratch: &mut Scratch) -> bool {
        self.right.contains(&self.decided(program, scratch))
    }
}

/// Facts as they stand in a requirements file, one a line.
pub fn stated(knowledge: &Knowledge, lines: &str) -> (Option<WorkloadId>, Vec<(FactId, Option<Value>)>) {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add("stated", format!("[feature.f]\n{lines}\n"));
    let requirements = read_requirements(knowledge, &files, file, &mut problems);
    assert!(problems.is_empty(), "{lines}: {:?}", problems.iter().map(|problem| &problem.message).collect::<Vec<_>>());
    let feature = &requirements.features[0];
    (feature.workload, feature.given.iter().map(|given| (given.fact, given.value)).collect())
}

/// The nine rows of the table, each as the only fact or workload, with the answer and, for two of them, the runner-up.
pub const ROWS: [(&str, &str, &str, Option<&str>); 9] = [
    ("table-1", "update_interval = \"30s\"", "short-polling", None),
    ("table-2", "direction = \"server-to-client\"", "sse", None),
    ("table-3", "direction = \"bidirectional\"", "websocket", None),
    ("table-4", "network = \"restrictive\"", "sse", Some("long-polling")),
    ("table-5", "payload = \"binary\"", "websocket", None),
    ("table-6", "workload = \"ai-streaming\"", "sse", None),
    ("table-7", "workload = \"multiplayer-game\"", "websocket", None),
    ("table-8", "workload = \"notification-feed\"", "sse", Some("long-polling")),
    ("table-9", "infrastructure = \"keep-simple\"", "short-polling", None),
];

/// The published decisions of tests/decisions.
pub fn cases(knowledge: &Knowledge) -> Vec<Case> {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions");
    let mut cases = Vec::new();
    for name in ["short-polling", "long-polling", "sse", "websocket"] {
        let file = read(&folder.join(format!("{name}.toml")), &mut files, &mut problems).expect("a readable file");
        cases.extend(read_cases(knowledge, &files, file, &mut problems));
    }
    assert!(problems.is_empty(), "tests/decisions is well formed");
    cases
}

/// Everything at once. Of a published decision that is confident, only the choice itself is right.
pub fn all(knowledge: &Knowledge) -> Vec<Expectation> {
    let id = |name: &str| Some(knowledge.find_transport(name).unwrap_or_else(|| panic!("no transport {name}")));
    let mut all = Vec::new();
    for (name, lines, winner, _) in ROWS {
        let (workload, given) = stated(knowledge, lines);
        all.push(Expectation { name: name.to_owned(), workload, given, right: vec![id(winner)] });
    }
    all.extend(crate::scenarios::scenarios(knowledge).into_iter().map(|scenario| scenario.expectation));
    for rule in &knowledge.rules {
        for (at, example) in rule.examples.iter().enumerate().filter(|(_, example)| example.winner.is_some()) {
            let (name, right) = (format!("{}, example {}", rule.id, at + 1), vec![example.winner]);
            all.push(Expectation { name, workload: example.workload, given: example.given.clone(), right });
        }
    }
    for case in cases(knowledge) {
        let acceptable = case.acceptable.iter().copied().map(Some).collect();
        let right = if case.confidence >= CONFIDENT { vec![Some(case.chosen)] } else { acceptable };
        all.push(Expectation { name: case.id, workload: None, given: case.given, right });
    }
    all
}
