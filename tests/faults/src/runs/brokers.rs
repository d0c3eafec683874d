//! Redis goes away, stands still, or loses the subscriptions.

use std::thread;
use std::time::Duration;

use harness::host::service::Mode;
use harness::host::settings;

use super::Run;
use crate::history::Transport;
use crate::scene::{Scene, decided, publishers};

pub fn runs() -> Vec<Run> {
    vec![
        Run {
            name: "redis-killed",
            says: "Redis with `appendfsync always` is killed (-9) and started again: what was acknowledged is there, once and in order.",
            modes: &[Mode::RedisTwo],
            long: false,
            alone: false,
            play: killed,
        },
        Run {
            name: "redis-paused",
            says: "Redis stands still for 5 s (SIGSTOP): publishing waits, repeated messages become one, and everybody goes on.",
            modes: &[Mode::RedisTwo],
            long: false,
            alone: false,
            play: paused,
        },
        Run {
            name: "subscription-cut",
            says: "Nodes whose subscriptions are cut while publishing and reconnecting go on read what they did not hear.",
            modes: &[Mode::RedisTwo],
            long: false,
            alone: false,
            play: cut,
        },
    ]
}

fn begin(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let addresses = scene.addresses();
    let mut manner = scene.manner(addresses);
    (manner.first_pause, manner.longest_pause) = (Duration::from_millis(500), Duration::from_secs(2));
    scene.usual_crowd(&manner);
}

fn killed(scene: &mut Scene) {
    begin(scene);
    for _ in 0..scene.rounds() {
        scene.say("Redis is killed");
        scene.redis().kill();
        scene.nodes_answer(503);
        scene.say("the nodes say that it is away");
        scene.redis().start_again();
        scene.nodes_answer(200);
        scene.say("it is there again");
        scene.goes_on();
    }
    scene.nobody_fell_back();
}

/// How long Redis stands still.
const PAUSE: Duration = Duration::from_secs(5);

fn paused(scene: &mut Scene) {
    begin(scene);
    for _ in 0..scene.rounds() {
        scene.say("Redis stands still");
        scene.redis().pause();
        // The pause itself is the fault.
        thread::sleep(PAUSE);
        scene.redis().resume();
        scene.say("it goes on");
        scene.goes_on();
        scene.nodes_answer(200);
    }
    scene.nobody_fell_back();
}

fn cut(scene: &mut Scene) {
    begin(scene);
    let mut redis = scene.redis().connection();
    for _ in 0..5 * scene.rounds() {
        redis.run(&["CLIENT", "KILL", "TYPE", "pubsub"]);
        scene.say("the subscriptions are cut");
        // Who comes back now reads from the log what its node has not heard of.
        scene.crowd.cut(decided(&[Transport::Sse]));
        let late = scene.crowd.wait_for_more(crate::scene::PATIENCE, publishers, |progress| progress.acknowledged);
        assert!(late.is_empty(), "publishing goes on: not for {}", late.join(", "));
        scene.goes_on();
    }
    scene.nobody_fell_back();
}
