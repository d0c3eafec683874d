//! What is asked for on the command line, and how the binary says that it went.

mod explain;
mod packs;
mod sets;

use serde_json::Value;

use crate::support::{Advisor, feature, items, repository, text};

/// A feature that is decided without anything unknown that could change it.
const SETTLED: &str = "[feature.chat]\nworkload = \"chat\"\nclient_sends = \"often\"\nnetwork = \"open\"\n";

/// A feature of which so little is said that anything could change it.
const OPEN: &str = "[feature.feed]\ndirection = \"server-to-client\"\n";

/// A feature for which everything is forbidden.
const FORBIDDEN: &str = "[feature.feed]\nmay_not_use = [\"short-polling\", \"long-polling\", \"sse\", \"websocket\"]\n";

/// Every command, by its words.
const COMMANDS: [&[&str]; 12] = [
    &["recommend"],
    &["init"],
    &["diff"],
    &["man"],
    &["explain"],
    &["rules"],
    &["rules", "list"],
    &["rules", "test"],
    &["rules", "check"],
    &["schema"],
    &["backtest"],
    &["completions"],
];

/// `recommend` on a file of this text.
fn recommend(text: &str) -> Advisor {
    Advisor::new().args(["recommend", "app.toml"]).file("app.toml", text)
}

/// The value of a fact and where it came from.
fn known<'d>(decision: &'d Value, name: &str, fact: &str) -> (Option<&'d str>, &'d str) {
    let facts = items(&feature(decision, name)["facts"]);
    let found = facts.iter().find(|entry| entry["fact"] == fact).unwrap_or_else(|| panic!("no fact {fact}"));
    (found["value"].as_str(), text(&found["origin"]))
}

#[test]
fn a_decision_exits_0() {
    let output = recommend(SETTLED).run().exits(0);
    assert!(output.stdout.contains("chat: WebSocket"), "{}", output.stdout);
    assert_eq!(output.stderr, "");
}

#[test]
fn a_file_that_cannot_be_read_exits_1() {
    let missing = Advisor::new().args(["recommend", "missing.toml"]).run().exits(1).complains("error[unreadable-file]");
    assert_eq!(missing.stdout, "");
    Advisor::new().args(["recommend", "."]).run().exits(1).complains("error[unreadable-file]");
    Advisor::new().args(["backtest", "missing.toml"]).run().exits(1).complains("error[unreadable-file]");
    recommend(SETTLED).args(["--rules", "missing"]).run().exits(1).complains("error[unreadable-file]");
}

#[test]
fn wrong_usage_exits_2() {
    Advisor::new().args(["recommend"]).run().exits(2).complains("Usage: advisor recommend");
    recommend(SETTLED).args(["--format", "yaml"]).run().exits(2).complains("table, markdown, json");
    recommend(SETTLED).args(["--color", "sometimes"]).run().exits(2).complains("auto, always, never");
}

#[test]
fn an_invalid_file_exits_3_and_prints_no_decision() {
    for (wrong, code) in [
        ("[feature.chat]\nworklod = \"chat\"", "unknown-key"),
        ("[feature.chat]\nworkload = \"chart\"", "unknown-workload"),
        ("[feature.chat]\nnetwork = \"opne\"", "unknown-value"),
        ("[feature.chat]\ndirection = \"server-to-client\"\nclient_sends = \"often\"", "impossible-facts"),
        ("feature = ", "not-toml"),
        ("", "no-feature"),
    ] {
        let output = recommend(wrong).run().exits(3).complains(&format!("error[{code}]"));
        assert_eq!(output.stdout, "", "{wrong}");
    }
}

#[test]
fn a_feature_without_a_transport_left_exits_4_and_is_still_reported() {
    let output = recommend(FORBIDDEN).run().exits(4).complains("`feed` has no transport left");
    assert!(output.stdout.contains("feed: nothing left"), "{}", output.stdout);
    assert!(output.stdout.contains("This leaves nothing"), "{}", output.stdout);
    let json = recommend(FORBIDDEN).args(["--format", "json"]).run().exits(4).json();
    let feed = feature(&json, "feed");
    assert_eq!((&feed["recommended"], &feed["decided"]["by"]), (&Value::Null, &Value::from("nothing-left")));
    assert_eq!(items(&feed["because"]).len(), 1, "{}", feed["because"]);
}

#[test]
fn an_expectation_that_does_not_hold_exits_5_and_the_decision_is_printed_anyway() {
    let output = recommend(SETTLED).args(["--expect", "chat=sse"]).run().exits(5);
    let output = output.complains("`chat` was expected to get sse, and gets websocket");
    assert!(output.stdout.contains("chat: WebSocket"), "{}", output.stdout);
    recommend(FORBIDDEN).args(["--expect", "feed=sse"]).run().exits(4).complains("gets nothing");
}

#[test]
fn an_expectation_that_holds_changes_nothing() {
    let plain = recommend(SETTLED).run();
    let expected = recommend(SETTLED).args(["--expect", "chat=websocket"]).run().exits(0);
    assert_eq!((expected.stdout, expected.stderr), (plain.stdout, plain.stderr));
}

#[test]
fn an_expectation_that_cannot_be_read_exits_2() {
    for (expectation, said) in [
        ("chatt=sse", "there is no feature `chatt`"),
        ("chat=carrier-pigeon", "there is no transport `carrier-pigeon`"),
        ("chat=web-socket", "did you mean `websocket`?"),
        ("chat", "has no `=`"),
        ("=", "there is no transport ``"),
    ] {
        let output = recommend(SETTLED).args(["--expect", expectation]).run().exits(2).complains(said);
        assert_eq!(output.stdout, "", "{expectation}");
    }
}

#[test]
fn several_expectations_must_all_hold() {
    let both = format!("{SETTLED}\n{OPEN}");
    let expect = |feed: &str| recommend(&both).args(["--expect", "chat=websocket", "--expect", feed]).run();
    let feed = expect("feed=websocket").exits(5).complains("`feed` was expected to get websocket");
    assert!(!feed.stderr.contains("`chat`"), "{}", feed.stderr);
    expect("feed=sse").exits(0);
}

#[test]
fn require_settled_exits_6_where_an_unknown_answer_could_change_a_decision() {
    recommend(OPEN).run().exits(0);
    recommend(OPEN).arg("--require-settled").run().exits(6).complains("`feed` is not settled");
    recommend(SETTLED).arg("--require-settled").run().exits(0);
}

#[test]
fn of_several_complaints_all_are_printed_and_the_lowest_code_wins() {
    let arguments = ["--require-settled", "--expect", "feed=websocket"];
    recommend(OPEN).args(arguments).run().exits(5).complains("is not settled").complains("was expected");
}

#[test]
fn a_dash_reads_standard_input() {
    let piped = Advisor::new().args(["recommend", "-"]).stdin(SETTLED).run().exits(0);
    assert_eq!(piped.stdout, recommend(SETTLED).run().stdout);
    let wrong = Advisor::new().args(["recommend", "-"]).stdin("[feature.chat]\nnetwork = 5").run().exits(3);
    wrong.complains("<standard input>:2:11");
    Advisor::new().args(["recommend", "-"]).run().exits(3).complains("no-feature");
}

#[test]
fn every_command_explains_itself() {
    for command in COMMANDS {
        let long = Advisor::new().args(command).arg("--help").run().exits(0);
        let short = Advisor::new().args(command).arg("-h").run().exits(0);
        for help in [&long, &short] {
            assert!(help.stdout.contains(&format!("Usage: advisor {}", command.join(" "))), "{}", help.stdout);
            assert_eq!(help.stderr, "", "{command:?}");
        }
        let shared = Advisor::new().arg("help").args(command).run().exits(0);
        assert_eq!(shared.stdout, long.stdout, "{command:?}");
    }
}

#[test]
fn the_help_of_recommend_lists_every_exit_code() {
    let help = Advisor::new().args(["recommend", "--help"]).run().exits(0).stdout;
    let listed = help.split("Exit codes:").nth(1).expect("a list of exit codes");
    for code in 0..=6 {
        assert!(listed.split_whitespace().any(|word| word == code.to_string()), "{code} is missing:\n{listed}");
    }
}

#[test]
fn nonsense_after_any_command_is_wrong_usage() {
    for command in COMMANDS {
        let output = Advisor::new().args(command).args(["--nonsense"]).run().exits(2).complains("--nonsense");
        assert_eq!(output.stdout, "", "{command:?}");
        Advisor::new().args(command).args(["a", "b", "c", "--nonsense"]).run().exits(2);
    }
    Advisor::new().arg("nonsense").run().exits(2).complains("nonsense");
    Advisor::new().arg("recomend").run().exits(2).complains("recommend");
}

#[test]
fn advisor_alone_prints_its_help_and_is_wrong_usage() {
    let alone = Advisor::new().run().exits(2).complains("Usage: advisor [OPTIONS] [COMMAND]").complains("Examples:");
    assert_eq!(alone.stdout, "");
    Advisor::new().arg("rules").run().exits(2).complains("Usage: advisor rules [OPTIONS] <COMMAND>");
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = Advisor::new().arg("--version").run().exits(0).stdout;
    assert_eq!(version, format!("advisor {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_of_each_shell_name_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Advisor::new().args(["completions", shell]).run().exits(0).stdout;
        for command in
            ["recommend", "init", "diff", "man", "explain", "rules", "schema", "backtest", "completions", "require-settled"]
        {
            assert!(script.contains(command), "{shell} does not complete {command}");
        }
    }
    Advisor::new().args(["completions", "command.com"]).run().exits(2).complains("bash, elvish, fish, powershell, zsh");
}

#[test]
fn the_shipped_rules_are_listed_and_pass_their_tests_and_checks() {
    let list = Advisor::new().args(["rules", "list"]).run().exits(0).stdout;
    assert!(list.contains("server-pushes") && list.contains("heartbeat-below-idle-timeout"), "{list}");
    let tested = Advisor::new().args(["rules", "test"]).run().exits(0).stdout;
    assert!(tested.ends_with(" examples passed, 0 failed\n") && !tested.starts_with("0 "), "{tested}");
    let checked = Advisor::new().args(["rules", "check"]).run().exits(0);
    assert!(checked.stdout.ends_with(": nothing found\n"), "{}{}", checked.stdout, checked.stderr);
}

#[test]
fn a_backtest_prints_a_table_and_json() {
    let cases = repository("tests/decisions/sse.toml");
    let table = Advisor::new().arg("backtest").arg(cases.display()).run().exits(0).stdout;
    assert!(table.contains("as chosen") && table.contains("always SSE"), "{table}");
    let json = Advisor::new().args(["backtest", "--format", "json"]).arg(cases.display()).run().exits(0).json();
    assert_eq!(json["scores"][0]["name"], "advisor");
    Advisor::new().arg("backtest").run().exits(2).complains("<FILES>");
}
