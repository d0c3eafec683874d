//! How costs are shown: units, gaps, formulas, packs.

use serde_json::Value;

use crate::support::{Advisor, items, text, toml_files};

const BELL: &str = "[feature.bell]\ndirection = \"server-to-client\"\nclient_sends = \"never\"\n";

fn recommend(requirements: &str, arguments: &[&str]) -> Advisor {
    Advisor::new().args(["recommend", "-"]).args(arguments).stdin(requirements)
}

fn figures(json: &Value) -> Vec<&Value> {
    let features = items(&json["features"]).iter();
    let transports = features.flat_map(|feature| items(&feature["capacity"]["transports"]));
    transports.flat_map(|costs| items(&costs["figures"])).collect()
}

#[test]
fn a_gap_is_null_and_names_the_facts_that_the_file_lacks() {
    let json = recommend(BELL, &["--format", "json"]).run().exits(0).json();
    for figure in figures(&json) {
        let gap = items(&figure["values"]).iter().any(Value::is_null);
        assert_eq!(gap, !items(&figure["missing"]).is_empty(), "{figure}");
    }
    let missing: Vec<&str> = items(&json["features"][0]["capacity"]["missing"]).iter().map(text).collect();
    for fact in ["concurrent_clients", "update_interval", "max_staleness", "payload_size"] {
        assert!(missing.contains(&fact), "{fact} is not among {missing:?}");
    }
}

#[test]
fn the_short_table_says_in_one_line_which_facts_are_missing() {
    let table = recommend(BELL, &[]).run().exits(0).stdout;
    assert!(table.contains("  Costs: give concurrent_clients"), "{table}");
    let given = format!("{BELL}concurrent_clients = 20_000\n");
    let table = recommend(&given, &[]).run().exits(0).stdout;
    assert!(table.contains("  Costs with 20,000 clients\n") && table.contains("? down"), "{table}");
}

#[test]
fn every_part_without_a_gap_says_how_it_was_made() {
    for example in toml_files("examples") {
        let json = Advisor::json_of(&example).run().exits(0).json();
        let constants: Vec<&str> = items(&json["constants"]).iter().map(|constant| text(&constant["id"])).collect();
        assert!(!constants.is_empty());
        for part in figures(&json).into_iter().flat_map(|figure| items(&figure["parts"])) {
            let gap = items(&part["values"]).iter().any(Value::is_null);
            assert!(gap || part["formula"].is_string() && part["numbers"].is_string(), "{part}");
            let formula = part["formula"].as_str().unwrap_or_default();
            for constant in items(&part["constants"]) {
                assert!(constants.contains(&text(constant)), "{part}");
                assert!(formula.contains(text(constant)), "{part}");
            }
            for fact in items(&part["facts"]) {
                assert!(formula.contains(text(fact)), "{part}");
            }
        }
    }
}

#[test]
fn the_markdown_has_each_formula_with_its_numbers_and_each_constant_with_its_source() {
    let given = format!("{BELL}concurrent_clients = 20_000\nmax_staleness = \"5s\"\nupdate_interval = \"1m\"\n");
    let markdown = recommend(&given, &["--format", "markdown"]).run().exits(0).stdout;
    assert!(markdown.contains("`concurrent_clients ÷ most of (update_interval, max_staleness)` = `20,000 ÷ most of (1m, 5s)`"));
    assert!(markdown.contains("| `request-headers` | 615B | Headers of a browser's request"), "{markdown}");
    assert!(markdown.contains("[^page-speed-headers]: "));
}

#[test]
fn a_pack_replaces_a_constant_and_the_figures_follow() {
    let pack = "[constant.memory-stream]\nreplaces = \"ours\"\nvalue = \"50KB\"\nwhat = \"Memory of our stream\"\nsources = [\"measured-2026-11\"]\n";
    let given = format!("{BELL}concurrent_clients = 1000\n");
    let memory = |advisor: Advisor| {
        let json = advisor.run().exits(0).json();
        let features = items(&json["features"]);
        let stream = items(&features[0]["capacity"]["transports"]).iter().find(|costs| costs["transport"] == "sse").expect("SSE");
        let memory = items(&stream["figures"]).iter().find(|figure| figure["measure"] == "memory").expect("memory");
        memory["values"][0].as_f64().expect("no gap")
    };
    let arguments = ["--format", "json"];
    assert_eq!(memory(recommend(&given, &arguments)), 7_700_000.0);
    let with_pack = recommend(&given, &arguments).file("ours/capacity.toml", pack).args(["--rules", "ours"]);
    assert_eq!(memory(with_pack), 55_000_000.0);
}

#[test]
fn costs_of_which_only_a_bound_is_known_are_not_compared() {
    let compared = |sends: &str| {
        let given = "concurrent_clients = 100\nmax_staleness = \"1m\"\nupdate_interval = \"30s\"\npayload = \"text\"\n\
                     payload_size = \"100B\"\nmissed_updates = \"skip\"\n";
        let given = format!("[feature.bell]\ndirection = \"server-to-client\"\nclient_sends = \"{sends}\"\n{given}");
        let json = recommend(&given, &["--format", "json"]).run().exits(0).json();
        items(&json["features"][0]["capacity"]["break_even"]).iter().filter(|found| found["measure"] == "bytes").count()
    };
    assert!(compared("never") > 0, "each cost is exact");
    assert_eq!(compared("rarely"), 0, "each cost is a lower bound");
}

#[test]
fn the_costs_of_an_app_are_those_of_its_features_on_the_recommended_transports() {
    for example in toml_files("examples") {
        let json = Advisor::json_of(&example).run().exits(0).json();
        for sum in items(&json["app"]["capacity"]["figures"]) {
            // Nodes are shared, and so is what passes between them.
            if ["nodes", "broker-messages"].contains(&text(&sum["measure"])) || sum["values"][0].is_null() {
                continue;
            }
            let transports = items(&json["features"]).iter().flat_map(|feature| items(&feature["capacity"]["transports"]));
            let recommended = transports.filter(|costs| costs["recommended"] == true);
            let of_sum = recommended.flat_map(|costs| items(&costs["figures"])).filter(|f| f["measure"] == sum["measure"]);
            let total: f64 = of_sum.map(|figure| figure["values"][0].as_f64().expect("no gap")).sum();
            let said = sum["values"][0].as_f64().expect("a number");
            assert!((said - total).abs() <= 1e-6 * total, "{}: {said} is not {total}", sum["measure"]);
        }
    }
}
