//! Scenarios whose winner was written down before the rules that decide them were looked at.
//!
//! Where the rules disagree with what was written, the scenario keeps its winner and says under `decided` and `because` what the
//! rules answer and why that stands. Such a disagreement is checked too, so that none lingers.

use std::fs;
use std::path::Path;

use advisor::engine::{Program, Scratch};
use advisor::model::Knowledge;
use toml::{Table, Value};

use crate::expectations::{Expectation, shipped, stated};

/// A scenario as written.
pub struct Scenario {
    pub expectation: Expectation,
    pub why: String,
    /// The rules answer something else, and the scenario says why.
    pub disagrees: bool,
}

/// Every scenario of tests/scenarios.
pub fn scenarios(knowledge: &Knowledge) -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut scenarios = Vec::new();
    for path in paths {
        let table: Table = fs::read_to_string(&path).expect("text").parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let Some(Value::Array(entries)) = table.get("scenario") else { panic!("{} has no scenario", path.display()) };
        scenarios.extend(entries.iter().map(|entry| scenario(knowledge, entry.as_table().expect("a table"))));
    }
    scenarios
}

fn scenario(knowledge: &Knowledge, table: &Table) -> Scenario {
    let text = |key: &str| table.get(key).and_then(Value::as_str);
    let name = text("id").expect("an id").to_owned();
    let transport = |word: &str| match word {
        "none" => None,
        word => Some(knowledge.find_transport(word).unwrap_or_else(|| panic!("{name}: no transport {word}"))),
    };
    let decided = text("decided");
    assert_eq!(decided.is_some(), text("because").is_some(), "{name}: a disagreement has its reason");
    let mut right = vec![transport(decided.or(text("winner")).expect("a winner"))];
    if let (None, Some(Value::Array(acceptable))) = (decided, table.get("acceptable")) {
        right.extend(acceptable.iter().filter_map(Value::as_str).map(transport));
    }
    let given = table.get("given").and_then(Value::as_table).expect("facts");
    let (workload, given) = stated(knowledge, &given.to_string());
    Scenario {
        why: text("why").expect("a reason").to_owned(),
        disagrees: decided.is_some(),
        expectation: Expectation { name, workload, given, right },
    }
}

#[test]
fn every_scenario_is_decided_as_it_was_written() {
    let knowledge = shipped();
    let program = Program::new(&knowledge);
    let mut scratch = Scratch::default();
    let scenarios = scenarios(&knowledge);
    assert!(scenarios.len() >= 60, "{} scenarios", scenarios.len());
    let mut wrong = Vec::new();
    for Scenario { expectation, why, .. } in &scenarios {
        if !expectation.holds(&program, &mut scratch) {
            let winner = expectation.decided(&program, &mut scratch);
            let winner = winner.map_or("nothing", |id| &knowledge.transport(id).id);
            wrong.push(format!("{}: {winner} is decided, although: {why}", expectation.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rules_disagree_with_what_was_written_in_few_scenarios_and_the_docs_name_them() {
    let knowledge = shipped();
    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/decisions.md")).expect("docs/decisions.md");
    let scenarios = scenarios(&knowledge);
    let odd: Vec<&str> =
        scenarios.iter().filter(|scenario| scenario.disagrees).map(|scenario| scenario.expectation.name.as_str()).collect();
    assert!(odd.len() <= 3, "{odd:?}");
    for name in odd {
        assert!(docs.contains(name), "docs/decisions.md does not name {name}");
    }
}
