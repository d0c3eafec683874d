//! What lies between clients and servers breaks: connections that nobody closes, and proxies that do not let everything through.

use std::time::Duration;

use harness::host::service::Mode;
use harness::host::{ports, settings, wait_until};

use super::Run;
use crate::client::publisher::Habit;
use crate::crowd::Role;
use crate::history::Transport;
use crate::network::Network;
use crate::proxy::{Kind, Proxy};
use crate::scene::{LONG, PATIENCE, SHORT, SOCKET, STREAM, Scene, decided, everyone, habit, news, readers, room};

pub fn runs() -> Vec<Run> {
    vec![
        Run {
            name: "half-open",
            says: "A way that passes nothing on, and closes nothing, is noticed at both ends; what was published on it counts once.",
            modes: &[Mode::Process, Mode::Redis],
            long: false,
            alone: false,
            play: half_open,
        },
        Run {
            name: "half-open-network",
            says: "The same where a router drops all packets between two network namespaces.",
            modes: &[Mode::Process, Mode::Redis],
            long: true,
            alone: true,
            play: half_open_network,
        },
        Run {
            name: "upgrade-blocked",
            says: "Behind a proxy that refuses `Upgrade`, clients of the socket fall back to the stream and lose nothing.",
            modes: &[Mode::Process],
            long: false,
            alone: false,
            play: upgrade_blocked,
        },
        Run {
            name: "buffering-proxy",
            says: "Behind a proxy that keeps an answer until it is whole, everybody ends up polling and loses nothing.",
            modes: &[Mode::Process],
            long: false,
            alone: false,
            play: buffering,
        },
        Run {
            name: "idle-cut",
            says: "A proxy that cuts idle connections cuts no stream and no socket, for heartbeats go over them; polls are repeated.",
            modes: &[Mode::Process],
            long: false,
            alone: false,
            play: idle_cut,
        },
    ]
}

/// Those who read past the proxy: nobody else has long polling as the decided transport in these runs.
fn witness(role: Role) -> bool {
    role == Role::Reads(Transport::LongPolling)
}

fn half_open(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let target = scene.addresses()[0];
    let proxy = Proxy::new(Kind::Passes, target);
    let (manner, direct) = (scene.manner([proxy.address]), scene.manner([target]));
    scene.crowd.read(1, &room(), &LONG, &direct);
    scene.crowd.read(1, &news(), &LONG, &direct);
    scene.crowd.read(4, &room(), &SOCKET, &manner);
    scene.crowd.read(4, &room(), &STREAM, &manner);
    scene.crowd.read(2, &news(), &SHORT, &manner);
    scene.crowd.publish(2, &room(), habit(false), &manner);
    scene.crowd.publish(1, &room(), habit(true), &manner);
    scene.crowd.publish(1, &news(), habit(false), &manner);
    scene.underway();
    for _ in 0..scene.rounds() {
        proxy.swallow_answers();
        scene.until_still(witness);
        scene.say("answers are lost: every publisher waits for one");
        proxy.swallow_requests();
        scene.say("nothing is passed on any more");
        scene.all_part(|role| !witness(role));
        scene.say("everybody has noticed");
        proxy.heal();
        scene.goes_on();
    }
    scene.nobody_fell_back();
    // Of the sockets that nobody closed, the server has let go.
    let labels = ["feature=\"chat\"", "transport=\"websocket\""];
    let sockets =
        scene.crowd.progress(readers).iter().filter(|progress| progress.transport == Some(Transport::WebSocket)).count() + 1;
    let let_go = wait_until(PATIENCE, || scene.metric("realtime_connections", &labels) <= sockets as f64);
    assert!(
        let_go,
        "the server still holds {} sockets, of which {sockets} are in use",
        scene.metric("realtime_connections", &labels)
    );
    scene.keep(proxy);
}

fn half_open_network(scene: &mut Scene) {
    assert!(Network::possible(), "network namespaces need root and iproute2 (apt-get install iproute2)");
    let network = Network::make();
    let address = Network::server(ports::free().port());
    scene.start(&settings(&[("ADDRESS", &address.to_string())]));
    let mut manner = scene.manner([address]);
    manner.network = Some(network.namespace());
    scene.usual_crowd(&manner);
    for _ in 0..scene.rounds() {
        network.forward(false);
        scene.say("all packets are dropped");
        scene.all_part(everyone);
        scene.say("everybody has noticed");
        network.forward(true);
        scene.goes_on();
        scene.say("everybody is back");
    }
    scene.nobody_fell_back();
    scene.keep(network);
}

fn upgrade_blocked(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let target = scene.addresses()[0];
    let proxy = Proxy::new(Kind::BlocksUpgrades, target);
    let manner = scene.manner([proxy.address]);
    scene.keep(proxy);
    scene.usual_readers(&manner);
    // realtime.js posts where its socket does not get through.
    scene.crowd.publish(3, &room(), habit(false), &manner);
    scene.crowd.publish(1, &news(), habit(false), &manner);
    scene.underway();
    scene.expect("the stream is what is left", decided(&[Transport::WebSocket]), |progress| {
        progress.transport == Some(Transport::Sse)
    });
    scene.goes_on();
}

fn buffering(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let target = scene.addresses()[0];
    let proxy = Proxy::new(Kind::Buffers, target);
    let manner = scene.manner([proxy.address]);
    scene.keep(proxy);
    scene.usual_readers(&manner);
    scene.crowd.publish(1, &room(), habit(false), &manner);
    scene.crowd.publish(1, &news(), habit(false), &manner);
    scene.underway();
    scene.expect("polling is what is left", decided(&[Transport::WebSocket, Transport::Sse]), |progress| {
        progress.transport == Some(Transport::LongPolling)
    });
    scene.goes_on();
}

/// Above two heartbeats of these runs, and below the wait of a poll.
const IDLE: Duration = Duration::from_millis(2200);

fn idle_cut(scene: &mut Scene) {
    scene.start(&settings(&[]));
    let target = scene.addresses()[0];
    let proxy = Proxy::new(Kind::CutsIdle(IDLE), target);
    let mut manner = scene.manner([proxy.address]);
    manner.wait = 5;
    scene.keep(proxy);
    scene.usual_readers(&manner);
    let rarely = Habit { every: Duration::from_secs(4), ..habit(false) };
    scene.crowd.publish(1, &room(), rarely, &manner);
    scene.crowd.publish(1, &news(), rarely, &manner);
    scene.underway();
    scene.expect("polls are cut", decided(&[Transport::LongPolling]), |progress| progress.parted > 0);
    scene.goes_on();
    let cut = scene.crowd.progress(decided(&[Transport::WebSocket, Transport::Sse])).iter().filter(|one| one.parted > 0).count();
    assert_eq!(cut, 0, "streams and sockets over which heartbeats go are cut");
}
