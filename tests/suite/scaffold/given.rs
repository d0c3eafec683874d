//! Transports that are given, and those that are fallen back on.

use super::{CHAT, scaffold, transports, written};
use crate::support::{Advisor, feature, items, text};

#[test]
fn a_transport_that_is_given_is_used_and_what_speaks_against_it_is_said() {
    let output = scaffold(CHAT).args(["--transport", "chat=sse", "--set", "client_sends=often"]).run().exits(0);
    output
        .complains("`chat` goes over SSE, as given, and not over WebSocket, as decided: one strong reason fewer")
        .complains("(slight: frequent-sends)");
}

#[test]
fn the_decided_transport_may_be_given_and_is_nothing_to_talk_about() {
    let output = scaffold(CHAT).args(["--transport", "chat=websocket"]).run().exits(0);
    assert!(!output.stderr.contains("as given"), "{}", output.stderr);
}

#[test]
fn a_veto_against_a_given_transport_is_said_as_one() {
    let output = scaffold(CHAT).args(["--transport", "chat=websocket", "--set", "upgrade_blocked=true"]).run().exits(0);
    output.complains("ruled out. Against it:").complains("(veto: upgrade-blocked)");
}

#[test]
fn a_feature_that_has_no_transport_left_may_be_given_one() {
    let nothing = "[app]\nmay_not_use = [\"websocket\", \"sse\", \"long-polling\", \"short-polling\"]\n".to_owned() + CHAT;
    let left = scaffold(&nothing).run().exits(4).complains("error[not-served]: `chat` has no transport left");
    left.complains("`--transport chat=`: `short-polling`").complains("`--except chat`");
    scaffold(&nothing).args(["--transport", "chat=sse"]).run().exits(0).complains("rule every transport out");
}

#[test]
fn fallbacks_are_those_of_the_decision() {
    let requirements = "[feature.chat]\nworkload = \"chat\"\nnetwork = \"restrictive\"\n";
    let decided = Advisor::new().args(["recommend", "-", "--format", "json"]).stdin(requirements).run().exits(0).json();
    let chat = feature(&decided, "chat");
    let steps = items(&chat["fallback"]).iter().map(|step| text(&step["transport"]));
    let decided: Vec<&str> = [text(&chat["recommended"])].into_iter().chain(steps).collect();
    assert!(decided.len() > 1, "{decided:?}");
    assert_eq!(transports(&written(&scaffold(requirements)), "chat"), decided);
}

#[test]
fn fallbacks_of_a_given_transport_are_its_own_but_for_those_ruled_out() {
    let given = |more: &[&str]| transports(&written(&scaffold(CHAT).args(["--transport", "chat=sse"]).args(more)), "chat");
    assert_eq!(given(&[]), ["sse", "long-polling"]);
    assert_eq!(given(&["--set", "may_not_use=long-polling"]), ["sse"]);
}

#[test]
fn what_cannot_be_given_is_told_apart() {
    let said = |given: &str, complaint: &str| {
        scaffold(CHAT).args(["--transport", given]).run().exits(2).complains(complaint);
    };
    said("chat", "`--transport chat` has no `=`");
    said("chat=web-socket", "did you mean `websocket`?");
    said("chats=sse", "did you mean `chat`?");
    scaffold(CHAT).args(["--except", "chats"]).run().exits(2).complains("did you mean `chat`?");
    scaffold(CHAT).args(["--except", "chat"]).run().exits(2).complains("leaves every feature of the file out");
    Advisor::new().args(["scaffold", "app.toml", "--lang", "cobol", "--out", "out"]).run().exits(2).complains("rust");
}
