//! Whether Redis goes along.

use advisor::diag::{Files, Problems};
use advisor::load::read_starters;

use super::{CHAT, scaffold, written};
use crate::generate::shipped;
use crate::support::{Advisor, read, repository};

const MANY: &str = "[feature.chat]\nworkload = \"chat\"\nconcurrent_clients = 20_000\n";

fn remark(advisor: &Advisor) -> Option<String> {
    let said = advisor.run().exits(0).stderr;
    said.lines().find(|line| line.contains("Redis")).map(str::to_owned)
}

#[test]
fn redis_goes_along_where_the_notes_call_for_a_second_server() {
    let said = remark(&scaffold(MANY)).expect("it is said");
    assert!(said.contains("`chat` calls for a second server"), "{said}");
    assert!(said.contains("advisor explain sockets-sessions-and-a-broadcast") && said.contains("`--without redis`"), "{said}");
    assert_eq!(remark(&scaffold(CHAT)), None);
    assert_eq!(remark(&scaffold(&MANY.replace("20_000", "9_999"))), None);
}

#[test]
fn what_is_said_of_redis_counts_more_than_the_notes() {
    for option in ["--with", "--without"] {
        for requirements in [MANY, CHAT] {
            let advisor = scaffold(requirements).args([option, "redis"]);
            assert_eq!(remark(&advisor), None);
            let record = read(&advisor.path("out/advisor.toml"));
            assert!(record.contains(&format!("{} = [\"redis\"]", &option[2..])), "{record}");
        }
    }
    let both = scaffold(CHAT).args(["--with", "redis", "--without", "redis"]);
    both.run().exits(2).complains("give one of the two");
}

#[test]
fn a_pack_that_switches_the_note_off_calls_for_nothing() {
    let disable = "disable = [{ id = \"scaling/sockets-sessions-and-a-broadcast\", because = \"one server is enough\" }]\n";
    let advisor = scaffold(MANY).file("pack/decision.toml", disable).args(["--rules", "pack"]);
    assert_eq!(remark(&advisor), None);
    assert!(written(&scaffold(MANY)).contains_key("advisor.toml"));
}

/// The note of each transport that says what more servers take is there, so that none is passed over for a misspelt id.
#[test]
fn every_transport_has_a_note_that_may_call_for_a_second_server() {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add("starters.toml", read(&repository("starters/starters.toml")));
    let starters = read_starters(shipped(), &files, file, &mut problems).expect("it is right");
    assert!(problems.is_empty());
    for id in &starters.served {
        let notes = starters.second_server.notes.iter().map(|note| shipped().note(*note));
        assert!(notes.clone().any(|note| note.transports.contains(id)), "{}", shipped().transport(*id).id);
    }
    let named = read(&repository("starters/starters.toml"));
    for note in &starters.second_server.notes {
        assert!(named.contains(&format!("\"{}\"", shipped().note(*note).id)));
    }
    assert_eq!(starters.second_server.notes.len(), 4);
    assert!(starters.refusals.iter().any(|refusal| refusal.workload.is_some()), "the workload that is refused exists");
}
