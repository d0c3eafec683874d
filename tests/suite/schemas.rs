//! The schemas that editors read: what they accept and refuse is what the binary accepts and refuses.

use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::committed::Committed;
use crate::support::{Advisor, read, repository, text, toml_files};

/// The word after `advisor schema`, and the committed file.
const SCHEMAS: [(&str, &str); 5] = [
    ("requirements", "docs/reference/requirements.schema.json"),
    ("rules", "docs/reference/rule.schema.json"),
    ("decision", "docs/reference/decision.schema.json"),
    ("diff", "docs/reference/diff.schema.json"),
    ("starters", "docs/reference/starters.schema.json"),
];

fn schema(which: &str) -> Value {
    Advisor::new().args(["schema", which]).run().exits(0).json()
}

fn validator(which: &str) -> Validator {
    jsonschema::draft7::new(&schema(which)).unwrap_or_else(|error| panic!("the schema of {which}: {error}"))
}

/// A TOML text as the JSON that editors validate.
fn as_json(text: &str) -> Value {
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
    serde_json::to_value(table).expect("no float of TOML is missing from JSON here")
}

fn problems(validator: &Validator, instance: &Value) -> Vec<String> {
    validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// What the binary says of a requirements file.
fn recommend(text: &str) -> i32 {
    Advisor::new().args(["recommend", "-"]).stdin(text).run().code
}

/// What the binary says of a strategy rule, laid over the shipped base.
fn load_rule(text: &str) -> i32 {
    Advisor::new().args(["rules", "list", "--rules", "pack"]).file("pack/strategy/a-new-rule.toml", text).run().code
}

/// A valid rule on this condition.
fn rule_when(condition: &str) -> String {
    format!(
        "summary = \"A rule\"\nbecause = \"Because.\"\nsources = [\"article-table\"]\nwhen = {{ {condition} }}\nfavour = {{ sse = \"slight\" }}\n"
    )
}

fn refused(folder: &str, which: &str, binary: impl Fn(&str) -> i32) {
    let validator = validator(which);
    let files = toml_files(folder);
    assert!(files.len() >= 20, "{folder} has only {} files", files.len());
    let mut accepted = Vec::new();
    for path in files {
        let text = read(&path);
        if validator.is_valid(&as_json(&text)) {
            accepted.push(format!("the schema of {which} accepts {}", path.display()));
        }
        let code = binary(&text);
        if code != 3 {
            accepted.push(format!("the binary exits with {code} on {}", path.display()));
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
}

#[test]
fn each_schema_is_a_valid_schema_of_draft_7() {
    for (which, _) in SCHEMAS {
        let schema = schema(which);
        assert_eq!(text(&schema["$schema"]), "http://json-schema.org/draft-07/schema#", "{which}");
        assert!(jsonschema::draft7::meta::is_valid(&schema), "{which}");
    }
}

#[test]
fn each_schema_says_what_each_of_its_keys_means() {
    let described = |properties: &Value| {
        for (key, schema) in properties.as_object().expect("a table of properties") {
            assert!(schema["description"].as_str().is_some_and(|text| text.len() > 10), "{key}: {schema}");
        }
    };
    let requirements = schema("requirements");
    described(&requirements["properties"]);
    described(&requirements["properties"]["app"]["properties"]);
    let feature = &requirements["properties"]["feature"]["patternProperties"];
    feature.as_object().expect("patterns").values().for_each(|feature| described(&feature["properties"]));
    described(&schema("rules")["properties"]);
}

#[test]
fn every_example_fits_the_schema_of_requirements() {
    let validator = validator("requirements");
    for path in toml_files("examples") {
        assert_eq!(problems(&validator, &as_json(&read(&path))), [""; 0], "{}", path.display());
    }
}

#[test]
fn every_shipped_rule_fits_the_schema_of_rules() {
    let validator = validator("rules");
    for path in toml_files("rules/strategy") {
        assert_eq!(problems(&validator, &as_json(&read(&path))), [""; 0], "{}", path.display());
    }
}

#[test]
fn wrong_requirements_are_refused_by_the_schema_and_by_the_binary() {
    refused("tests/wrong-for-editors/requirements", "requirements", recommend);
}

#[test]
fn wrong_rules_are_refused_by_the_schema_and_by_the_binary() {
    refused("tests/wrong-for-editors/rules", "rules", load_rule);
}

#[test]
fn every_fact_may_be_unknown_for_the_schema_and_for_the_binary() {
    let validator = validator("requirements");
    let schema = schema("requirements");
    let facts = schema["properties"]["app"]["properties"].as_object().expect("a table of properties");
    let facts = facts.keys().filter(|key| !["name", "description"].contains(&key.as_str()));
    let unknown: String = facts.map(|fact| format!("{fact} = \"unknown\"\n")).collect();
    for text in [format!("[app]\n{unknown}[feature.chat]\n"), format!("[feature.chat]\n{unknown}")] {
        assert_eq!(problems(&validator, &as_json(&text)), [""; 0]);
        assert_eq!(recommend(&text), 0, "{text}");
    }
}

#[test]
fn every_way_to_write_a_value_is_accepted_by_the_schema_and_by_the_binary() {
    let validator = validator("requirements");
    for value in [
        "update_interval = \"250ms\"",
        "update_interval = \"1_000s\"",
        "max_staleness = \"5m\"",
        "max_staleness = \"2h\"",
        "proxy_idle_timeout = \"1d\"",
        "payload_size = \"500B\"",
        "payload_size = \"2KB\"",
        "payload_size = \"1GB\"",
        "payload_size = \"64KiB\"",
        "payload_size = \"3MiB\"",
        "payload_size = \"1GiB\"",
        "concurrent_clients = 20_000",
        "concurrent_clients = 0",
        "upgrade_blocked = true",
        "clients = [\"cli\", \"browser\"]",
        "may_not_use = []",
        "already_running = [\"sse\"]",
        "description = \"A sentence\"",
        "workload = \"chat\"",
    ] {
        let text = format!("[feature.a-1]\n{value}\n");
        assert_eq!(problems(&validator, &as_json(&text)), [""; 0], "{value}");
        assert_eq!(recommend(&text), 0, "{value}");
    }
}

#[test]
fn every_form_of_a_cell_is_accepted_by_the_schema_and_by_the_binary() {
    let validator = validator("rules");
    for condition in [
        "network = \"open\"",
        "client_sends = [\"never\", \"rarely\"]",
        "client_sends = \"not(never)\"",
        "client_sends = \"not(never, rarely)\"",
        "upgrade_blocked = false",
        "update_interval = \"30s\"",
        "update_interval = \"<30s\"",
        "update_interval = \">= 30s\"",
        "update_interval = \"[1s..5s)\"",
        "update_interval = \"(1s..5m]\"",
        "update_interval = [\"< 1s\", \"[5s..9s]\", \"> 1h\"]",
        "update_interval = \"not(30s)\"",
        "update_interval = \"not([1s..5s], > 9s)\"",
        "payload_size = \"> 64KiB\"",
        "concurrent_clients = 5",
        "concurrent_clients = \">= 10_000\"",
        "concurrent_clients = \"[1..5]\"",
        "clients = \"contains browser\"",
        "clients = [\"contains browser\", \"only [server, cli]\"]",
        "clients = \"only [server,cli]\"",
        "clients = \"not(contains browser)\"",
        "may_not_use = \"only []\"",
        "any = [ { network = \"open\" }, { update_interval = \"< 1s\", payload = \"text\" } ]",
        "network = \"open\", any = [ { payload = \"text\" } ]",
    ] {
        let text = rule_when(condition);
        assert_eq!(problems(&validator, &as_json(&text)), [""; 0], "{condition}");
        assert_eq!(load_rule(&text), 0, "{condition}");
    }
}

#[test]
fn a_decision_that_is_not_one_is_refused_by_its_schema() {
    let example = repository("examples/team-chat.toml");
    let decision = Advisor::json_of(&example).run().exits(0).json();
    let validator = validator("decision");
    assert_eq!(problems(&validator, &decision), [""; 0]);
    for (pointer, wrong) in [
        ("/format", json!(1)),
        ("/app", json!([])),
        ("/app/open_connections", json!(-1)),
        ("/features", json!({})),
        ("/features/0/name", Value::Null),
        ("/features/0/settled", json!("yes")),
        ("/features/0/ranking/0/strong", json!("2")),
        ("/features/0/because/0", json!("direction")),
        ("/features/0/flips/0/example", json!(5)),
        ("/sources/0/id", Value::Null),
    ] {
        let mut changed = decision.clone();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = wrong;
        assert!(!validator.is_valid(&changed), "{pointer}");
    }
    for missing in ["format", "app", "features", "sources", "knowledge"] {
        let mut changed = decision.clone();
        changed.as_object_mut().expect("a decision is a table").remove(missing);
        assert!(!validator.is_valid(&changed), "without {missing}");
    }
}

#[test]
fn the_committed_schemas_are_what_the_binary_prints() {
    for (which, path) in SCHEMAS {
        let printed = Advisor::new().args(["schema", which]).run().exits(0).stdout;
        assert!(Path::new(path).starts_with(Committed::FOLDER));
        Committed::check(path, &printed);
    }
}
