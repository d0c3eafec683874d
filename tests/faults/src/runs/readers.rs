//! Readers that do not keep up, or were away for too long.

use std::time::Duration;

use harness::host::service::Mode;
use harness::host::settings;

use super::Run;
use crate::checker::Resets;
use crate::client::publisher::Habit;
use crate::crowd::Role;
use crate::history::Transport;
use crate::scene::{LONG, PATIENCE, SHORT, SOCKET, STREAM, Scene, decided, habit, news, publishers, readers, room};

pub fn runs() -> Vec<Run> {
    vec![
        Run {
            name: "reconnecting",
            says: "Who is cut again and again while publishing knows no pause gets everything once: the log and what comes join without a seam.",
            modes: &[Mode::Process, Mode::RedisTwo],
            long: false,
            alone: false,
            play: reconnecting,
        },
        Run {
            name: "slow-readers",
            says: "Readers whose queues are full are let go, come back with their cursors, and get everything; others wait for nobody.",
            modes: &[Mode::Process, Mode::Redis],
            long: false,
            alone: false,
            play: slow,
        },
        Run {
            name: "trimmed",
            says: "Who was away while the topic was trimmed is told so with a reset, and gets all that is kept.",
            modes: &[Mode::Process, Mode::Redis],
            long: false,
            alone: false,
            play: trimmed,
        },
    ]
}

/// How often everybody is cut.
const CUTS: usize = 40;

fn reconnecting(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let addresses = scene.addresses();
    let mut manner = scene.manner(addresses);
    (manner.first_pause, manner.longest_pause) = (Duration::from_millis(20), Duration::from_millis(20));
    scene.crowd.read(5, &room(), &SOCKET, &manner);
    scene.crowd.read(5, &room(), &STREAM, &manner);
    scene.crowd.read(2, &room(), &LONG, &manner);
    scene.crowd.publish(2, &room(), Habit { every: Duration::ZERO, ..habit(false) }, &manner);
    scene.underway();
    let held = decided(&[Transport::WebSocket, Transport::Sse]);
    for _ in 0..CUTS * scene.rounds() {
        let cut = || scene.crowd.cut(held);
        let late = scene.crowd.wait_for_more_after(PATIENCE, held, |progress| progress.opened, cut);
        assert!(late.is_empty(), "not everybody comes back in {PATIENCE:?}: {}", late.join(", "));
    }
    scene.say(format_args!("everybody was cut {} times", CUTS * scene.rounds()));
    scene.goes_on();
    scene.nobody_fell_back();
}

/// Large enough that what an operating system holds between two sockets is full after some hundred.
const LARGE: usize = 60_000;
/// Of these: some 30 MB.
const MANY: u64 = 500;

fn slow(scene: &mut Scene) {
    // A reader that rests is not to be taken for dead.
    let patient = ("HEARTBEAT_SECONDS", "30");
    // A node keeps so many bytes of all topics.
    let roomy = ("HISTORY_BYTES", "2000000000");
    scene.start(&settings(&[("QUEUE_LENGTH", "16"), patient, roomy]));
    let addresses = scene.addresses();
    let manner = scene.manner(addresses);
    scene.crowd.read(2, &room(), &SOCKET, &manner);
    scene.crowd.read(2, &room(), &STREAM, &manner);
    scene.crowd.read(2, &room(), &LONG, &manner);
    let large = Habit { every: Duration::from_millis(2), ballast: LARGE, ..habit(false) };
    scene.crowd.publish(2, &room(), large, &manner);
    scene.underway();
    let held = decided(&[Transport::WebSocket, Transport::Sse]);
    for _ in 0..scene.rounds() {
        catch_up(scene, held);
        scene.crowd.flag(held, |control| &control.stalled, true);
        scene.say("the streams and sockets are read by nobody");
        let before = published(scene);
        let enough = harness::host::wait_until(PATIENCE, || published(scene) >= before + MANY);
        assert!(enough, "publishing waits for readers that rest");
        let parted: u64 = scene.crowd.progress(held).iter().map(|progress| progress.parted).sum();
        scene.crowd.flag(held, |control| &control.stalled, false);
        scene.say("they are read again");
        let all = parted + scene.crowd.progress(held).len() as u64;
        let let_go = harness::host::wait_until(PATIENCE, || {
            scene.crowd.progress(held).iter().map(|progress| progress.parted).sum::<u64>() >= all
        });
        assert!(let_go, "readers that were too slow are not let go");
        scene.goes_on();
    }
    assert!(scene.metric("realtime_queue_overflows_total", &["feature=\"chat\""]) >= 1.0, "no queue was full");
}

/// Waits until nothing is missing, and goes on publishing: who still reads the log has no queue that could be full.
fn catch_up(scene: &Scene, chosen: impl Fn(Role) -> bool + Copy) {
    scene.crowd.flag(publishers, |control| &control.away, true);
    scene.until_still(chosen);
    scene.crowd.flag(publishers, |control| &control.away, false);
}

fn published(scene: &Scene) -> u64 {
    scene.crowd.progress(publishers).iter().map(|progress| progress.acknowledged).sum()
}

/// What a topic keeps in this run.
const KEPT: u64 = 50;

fn trimmed(scene: &mut Scene) {
    scene.start(&settings(&[("HISTORY_LENGTH", &KEPT.to_string())]));
    scene.promise.resets = Resets::Any;
    let addresses = scene.addresses();
    let manner = scene.manner(addresses);
    scene.crowd.read(3, &room(), &SOCKET, &manner);
    scene.crowd.read(3, &room(), &STREAM, &manner);
    scene.crowd.read(3, &room(), &LONG, &manner);
    scene.crowd.read(3, &news(), &SHORT, &manner);
    for place in [room(), news()] {
        scene.crowd.publish(1, &place, Habit { every: Duration::from_millis(5), ..habit(false) }, &manner);
    }
    scene.underway();
    for round in 1..=scene.rounds() as u64 {
        scene.crowd.flag(readers, |control| &control.away, true);
        scene.crowd.cut(readers);
        scene.say("all readers are away");
        let before = scene.crowd.progress(publishers).iter().map(|progress| progress.acknowledged).max().unwrap_or_default();
        scene.expect("more is published than is kept", publishers, |progress| progress.acknowledged > before + 3 * KEPT);
        scene.crowd.flag(readers, |control| &control.away, false);
        scene.say("they come back");
        scene.expect("everybody gets a reset", readers, |progress| progress.resets >= round);
        scene.goes_on();
    }
}
