//! Histories written by hand, each with one thing wrong or nothing at all.

use std::time::Duration;

use harness::wire::events::Id;

use super::{Finding, Kind, Promise, Resets, check};
use crate::history::{Entry, History, Payload, Transport, What};

fn id(milliseconds: u64) -> Id {
    Id { milliseconds, sequence: 0 }
}

/// A history that is written one entry a second.
struct Writer(History);

impl Writer {
    fn new(client: &str) -> Self {
        Self(History::new(client, "chat/main"))
    }

    fn add(mut self, what: What) -> Self {
        let at = Duration::from_secs(self.0.entries.len() as u64);
        self.0.entries.push(Entry { at, what });
        self
    }

    fn sent(self, number: u64) -> Self {
        self.add(What::Sent { number, key: format!("key-{number}") })
    }

    fn acknowledged(self, number: u64, milliseconds: u64) -> Self {
        self.add(What::Acknowledged { number, id: id(milliseconds) })
    }

    /// Sends numbers one after the other, each acknowledged under ten times its value.
    fn numbers(self, numbers: impl IntoIterator<Item = u64>) -> Self {
        numbers.into_iter().fold(self, |writer, number| writer.sent(number).acknowledged(number, number * 10))
    }

    fn opened(self, cursor: u64) -> Self {
        self.add(What::Opened { transport: Transport::Sse, after: None, cursor: Some(id(cursor)), reset: false })
    }

    fn reset(self, cursor: u64) -> Self {
        self.add(What::Reset { cursor: Some(id(cursor)) })
    }

    fn received_as(self, number: u64, milliseconds: u64) -> Self {
        let payload = Payload { by: "ada".into(), number };
        self.add(What::Received { transport: Transport::Sse, id: id(milliseconds), payload })
    }

    fn received(self, numbers: impl IntoIterator<Item = u64>) -> Self {
        numbers.into_iter().fold(self, |writer, number| writer.received_as(number, number * 10))
    }

    /// Nothing for so many seconds.
    fn waits(self, seconds: u64) -> Self {
        (0..seconds).fold(self, |writer, _| writer.add(What::Parted { transport: Transport::Sse, why: "waits".into() }))
    }
}

fn ada() -> Writer {
    Writer::new("ada").numbers(1..=5)
}

fn bob() -> Writer {
    Writer::new("bob").opened(5)
}

fn findings(writers: impl IntoIterator<Item = Writer>) -> Vec<Finding> {
    findings_of(&Promise::whole(), writers)
}

fn findings_of(promise: &Promise, writers: impl IntoIterator<Item = Writer>) -> Vec<Finding> {
    let histories: Vec<History> = writers.into_iter().map(|writer| writer.0).collect();
    check(&histories, promise)
}

fn kinds(found: &[Finding]) -> Vec<Kind> {
    found.iter().map(|finding| finding.kind).collect()
}

#[test]
fn what_everybody_got_once_and_in_order_is_right() {
    assert_eq!(findings([ada(), bob().received(1..=5), Writer::new("eve").opened(30).received(4..=5)]), []);
}

#[test]
fn what_was_acknowledged_before_a_reader_began_is_not_owed() {
    assert_eq!(findings([ada(), Writer::new("eve").opened(50)]), []);
}

#[test]
fn what_was_acknowledged_and_never_came_is_lost() {
    let found = findings([ada(), bob().received([1, 2, 4, 5])]);
    assert_eq!(found.len(), 1);
    let says = "Lost: `bob` in chat/main: number 3 of `ada`, acknowledged as 30-0, never came";
    assert_eq!(found[0].to_string(), says);
}

#[test]
fn what_is_missing_at_the_end_is_lost_too() {
    assert_eq!(kinds(&findings([ada(), bob().received(1..=3)])), [Kind::Lost, Kind::Lost]);
}

#[test]
fn what_was_never_acknowledged_may_come_or_not() {
    let ada = || ada().sent(6);
    assert_eq!(findings([ada(), bob().received(1..=5)]), []);
    assert_eq!(findings([ada(), bob().received(1..=6)]), []);
}

#[test]
fn what_comes_twice_is_doubled() {
    assert_eq!(kinds(&findings([ada(), bob().received([1, 2, 2, 3, 4, 5])])), [Kind::Doubled]);
}

#[test]
fn what_comes_again_on_the_next_connection_is_doubled() {
    assert_eq!(kinds(&findings([ada(), bob().received(1..=3).opened(30).received(3..=5)])), [Kind::Doubled]);
}

#[test]
fn a_key_that_made_two_events_is_doubled() {
    let found = findings([Writer::new("ada").sent(1).sent(1).acknowledged(1, 20), bob().received_as(1, 10).received_as(1, 20)]);
    assert!(
        found.iter().any(|finding| finding.says == "number 1 of `ada` was published twice, as 10-0 and as 20-0"),
        "{found:?}"
    );
    let two_clients = [bob().received_as(1, 10), Writer::new("eve").opened(15).received_as(1, 20)];
    assert!(kinds(&findings([Writer::new("ada").sent(1).sent(1)].into_iter().chain(two_clients))).contains(&Kind::Doubled));
}

#[test]
fn an_id_that_differs_from_the_acknowledged_one_is_found() {
    let found = findings([Writer::new("ada").sent(1).acknowledged(1, 10), bob().received_as(1, 11)]);
    assert_eq!(found[0].says, "number 1 of `ada` came as 11-0, and was acknowledged as 10-0");
}

#[test]
fn two_messages_under_one_id_are_found() {
    let found =
        findings([Writer::new("ada").sent(1).sent(2), bob().received_as(1, 10), Writer::new("eve").opened(5).received_as(2, 10)]);
    assert_eq!(kinds(&found), [Kind::Doubled]);
}

#[test]
fn ids_that_go_back_are_out_of_order() {
    let found = findings([ada(), bob().received([1, 3, 2, 4, 5])]);
    assert!(found.iter().any(|finding| finding.says == "number 2 of `ada` came as 20-0 after 30-0"), "{found:?}");
}

#[test]
fn two_clients_with_two_orders_are_found_whatever_the_ids_say() {
    let sent = Writer::new("ada").sent(1).sent(2);
    let eve = Writer::new("eve").opened(5).received_as(2, 10).received_as(1, 20);
    let found = findings([sent, bob().received_as(1, 10).received_as(2, 20), eve]);
    assert!(kinds(&found).contains(&Kind::OutOfOrder), "{found:?}");
}

#[test]
fn what_one_publisher_had_acknowledged_first_comes_first() {
    let sent = Writer::new("ada").sent(1).acknowledged(1, 20).sent(2);
    let found = findings([sent, bob().received_as(2, 15).received_as(1, 20)]);
    assert_eq!(found[0].says, "number 1 of `ada` came after number 2 of `ada`, which was sent later");
}

#[test]
fn acknowledged_ids_of_one_publisher_only_grow() {
    let found = findings([Writer::new("ada").sent(1).acknowledged(1, 20).sent(2).acknowledged(2, 20)]);
    assert_eq!(kinds(&found), [Kind::OutOfOrder]);
    // Sent before the other was acknowledged, so in any order.
    assert_eq!(findings([Writer::new("ada").sent(1).sent(2).acknowledged(2, 10).acknowledged(1, 20)]), []);
}

#[test]
fn a_reset_covers_what_is_gone_and_nothing_else() {
    let promise = Promise { resets: Resets::Any, forgotten: Vec::new() };
    assert_eq!(findings_of(&promise, [ada(), bob().received(1..=1).reset(35).received(4..=5)]), []);
    let found = findings_of(&promise, [ada(), bob().received(1..=1).reset(25).received(4..=5)]);
    assert_eq!(kinds(&found), [Kind::Lost], "number 3 follows the reset");
    let found = findings_of(&promise, [ada(), bob().received([1, 3]).reset(35).received(4..=5)]);
    assert_eq!(kinds(&found), [Kind::Lost], "number 2 was missing before the reset");
}

#[test]
fn a_reset_may_bring_again_what_was_there() {
    let promise = Promise { resets: Resets::Any, forgotten: Vec::new() };
    assert_eq!(findings_of(&promise, [ada(), bob().received(1..=3).reset(5).received(1..=5)]), []);
}

#[test]
fn a_reset_without_a_loss_is_needless() {
    assert_eq!(kinds(&findings([ada(), bob().received(1..=3).reset(30).received(4..=5)])), [Kind::ResetNeedless]);
}

#[test]
fn a_forgotten_log_is_a_reset_for_who_was_there() {
    let promise = Promise { resets: Resets::Any, forgotten: vec![Duration::from_secs(9)] };
    // Number 5 is acknowledged after nine seconds.
    let back = || bob().received(1..=4).waits(6);
    assert_eq!(findings_of(&promise, [ada(), back().reset(45).received([5])]), []);
    assert_eq!(kinds(&findings_of(&promise, [ada(), back().opened(40).received([5])])), [Kind::ResetMissing]);
    assert_eq!(findings_of(&promise, [ada(), Writer::new("new").waits(12).opened(45).received([5])]), []);
    let never = findings_of(&promise, [ada(), back()]);
    assert!(kinds(&never).contains(&Kind::Lost), "who never comes back is owed what came after: {never:?}");
}

#[test]
fn ids_may_return_with_a_forgotten_log() {
    let promise = Promise { resets: Resets::Any, forgotten: vec![Duration::from_secs(9)] };
    let sent = Writer::new("ada").numbers(1..=3).waits(4).sent(4).acknowledged(4, 10).sent(5).acknowledged(5, 20);
    let reader = bob().received(1..=3).waits(8).reset(5).received_as(4, 10).received_as(5, 20);
    assert_eq!(findings_of(&promise, [sent, reader]), []);
}

#[test]
fn what_nobody_published_and_what_was_refused_is_strange() {
    assert_eq!(kinds(&findings([bob().received([1])])), [Kind::Strange]);
    let refused = Writer::new("ada").sent(1).add(What::Refused { number: 1, why: "413".into() });
    assert_eq!(kinds(&findings([refused])), [Kind::Strange]);
}
