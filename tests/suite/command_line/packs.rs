//! `--rules`: folders laid over the shipped base, and what they change is said wherever it matters.

use serde_json::json;

use super::recommend;
use crate::support::{Advisor, feature, items};

/// A feature that `rare-updates` decides.
const SYNC: &str = "[feature.sync]\nupdate_interval = \"5m\"\nmax_staleness = \"5m\"\n";

const REPLACED: &str = r#"
replaces = "Our clients keep a stream open anyway"
summary = "Even rare updates come over the stream that is there"
because = "The stream costs nothing more here."
sources = ["article-table"]
when = { update_interval = ">= 30s" }
favour = { sse = "strong" }

[[example]]
given = { update_interval = "60s" }
fires = true
winner = "sse"

[[example]]
given = { update_interval = "1s" }
fires = false
"#;

const DISABLING: &str = r#"
disable = [ { id = "strategy/restrictive-network", because = "All our networks are our own" } ]
"#;

/// A rule that speaks only where no rule of the base does.
const ADDED: &str = r#"
summary = "A path that is cut every seven seconds is polled"
because = "We have one such path."
sources = ["article-table"]
when = { proxy_idle_timeout = "7s" }
favour = { long-polling = "strong" }

[[example]]
given = { proxy_idle_timeout = "7s" }
fires = true
winner = "long-polling"

[[example]]
given = { proxy_idle_timeout = "8s" }
fires = false
"#;

/// A base of two transports and one rule.
const ALONE: [(&str, &str); 5] = [
    ("pack/decision.toml", "standalone = true\ntitle = \"Ours\"\nversion = \"7\"\nmachinery = [\"post\", \"pigeon\"]\n"),
    (
        "pack/facts/all.toml",
        "theme = \"All\"\n[fact.urgent]\nkind = \"yes-no\"\nlabel = \"urgency\"\nquestion = \"Is it urgent?\"\nhelp = \"Ask.\"\nasked_because = \"Pigeons fly.\"\n",
    ),
    ("pack/sources.toml", "[source.folklore]\ntitle = \"Folklore\"\nchecked = 2026-11-22\nstanding = \"secondary\"\n"),
    (
        "pack/strategy/pigeons-fly.toml",
        r#"
summary = "A pigeon is faster than the post"
because = "It flies."
sources = ["folklore"]
when = { urgent = true }
favour = { pigeon = "strong" }
example = [ { given = { urgent = true }, fires = true, winner = "pigeon" }, { given = { urgent = false }, fires = false } ]
"#,
    ),
    ("app.toml", "[feature.letter]\nurgent = true\n"),
];

fn transport(name: &str) -> String {
    format!(
        "name = \"{name}\"\nshort = \"{name}\"\nwhat = \"It carries letters.\"\nopen_connection = false\nbrowser_limit = false\nsends_back = \"another letter\"\nsources = [\"folklore\"]\n"
    )
}

fn changed(more: &[&str]) -> Advisor {
    let advisor = recommend(SYNC).args(["--rules", "pack"]).args(more);
    advisor.file("pack/strategy/rare-updates.toml", REPLACED).file("pack/decision.toml", DISABLING)
}

fn alone(arguments: &[&str]) -> Advisor {
    let advisor = ALONE.iter().fold(Advisor::new(), |advisor, (path, text)| advisor.file(path, text));
    let advisor = advisor.file("pack/transports/post.toml", &transport("Post"));
    advisor.file("pack/transports/pigeon.toml", &transport("Pigeon")).args(arguments).args(["--rules", "pack"])
}

/// The text without its line breaks, so that a sentence is found wherever it was wrapped.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_pack_replaces_a_rule_and_switches_one_off_and_the_decision_follows() {
    let before = recommend(SYNC).args(["--format", "json"]).run().exits(0).json();
    let after = changed(&["--format", "json"]).run().exits(0).json();
    assert_eq!(feature(&before, "sync")["recommended"], "short-polling");
    assert_eq!(feature(&after, "sync")["recommended"], "sse");
    assert_eq!(before["knowledge"]["changes"], json!([]));
}

#[test]
fn both_reasons_stand_in_the_table_and_the_markdown() {
    for arguments in [&[][..], &["--explain"], &["--format", "markdown"]] {
        let text = flowing(&changed(arguments).run().exits(0).stdout).replace('`', "");
        for said in [
            "strategy/rare-updates replaced by pack: Our clients keep a stream open anyway",
            "strategy/restrictive-network disabled by pack: All our networks are our own",
        ] {
            assert!(text.contains(said), "{arguments:?} should say \"{said}\":\n{text}");
        }
    }
}

#[test]
fn both_reasons_stand_in_the_json() {
    let json = changed(&["--format", "json"]).run().exits(0).json();
    let expected = json!([
        {
            "change": "disabled", "id": "strategy/restrictive-network", "because": "All our networks are our own",
            "pack": "pack", "summary": "Plain HTTP gets through proxies and firewalls that nobody here controls",
        },
        {
            "change": "replaced", "id": "strategy/rare-updates", "because": "Our clients keep a stream open anyway",
            "pack": "pack", "summary": "Even rare updates come over the stream that is there",
        },
    ]);
    assert_eq!(json["knowledge"]["changes"], expected);
    let reasons = items(&feature(&json, "sync")["reasons"]);
    let reason = reasons.iter().find(|reason| reason["rule"] == "rare-updates").expect("the pack's rule fires");
    assert_eq!((&reason["pack"], &reason["replaces"]), (&json!("pack"), &json!("Our clients keep a stream open anyway")));
}

#[test]
fn explain_and_list_say_what_a_pack_changed() {
    let pack = |arguments: &[&str]| {
        let advisor = Advisor::new().args(arguments).args(["--rules", "pack"]);
        advisor.file("pack/strategy/rare-updates.toml", REPLACED).file("pack/decision.toml", DISABLING).run()
    };
    let replaced = flowing(&pack(&["explain", "rare-updates"]).exits(0).stdout);
    assert!(replaced.contains("of pack; it replaces the base's, because: Our clients keep a stream"), "{replaced}");
    for id in ["restrictive-network", "strategy/restrictive-network"] {
        let disabled = pack(&["explain", id]).exits(2).complains("switched off by pack");
        disabled.complains("All our networks are our own");
    }
    let list = flowing(&pack(&["rules", "list"]).exits(0).stdout);
    assert!(list.contains("strategy/restrictive-network is switched off by pack: All our networks"), "{list}");
    assert!(list.contains("Even rare updates come over the stream that is there"), "{list}");
}

#[test]
fn the_examples_of_a_pack_are_tested_with_those_of_the_base() {
    let test = |rule: &str| {
        let advisor = Advisor::new().args(["rules", "test", "--rules", "pack"]);
        advisor.file("pack/strategy/seven-seconds.toml", rule).run()
    };
    let passed = |stdout: &str| stdout.split(' ').next().and_then(|count| count.parse::<usize>().ok()).expect("a count");
    let alone = Advisor::new().args(["rules", "test"]).run().exits(0);
    assert_eq!(passed(&test(ADDED).exits(0).stdout), passed(&alone.stdout) + 2);
    let mismatch = test(&ADDED.replace("fires = false", "fires = true")).exits(3).complains("error[example-mismatch]");
    assert!(mismatch.complains("pack/strategy/seven-seconds.toml:").stdout.ends_with(" examples passed, 1 failed\n"));
    let idle = test(&ADDED.replace("favour = { long-polling", "favour = { short-polling").replace("\"long", "\"short"));
    idle.exits(3).complains("error[example-decides-nothing]").complains("pack/strategy/seven-seconds.toml:");
}

#[test]
fn a_pack_that_is_wrong_is_reported_in_its_own_file_and_nothing_is_decided() {
    let wrong = |path: &str, text: &str| recommend(SYNC).args(["--rules", "pack"]).file(path, text).run().exits(3);
    let unsaid = REPLACED.replacen("replaces", "# replaces", 1);
    wrong("pack/strategy/rare-updates.toml", &unsaid).complains("error[replace-without-reason]");
    wrong("pack/strategy/rarely.toml", REPLACED).complains("error[replaces-nothing]");
    wrong("pack/pitfall/rarely.toml", REPLACED).complains("did you mean `pitfalls`?");
    let disable = "disable = [ { id = \"strategy/rare-update\", because = \"no\" } ]";
    wrong("pack/decision.toml", disable).complains("did you mean `rare-updates`?").complains("pack/decision.toml:1:");
    wrong("pack/decision.toml", "disable = [ { id = \"strategy/rare-updates\" } ]").complains("error[missing-key]");
}

#[test]
fn of_two_packs_the_later_replaces_the_earlier() {
    let second = REPLACED.replace("Our clients", "Their clients").replace("sse", "websocket");
    let advisor = changed(&["--rules", "second", "--format", "json"]).file("second/strategy/rare-updates.toml", &second);
    let json = advisor.run().exits(0).json();
    assert_eq!(feature(&json, "sync")["recommended"], "websocket");
    let changes = json["knowledge"]["changes"].to_string();
    assert!(changes.contains("Their clients") && !changes.contains("Our clients"), "{changes}");
}

#[test]
fn a_standalone_pack_knows_nothing_of_the_shipped_base() {
    let json = alone(&["recommend", "app.toml", "--format", "json"]).run().exits(0).json();
    assert_eq!(feature(&json, "letter")["recommended"], "pigeon");
    assert_eq!((&json["knowledge"]["title"], &json["knowledge"]["version"]), (&json!("Ours"), &json!("7")));
    alone(&["explain", "sse"]).run().exits(2);
    let list = alone(&["rules", "list"]).run().exits(0).stdout;
    assert_eq!(list.lines().collect::<Vec<_>>(), ["strategy", "  pigeons-fly A pigeon is faster than the post"]);
    let table = alone(&["recommend", "app.toml"]).run().exits(0).stdout;
    assert!(table.contains("letter: Pigeon"), "{table}");
}

#[test]
fn the_rules_of_a_standalone_pack_are_tested_and_checked() {
    let tested = alone(&["rules", "test"]).run().exits(0);
    assert_eq!((tested.stdout.as_str(), tested.stderr.as_str()), ("2 examples passed, 0 failed\n", ""));
    let checked = alone(&["rules", "check"]).run().exits(0);
    assert_eq!(checked.stdout, "1 rule, 0 notes, 1 fact, 2 transports, 0 workloads, 1 source: nothing found\n");
}
