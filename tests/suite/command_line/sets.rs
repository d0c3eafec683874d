//! `--set`, and which of several values of a fact holds.

use super::{known, recommend};

/// Two features on one workload, which assumes `max_staleness = "500ms"`.
const TWO: &str = "[feature.chat]\nworkload = \"chat\"\n\n[feature.talk]\nworkload = \"chat\"\n";

/// What `--set` makes of a fact of both features.
fn set(arguments: &[&str], fact: &str) -> [Option<String>; 2] {
    let sets = arguments.iter().flat_map(|argument| ["--set", argument]);
    let json = recommend(TWO).args(["--format", "json"]).args(sets).run().exits(0).json();
    ["chat", "talk"].map(|name| known(&json, name, fact).0.map(str::to_owned))
}

fn some(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn set_changes_a_fact_of_every_feature_or_of_one() {
    assert_eq!(set(&["max_staleness=3s"], "max_staleness"), [some("\"3s\""), some("\"3s\"")]);
    assert_eq!(set(&["talk.max_staleness=3s"], "max_staleness"), [some("\"500ms\""), some("\"3s\"")]);
}

#[test]
fn the_later_of_two_sets_holds() {
    assert_eq!(set(&["max_staleness=3s", "talk.max_staleness=4s"], "max_staleness"), [some("\"3s\""), some("\"4s\"")]);
    assert_eq!(set(&["talk.max_staleness=4s", "max_staleness=3s"], "max_staleness"), [some("\"3s\""), some("\"3s\"")]);
}

#[test]
fn set_takes_each_kind_of_value_with_and_without_quotes() {
    for (argument, fact, value) in [
        ("network=open", "network", "\"open\""),
        ("network=\"open\"", "network", "\"open\""),
        (" network = open ", "network", "\"open\""),
        ("max_staleness=250ms", "max_staleness", "\"250ms\""),
        ("payload_size=2KB", "payload_size", "\"2KB\""),
        ("concurrent_clients=20000", "concurrent_clients", "20000"),
        ("concurrent_clients=20_000", "concurrent_clients", "20000"),
        ("clients=cli,server", "clients", "[\"server\", \"cli\"]"),
        ("clients=[cli, server]", "clients", "[\"server\", \"cli\"]"),
        ("clients=[\"cli\", \"server\"]", "clients", "[\"server\", \"cli\"]"),
        ("clients=browser", "clients", "[\"browser\"]"),
        ("may_not_use=[]", "may_not_use", "[]"),
        ("may_not_use=sse", "may_not_use", "[\"sse\"]"),
        ("upgrade_blocked=yes", "upgrade_blocked", "true"),
        ("upgrade_blocked=true", "upgrade_blocked", "true"),
        ("upgrade_blocked=no", "upgrade_blocked", "false"),
        ("upgrade_blocked=false", "upgrade_blocked", "false"),
    ] {
        assert_eq!(set(&[argument], fact)[0].as_deref().map(|value| value.replace('_', "")), some(value), "{argument}");
    }
}

#[test]
fn set_to_unknown_forgets_what_the_file_and_the_workload_say() {
    for fact in ["max_staleness", "clients", "payload", "upgrade_blocked", "concurrent_clients"] {
        for unknown in ["unknown", "\"unknown\""] {
            assert_eq!(set(&[&format!("talk.{fact}={unknown}")], fact)[1], None, "{fact}");
        }
    }
}

#[test]
fn a_set_that_cannot_be_read_is_wrong_usage() {
    for (argument, said) in [
        ("network", "has no `=`"),
        ("netwrok=open", "did you mean `network`?"),
        ("talk.netwrok=open", "did you mean `network`?"),
        ("network=opne", "did you mean `open`?"),
        ("network=", "is not a value of `network`"),
        ("tlak.network=open", "did you mean `talk`?"),
        ("everything.network=open", "there is no feature `everything`"),
        ("max_staleness=soon", "`soon` is not a value of `max_staleness`"),
        ("max_staleness=5", "`5` is not a value of `max_staleness`"),
        ("max_staleness=-5s", "`-5s` is not a value of `max_staleness`"),
        ("concurrent_clients=many", "write a whole number, such as `20_000`"),
        ("concurrent_clients=-1", "counts from 0 up"),
        ("upgrade_blocked=maybe", "`true`, `false` or `\"unknown\"`"),
        ("clients=", "`clients` is an empty list"),
        ("clients=browser,telex", "`telex` is not a value of `clients`"),
        ("workload=chat", "there is no fact `workload`"),
        ("=open", "there is no fact ``"),
    ] {
        let output = recommend(TWO).args(["--set", argument]).run().exits(2).complains(said);
        assert_eq!(output.stdout, "", "{argument}");
    }
}

#[test]
fn every_wrong_argument_is_reported_at_once() {
    let arguments = ["--set", "network=opne", "--set", "payload=text", "--set", "clients=telex"];
    recommend(TWO).args(arguments).run().exits(2).complains("`opne`").complains("`telex`");
}

#[test]
fn set_may_not_make_facts_contradict_each_other() {
    let one_way = recommend(TWO).args(["--set", "direction=server-to-client", "--set", "client_sends=often"]).run();
    one_way.exits(3).complains("error[impossible-facts]").complains("in `talk`");
}

#[test]
fn a_feature_beats_the_app_and_the_app_beats_the_workload_and_the_workload_beats_nothing_said() {
    let text = |app: &str, feature: &str| format!("[app]\n{app}\n[feature.chat]\nworkload = \"chat\"\n{feature}\n");
    let staleness = |text: &str, more: &[&str]| {
        let json = recommend(text).args(["--format", "json"]).args(more).run().exits(0).json();
        let (value, origin) = known(&json, "chat", "max_staleness");
        (value.unwrap_or("nothing").to_owned(), origin.to_owned())
    };
    let is = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    let (app, own) = ("max_staleness = \"1s\"", "max_staleness = \"2s\"");
    assert_eq!(staleness("[feature.chat]\n", &[]), is("nothing", "unknown"));
    assert_eq!(staleness(&text("", ""), &[]), is("\"500ms\"", "assumed"));
    assert_eq!(staleness(&text(app, ""), &[]), is("\"1s\"", "given"));
    assert_eq!(staleness(&text(app, own), &[]), is("\"2s\"", "given"));
    assert_eq!(staleness(&text(app, own), &["--set", "max_staleness=3s"]), is("\"3s\"", "given"));
}

#[test]
fn a_default_holds_only_where_nothing_is_said() {
    let blocked = |text: &str| {
        let json = recommend(text).args(["--format", "json"]).run().exits(0).json();
        let (value, origin) = known(&json, "chat", "upgrade_blocked");
        format!("{} ({origin})", value.unwrap_or("nothing"))
    };
    assert_eq!(blocked("[feature.chat]\n"), "false (default)");
    assert_eq!(blocked("[app]\nupgrade_blocked = true\n[feature.chat]\n"), "true (given)");
    assert_eq!(blocked("[app]\nupgrade_blocked = true\n[feature.chat]\nupgrade_blocked = false\n"), "false (given)");
    assert_eq!(blocked("[feature.chat]\nupgrade_blocked = \"unknown\"\n"), "nothing (unknown)");
}

#[test]
fn unknown_beats_what_a_workload_assumes() {
    let text = "[feature.chat]\nworkload = \"chat\"\ndirection = \"unknown\"\n";
    let json = recommend(text).args(["--format", "json"]).run().exits(0).json();
    assert_eq!(known(&json, "chat", "direction"), (None, "unknown"));
    let text = "[app]\ndirection = \"unknown\"\n[feature.chat]\nworkload = \"chat\"\n";
    let json = recommend(text).args(["--format", "json"]).run().exits(0).json();
    assert_eq!(known(&json, "chat", "direction"), (None, "unknown"));
}

#[test]
fn a_fact_that_contradicts_an_assumption_is_an_error_until_the_assumed_fact_is_stated() {
    let text = "[feature.chat]\nworkload = \"chat\"\nclient_sends = \"never\"\n";
    let output = recommend(text).run().exits(3).complains("error[impossible-facts]").complains("workload `chat` assumes");
    assert_eq!(output.stdout, "");
    for stated in ["server-to-client", "unknown"] {
        recommend(text).args(["--set", &format!("direction={stated}")]).run().exits(0);
    }
}
