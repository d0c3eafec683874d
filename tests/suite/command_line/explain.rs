//! `explain`: everything that has an id has a page.

use crate::support::{Advisor, Output};

/// Two pieces of a pack with one id: a rule that is called like a workload.
const CALLED_CHAT: &str = r#"
summary = "A rule that is called like a workload"
because = "So that an id is ambiguous."
sources = ["article-table"]
when = { network = "open", payload = "binary" }
favour = { websocket = "slight" }
"#;

fn explain(id: &str) -> Output {
    Advisor::new().args(["explain", id]).run()
}

/// The headings of what is explained.
fn headings(output: &Output) -> Vec<&str> {
    output.stdout.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect()
}

#[test]
fn each_kind_of_id_is_explained_in_its_own_words() {
    for (id, kind, says) in [
        ("server-pushes", "strategy", "a strong reason for SSE"),
        ("memory-per-connection", "scaling", "Applies when"),
        ("heartbeat-below-idle-timeout", "pitfalls", "Applies when"),
        ("web-push", "beside", "Sources"),
        ("sse", "transports", "Fall back on"),
        ("max_staleness", "facts", "Rules that ask for it"),
        ("chat", "workloads", "Assumes, where the file says nothing else"),
        ("article-table", "sources", "Named by"),
        ("table-1", "lines", "Carried by"),
        ("unknown-fact", "diagnostics", "vocabulary"),
    ] {
        let named = explain(id).exits(0);
        assert_eq!(headings(&named), [format!("{id} ({kind})")], "{}", named.stdout);
        assert!(named.stdout.contains(says), "{id} should say \"{says}\":\n{}", named.stdout);
        assert_eq!(explain(&format!("{kind}/{id}")).exits(0).stdout, named.stdout);
    }
}

#[test]
fn every_id_that_rules_list_names_can_be_explained() {
    let list = Advisor::new().args(["rules", "list"]).run().exits(0).stdout;
    let ids: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' ')).collect();
    assert!(ids.len() > 50, "{list}");
    // One run a kind is enough to see that the list names what `explain` takes; the reference test reads every page.
    for line in ids.iter().step_by(20) {
        let id = line.split_whitespace().next().expect("a line is not empty");
        explain(id).exits(0);
    }
}

#[test]
fn an_ambiguous_id_explains_everything_that_has_it_and_a_kind_chooses() {
    let pack = |id: &str| {
        let advisor = Advisor::new().args(["explain", id, "--rules", "pack"]);
        advisor.file("pack/strategy/chat.toml", CALLED_CHAT).run().exits(0)
    };
    let both = pack("chat");
    assert_eq!(headings(&both), ["chat (strategy)", "chat (workloads)"]);
    assert_eq!(headings(&pack("strategy/chat")), ["chat (strategy)"]);
    assert_eq!(headings(&pack("workloads/chat")), ["chat (workloads)"]);
}

#[test]
fn an_unknown_id_is_wrong_usage_with_the_nearest_one_as_help() {
    for (id, near) in [
        ("servr-pushes", "server-pushes"),
        ("max_stalenes", "max_staleness"),
        ("max-staleness", "max_staleness"),
        ("web-socket", "websocket"),
        ("strategy/servr-pushes", "server-pushes"),
    ] {
        let output = explain(id).exits(2).complains(&format!("there is nothing called `{id}`"));
        assert!(output.complains(&format!("did you mean `{near}`?")).stdout.is_empty(), "{id}");
    }
    explain("zzzzzzzzzzzz").exits(2).complains("docs/reference has everything");
    explain("").exits(2).complains("there is nothing called ``");
}

#[test]
fn a_right_id_of_the_wrong_kind_is_not_explained() {
    explain("workloads/server-pushes").exits(2).complains("there is nothing called `workloads/server-pushes`");
    explain("nonsense/sse").exits(2).complains("did you mean");
}
