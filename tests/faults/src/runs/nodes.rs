//! Nodes go away: by SIGKILL, one after the other in a rolling restart, and with thousands of clients on them.

use std::time::Duration;

use harness::host::service::Mode;
use harness::host::settings;

use super::Run;
use crate::client::publisher::Habit;
use crate::history::Transport;
use crate::nginx::Nginx;
use crate::scene::{PATIENCE, SOCKET, STREAM, Scene, decided, everyone, habit, readers, room};

pub fn runs() -> Vec<Run> {
    vec![
        Run {
            name: "node-killed",
            says: "A node that is killed (-9) and started again costs no acknowledged message: its clients go on at the other node.",
            modes: &[Mode::RedisTwo],
            long: false,
            alone: false,
            play: killed,
        },
        Run {
            name: "node-killed",
            says: "In process, a node that is killed (-9) and started again tells every client that returns of the reset, and all go on.",
            modes: &[Mode::Process],
            long: false,
            alone: false,
            play: forgotten,
        },
        Run {
            name: "rolling-restart",
            says: "Two nodes behind nginx with the generated configuration are restarted one after the other, and nobody loses a message.",
            modes: &[Mode::RedisTwo],
            long: false,
            alone: false,
            play: rolling,
        },
        Run {
            name: "storm",
            says: "2,000 clients whose connections are cut come back at once, and catch up without a loss while publishing goes on.",
            modes: &[Mode::Process],
            long: false,
            alone: true,
            play: cut,
        },
        Run {
            name: "storm",
            says: "2,000 clients of a node that is killed (-9) come back at once as soon as it is there again, and lose nothing.",
            modes: &[Mode::Redis],
            long: false,
            alone: true,
            play: all_at_once,
        },
    ]
}

fn killed(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let addresses = scene.addresses();
    let manner = scene.manner(addresses);
    scene.usual_crowd(&manner);
    for round in 0..2 * scene.rounds() {
        scene.say("a node is killed");
        scene.service().nodes[round % 2].kill();
        scene.goes_on();
        scene.say("everybody goes on at the other node");
        scene.service().nodes[round % 2].start_again();
        scene.goes_on();
        scene.say("the node is there again");
    }
    scene.nobody_fell_back();
}

fn forgotten(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let addresses = scene.addresses();
    let manner = scene.manner(addresses);
    scene.usual_crowd(&manner);
    for _ in 0..scene.rounds() {
        scene.say("the node is killed");
        scene.service().nodes[0].kill();
        scene.all_part(everyone);
        scene.forget();
        scene.service().nodes[0].start_again();
        scene.say("it is there again, with an empty log");
        scene.goes_on();
    }
    let rounds = scene.rounds() as u64;
    scene.expect("everybody gets a reset", readers, |progress| progress.resets >= rounds);
    scene.nobody_fell_back();
}

fn rolling(scene: &mut Scene) {
    assert!(Nginx::installed(), "nginx is not installed (apt-get install nginx)");
    scene.start(&settings(&[("DRAIN_SECONDS", "2"), ("TRUSTED_PROXIES", "127.0.0.1")]));
    let addresses = scene.addresses();
    let nginx = Nginx::start(&scene.project, &addresses);
    let manner = scene.manner([nginx.address]);
    scene.keep(nginx);
    scene.usual_crowd(&manner);
    for round in 0..2 * scene.rounds() {
        let number = round % 2;
        scene.say(format_args!("node {} is asked to stop", number + 1));
        let node = &mut scene.service().nodes[number];
        node.terminate();
        let status = node.wait(PATIENCE).expect("a node that drains ends");
        assert!(status.success(), "it ends with {status}");
        node.start_again();
        scene.say("it has drained, and is there again");
        scene.goes_on();
    }
    scene.nobody_fell_back();
}

/// As many as a server may hold in a minute of trouble; they come back without the pause that realtime.js makes.
fn thousands(scene: &mut Scene, every: Duration) {
    let addresses = scene.addresses();
    let mut manner = scene.manner(addresses);
    (manner.first_pause, manner.longest_pause) = (Duration::from_millis(50), Duration::from_secs(5));
    scene.crowd.read(1000, &room(), &SOCKET, &manner);
    scene.crowd.read(900, &room(), &STREAM, &manner);
    scene.crowd.read(100, &room(), &[Transport::LongPolling], &manner);
    scene.crowd.publish(1, &room(), Habit { every, ..habit(false) }, &manner);
    scene.underway();
}

/// A busy machine may take 10 s to answer somebody among thousands, who then takes the socket for blocked.
const SLOW: usize = 10;

fn cut(scene: &mut Scene) {
    scene.start(&settings(&[]));
    thousands(scene, Duration::from_millis(100));
    for _ in 0..2 * scene.rounds() {
        scene.say("all connections are cut at once");
        scene.crowd.cut(readers);
        scene.goes_on();
        scene.say("everybody is back");
    }
    scene.at_most_fell_back(SLOW);
}

fn all_at_once(scene: &mut Scene) {
    scene.start(&settings(&[]));
    thousands(scene, Duration::from_millis(250));
    for _ in 0..scene.rounds() {
        scene.say("the node is killed");
        scene.service().nodes[0].kill();
        scene.all_part(decided(&[Transport::WebSocket, Transport::Sse]));
        scene.service().nodes[0].start_again();
        scene.say("it is there again");
        scene.goes_on();
        scene.say("everybody is back");
    }
    scene.at_most_fell_back(SLOW);
}
