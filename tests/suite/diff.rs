//! `advisor diff`: whose decision changed, and the least that it comes from.

mod formats;
mod laws;
mod sides;

use serde_json::Value;

use crate::support::{Advisor, items, text};

const CHAT: &str = "[feature.chat]\nworkload = \"chat\"\nclient_sends = \"often\"\nnetwork = \"open\"\n";
const ONE_WAY: &str =
    "[feature.chat]\nworkload = \"chat\"\nclient_sends = \"never\"\ndirection = \"server-to-client\"\nnetwork = \"open\"\n";
const BELL: &str = "[feature.bell]\nworkload = \"notification-feed\"\n";
const PATIENT: &str = "[feature.bell]\nworkload = \"notification-feed\"\nmax_staleness = \"1m\"\npayload_size = \"2KB\"\n";

/// Compares two texts.
fn diff(old: &str, new: &str) -> Advisor {
    Advisor::new().args(["diff", "old.toml", "new.toml"]).file("old.toml", old).file("new.toml", new)
}

/// The same as JSON.
fn json(old: &str, new: &str) -> Value {
    diff(old, new).args(["--format", "json"]).run().exits(0).json()
}

/// Compares the built-in rules with a pack over some requirements.
fn pack(requirements: &str, files: &[(&str, &str)]) -> Advisor {
    let advisor = Advisor::new().args(["diff", "--rules", "none", "pack", "app.toml"]).file("app.toml", requirements);
    std::fs::create_dir(advisor.path("none")).expect("a folder");
    files.iter().fold(advisor, |advisor, (path, text)| advisor.file(&format!("pack/{path}"), text))
}

/// The causes of a feature's change, each a list of ids.
fn causes(feature: &Value) -> Vec<Vec<&str>> {
    let id = |cause: &'_ Value| cause["id"].as_str().map_or("", |id| id.to_owned().leak());
    items(&feature["causes"]).iter().map(|set| items(set).iter().map(id).collect()).collect()
}

fn names<'j>(list: &'j Value, key: &str) -> Vec<&'j str> {
    items(list).iter().map(|item| text(&item[key])).collect()
}

#[test]
fn a_changed_fact_that_decides_is_the_cause_and_one_that_does_not_is_none() {
    let json = json(BELL, PATIENT);
    let bell = &json["features"][0];
    let said = [&bell["change"], &bell["old"]["recommended"], &bell["new"]["recommended"]];
    assert_eq!(said.map(text), ["recommendation", "sse", "short-polling"]);
    assert_eq!(causes(bell), [["max_staleness"]]);
    assert_eq!(names(&bell["facts"], "fact"), ["max_staleness", "payload_size"]);
    assert_eq!(bell["causes"][0][0]["sentence"], "max_staleness = 1m instead of 5s (assumed)");
    assert!(names(&bell["rules"], "rule").contains(&"rare-updates"), "{}", bell["rules"]);
}

#[test]
fn facts_that_contradict_each_other_alone_are_a_cause_together() {
    let json = json(CHAT, ONE_WAY);
    assert_eq!(causes(&json["features"][0]), [["client_sends", "direction"]]);
}

#[test]
fn where_each_of_two_facts_is_enough_both_are_told() {
    let neither = "[feature.a]\ndirection = \"server-to-client\"\n";
    let both = "[feature.a]\ndirection = \"server-to-client\"\npayload = \"binary\"\nmay_not_use = [\"sse\", \"long-polling\", \"short-polling\"]\n";
    let json = json(neither, both);
    let feature = &json["features"][0];
    assert_eq!((text(&feature["old"]["recommended"]), text(&feature["new"]["recommended"])), ("sse", "websocket"));
    assert_eq!(causes(feature), [["may_not_use"], ["payload"]]);
    let table = diff(neither, both).run().exits(0).stdout;
    assert!(table.contains("Each of these alone is enough for it:"), "{table}");
}

#[test]
fn a_workload_counts_as_one_fact_with_all_that_it_assumes() {
    let json = json("[feature.a]\nworkload = \"chat\"\n", "[feature.a]\nworkload = \"notification-feed\"\n");
    let feature = &json["features"][0];
    assert_eq!(items(&feature["causes"]).len(), 1);
    let cause = &feature["causes"][0][0];
    assert_eq!((text(&cause["kind"]), &cause["id"]), ("workload", &Value::Null));
    assert_eq!(cause["sentence"], "workload = notification-feed instead of chat");
    assert!(items(&feature["facts"]).len() > 3);
}

#[test]
fn a_fact_that_is_said_and_was_assumed_has_not_changed_its_value() {
    let said = CHAT.replace("network", "direction = \"bidirectional\"\nnetwork");
    let facts = json(CHAT, &said)["features"][0]["facts"].clone();
    assert_eq!((names(&facts, "old_origin"), names(&facts, "new_origin")), (vec!["assumed"], vec!["given"]));
    let table = diff(CHAT, &said).run().exits(0).stdout;
    assert!(!table.contains("direction = bidirectional"), "{table}");
}

#[test]
fn a_fact_of_the_app_changes_each_feature_that_it_reaches() {
    let app = |forbidden: &str| {
        format!(
            "[app]\nmay_not_use = [{forbidden}]\n{BELL}{CHAT}[feature.own]\nmay_not_use = []\ndirection = \"server-to-client\"\n"
        )
    };
    let json = json(&app(""), &app("\"sse\""));
    let change = |name: &str| {
        let feature = items(&json["features"]).iter().find(|feature| feature["feature"] == name).expect("the feature");
        (text(&feature["change"]).to_owned(), causes(feature).concat())
    };
    assert_eq!(change("bell"), ("recommendation".to_owned(), vec!["may_not_use"]));
    assert_eq!(change("chat").0, "details", "its fallback is gone");
    assert_eq!(change("own"), ("none".to_owned(), vec![]));
    assert_eq!((&json["counts"]["compared"], &json["counts"]["changed"]), (&3.into(), &1.into()));
}

#[test]
fn a_change_to_nothing_left_and_back_is_a_change() {
    let forbidden = format!("{BELL}may_not_use = [\"short-polling\", \"long-polling\", \"sse\", \"websocket\"]\n");
    let there = diff(BELL, &forbidden).arg("--fail-on-change").run().exits(5).complains("`bell` got sse, and gets nothing");
    assert!(there.stdout.contains("SSE → nothing left"), "{}", there.stdout);
    let back = diff(&forbidden, BELL).arg("--fail-on-change").run().exits(5).complains("`bell` got nothing, and gets sse");
    assert!(back.stdout.contains("nothing left → SSE"), "{}", back.stdout);
}

#[test]
fn features_are_matched_by_name_and_new_and_gone_ones_are_named() {
    let output = diff(&format!("{CHAT}{BELL}"), &format!("[feature.news]\nworkload = \"live-feed\"\n{CHAT}")).run().exits(0);
    let lines: Vec<&str> = output.stdout.lines().collect();
    let line = |name: &str| lines.iter().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{name}"));
    assert!(lines[0].contains("the decision is as before") && output.stdout.contains("one feature added"), "{}", output.stdout);
    assert!(line("news").ends_with("added") && line("bell").ends_with("removed"), "{}", output.stdout);
    assert!(!output.stdout.contains("chat"), "what is as before is only counted:\n{}", output.stdout);
}

#[test]
fn only_another_transport_of_a_feature_of_both_sides_fails() {
    let fails = |old: &str, new: &str| diff(old, new).arg("--fail-on-change").run();
    fails(BELL, PATIENT).exits(5).complains("`bell` got sse, and gets short-polling");
    diff(BELL, PATIENT).run().exits(0);
    assert_eq!(fails(BELL, BELL).exits(0).stderr, "");
    fails(BELL, &format!("{BELL}{CHAT}")).exits(0);
    fails(&format!("{BELL}{CHAT}"), BELL).exits(0);
    let details = fails(BELL, &format!("{BELL}upgrade_blocked = true\n")).exits(0);
    assert!(details.stdout.contains("same transport, other details"), "{}", details.stdout);
}

#[test]
fn fallbacks_settledness_and_what_would_change_it_are_details() {
    let json = json(BELL, &format!("{BELL}upgrade_blocked = true\nnetwork = \"open\"\nopen_tabs = 2\n"));
    let bell = &json["features"][0];
    assert_eq!((&bell["change"], &bell["causes"]), (&"details".into(), &Value::Array(Vec::new())));
    let both = [&bell["no_longer_changes"], &bell["now_changes"]];
    assert!(both.iter().any(|list| !items(list).is_empty()), "{bell}");
    for changer in both.into_iter().flat_map(items) {
        assert_ne!(changer["recommended"], bell["new"]["recommended"], "{changer}");
    }
    let output = diff(CHAT, &format!("{CHAT}may_not_use = [\"sse\"]\n")).run().exits(0).stdout;
    assert!(output.contains("Fallback: SSE, long polling → long polling"), "{output}");
}

#[test]
fn what_says_the_same_in_other_words_changes_nothing() {
    let other = format!("# A comment.\n[app]\nname = \"acme\"\nnetwork = \"open\"\n{}", CHAT.replace("network = \"open\"\n", ""));
    let json = json(CHAT, &other);
    assert_eq!((&json["features"][0]["change"], &json["features"][0]["facts"]), (&"none".into(), &Value::Array(Vec::new())));
    let output = diff(CHAT, &other).run().exits(0).stdout;
    assert_eq!(output, "old.toml → new.toml: the decision is as before\n");
}

#[test]
fn a_rule_that_a_pack_adds_removes_or_rewrites_is_the_cause() {
    let rule = |because: &str, favour: &str| {
        format!(
            "{because}summary = \"Ours\"\nbecause = \"So.\"\nsources = [\"article-table\"]\n\
             when = {{ direction = \"server-to-client\" }}\nfavour = {{ {favour} = \"strong\" }}\n"
        )
    };
    let off = "disable = [ { id = \"strategy/server-pushes\", because = \"We poll\" } ]\n";
    let (added, rewritten) = (rule("", "long-polling"), rule("replaces = \"It is cheaper here\"\n", "long-polling"));
    for (files, id, why, because) in [
        ([("decision.toml", off)], "server-pushes", "removed", Some("We poll")),
        ([("strategy/server-pushes.toml", &*rewritten)], "server-pushes", "rewritten", Some("It is cheaper here")),
    ] {
        let json = pack(BELL, &files).args(["--format", "json"]).run().exits(0).json();
        let bell = &json["features"][0];
        assert_eq!(causes(bell), [[id]], "{bell}");
        let rule = items(&bell["rules"]).iter().find(|rule| rule["rule"] == id).expect("the rule");
        assert_eq!((text(&rule["why"]), rule["because"].as_str()), (why, because));
    }
    let both = [("decision.toml", off), ("strategy/ours.toml", &*added)];
    let json = pack(BELL, &both).args(["--format", "json"]).run().exits(0).json();
    let bell = &json["features"][0];
    assert_eq!(bell["new"]["recommended"], "long-polling");
    assert_eq!(causes(bell), [["ours"], ["server-pushes"]]);
}

#[test]
fn another_order_of_machinery_is_a_cause_of_its_own() {
    let order = "machinery = [\"websocket\", \"long-polling\", \"sse\", \"short-polling\"]\n";
    let json = pack("[feature.a]\n", &[("decision.toml", order)]).args(["--format", "json"]).run().exits(0).json();
    let feature = &json["features"][0];
    assert_eq!(feature["causes"][0][0]["kind"], "transports", "{feature}");
    assert_eq!(feature["new"]["recommended"], "websocket");
}

#[test]
fn a_workload_that_a_pack_changes_reaches_the_rules_that_ask_for_its_facts() {
    let workload = "replaces = \"Our bells may wait\"\nsummary = \"A bell\"\nbecause = \"So.\"\nsources = [\"article-table\"]\n\
        [assume]\ndirection = \"server-to-client\"\nupdate_interval = \"2m\"\nmax_staleness = \"2m\"\nclient_sends = \"never\"\n";
    let json = pack(BELL, &[("workloads/notification-feed.toml", workload)]).args(["--format", "json"]).run().exits(0).json();
    let bell = &json["features"][0];
    assert_eq!(bell["new"]["recommended"], "short-polling", "{bell}");
    assert!(names(&bell["facts"], "fact").contains(&"max_staleness"), "{bell}");
    let all: Vec<&Value> = items(&bell["causes"]).iter().flat_map(items).collect();
    assert!(!all.is_empty() && all.iter().all(|cause| cause["kind"] == "rule"), "{bell}");
    assert!(items(&bell["rules"]).iter().all(|rule| rule["why"] == "facts"), "{bell}");
}
