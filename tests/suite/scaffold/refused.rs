//! Features that a starter does not serve: each is told what to use instead, and the rest can still be made.

use super::{scaffold, transports, written};
use crate::support::Advisor;

const TWO: &str = "[feature.bell]\nworkload = \"notification-feed\"\n[feature.agents]\nworkload = \"job-workers\"\n";

#[test]
fn a_queue_of_jobs_is_refused_with_what_to_use_instead() {
    let refused = scaffold(TWO);
    let output = refused.run().exits(4).complains("error[not-served]: `agents`");
    output.complains("Redis Streams with consumer groups, SQS or RabbitMQ").complains("`--except agents`");
    assert!(!refused.path("out").exists());
    let rest = written(&scaffold(TWO).args(["--except", "agents"]));
    assert_eq!(transports(&rest, "bell"), ["sse", "long-polling"]);
    assert!(transports(&rest, "agents").is_empty());
}

#[test]
fn binary_frames_are_not_replayed() {
    let voice = |missed: &str| {
        scaffold(&format!(
            "[feature.voice]\ndirection = \"bidirectional\"\npayload = \"binary\"\nmissed_updates = \"{missed}\"\n"
        ))
    };
    for missed in ["replay", "unknown"] {
        voice(missed).run().exits(4).complains("not kept for a client that was away").complains("`missed_updates = \"skip\"`");
    }
    voice("skip").run().exits(0);
}

#[test]
fn binary_frames_go_over_a_socket_and_fall_back_on_nothing_that_drops_them() {
    let reports = "[feature.reports]\ndirection = \"client-to-server\"\nclient_sends = \"often\"\npayload = \"binary\"\nmissed_updates = \"skip\"\n";
    let give = |transport: &str| scaffold(reports).args(["--transport", &format!("reports={transport}")]);
    assert_eq!(transports(&written(&give("websocket")), "reports"), ["websocket"]);
    for transport in ["short-polling", "long-polling", "sse"] {
        give(transport).run().exits(4).complains("only a socket has frames").complains("`--transport reports=websocket`");
    }
}

#[test]
fn every_refusal_is_said_at_once() {
    let both = format!("{TWO}[feature.more]\nworkload = \"job-workers\"\n");
    let output = scaffold(&both).run().exits(4);
    assert_eq!(output.stderr.matches("error[not-served]").count(), 2, "{}", output.stderr);
}

#[test]
fn a_transport_that_no_starter_knows_is_refused() {
    let transport = "name = \"Post\"\nshort = \"post\"\nwhat = \"It carries letters.\"\nopen_connection = false\n\
        browser_limit = false\nsends_back = \"another letter\"\nsources = [\"article-transports\"]\n";
    let decision = "machinery = [\"post\", \"short-polling\", \"sse\", \"long-polling\", \"websocket\"]\n";
    let advisor = scaffold(super::CHAT).file("pack/decision.toml", decision).file("pack/transports/post.toml", transport);
    let output = advisor.args(["--rules", "pack", "--transport", "chat=post"]).run().exits(4);
    output.complains("`chat` goes over post, which no starter serves").complains("`--transport chat=`");
}

#[test]
fn a_base_without_the_facts_that_starters_ask_for_cannot_make_one() {
    let transport = "name = \"Post\"\nshort = \"post\"\nwhat = \"It carries letters.\"\nopen_connection = false\n\
        browser_limit = false\nsends_back = \"another letter\"\nsources = [\"folklore\"]\n";
    let advisor = Advisor::new()
        .file("app.toml", "[feature.letters]\n")
        .file("pack/decision.toml", "standalone = true\ntitle = \"Ours\"\nversion = \"7\"\nmachinery = [\"post\"]\n")
        .file("pack/sources.toml", "[source.folklore]\ntitle = \"F\"\nchecked = 2026-11-22\nstanding = \"secondary\"\n")
        .file("pack/transports/post.toml", transport)
        .args(["scaffold", "app.toml", "--lang", "rust", "--out", "out", "--rules", "pack"]);
    advisor.run().exits(3).complains("starters/starters.toml").complains("error[unknown-fact]");
    assert!(!advisor.path("out").exists());
}

#[test]
fn a_reply_is_streamed_whatever_its_feature_goes_over_and_not_where_streams_are_ruled_out() {
    let answers = |more: &str| format!("[feature.answers]\nlifetime = \"one-reply\"\n{more}");
    for given in ["short-polling", "long-polling", "websocket"] {
        let made = written(&scaffold(&answers("")).args(["--transport", &format!("answers={given}")]));
        let served = transports(&made, "answers");
        assert_eq!(served[0], given);
        assert!(served.iter().any(|transport| transport == "sse"), "{served:?}");
        assert!(made.contains_key("src/realtime/replies.rs") && made.contains_key("src/realtime/stream.rs"));
    }
    let forbidden = scaffold(&answers("may_not_use = [\"sse\"]\n")).args(["--transport", "answers=long-polling"]);
    forbidden.run().exits(4).complains("`answers` is one reply").complains("is ruled out for it").complains("`--except answers`");
}
