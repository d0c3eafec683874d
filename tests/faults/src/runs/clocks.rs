//! Clocks are set back, on Redis and on a server in process.

use harness::host::redis::{DURABLE, Redis};
use harness::host::service::Mode;
use harness::host::settings;

use super::Run;
use crate::clock::Clock;
use crate::scene::{Scene, everyone, readers};

pub fn runs() -> Vec<Run> {
    vec![
        Run {
            name: "clock-back",
            says: "Where the clock of Redis is set back by hours, ids go on growing, and nothing is lost or reset.",
            modes: &[Mode::RedisTwo],
            long: false,
            alone: false,
            play: of_redis,
        },
        Run {
            name: "clock-back",
            says: "The same of a server in process; restarted under a clock that is behind, it knows old cursors for what they are.",
            modes: &[Mode::Process],
            long: false,
            alone: false,
            play: of_server,
        },
    ]
}

fn clock() -> Clock {
    Clock::new().expect("libfaketime is not installed (apt-get install faketime)")
}

/// Seconds since 1970.
fn now_of(redis: &Redis) -> u64 {
    redis.connection().run(&["TIME"]).texts()[0].parse().expect("seconds")
}

fn of_redis(scene: &mut Scene) {
    let clock = clock();
    let redis = Redis::start_in(&clock.settings(), &DURABLE);
    scene.start_on(redis, &settings(&[]));
    let addresses = scene.addresses();
    let manner = scene.manner(addresses);
    scene.usual_crowd(&manner);
    for hours in 1..=2 * scene.rounds() {
        let before = now_of(scene.redis());
        clock.set(&format!("-{hours}h"));
        let after = now_of(scene.redis());
        assert!(after + 3000 < before, "the clock of Redis goes back: {after} after {before}");
        scene.say(format_args!("the clock of Redis is {hours} h behind"));
        scene.goes_on();
        // Who comes now resumes with cursors of a time that has not come yet.
        scene.crowd.cut(readers);
        scene.goes_on();
    }
    scene.say("Redis is killed, and starts again under that clock");
    scene.redis().kill();
    scene.nodes_answer(503);
    scene.redis().start_again();
    scene.nodes_answer(200);
    scene.goes_on();
}

fn of_server(scene: &mut Scene) {
    let clock = clock();
    scene.start(&clock.settings());
    let addresses = scene.addresses();
    let manner = scene.manner(addresses);
    scene.usual_crowd(&manner);
    for hours in 1..=2 * scene.rounds() {
        clock.set(&format!("-{hours}h"));
        scene.say(format_args!("the server's clock is {hours} h behind"));
        scene.goes_on();
        scene.crowd.cut(readers);
        scene.goes_on();
    }
    scene.say("the server is killed, and starts again under that clock");
    scene.service().nodes[0].kill();
    scene.all_part(everyone);
    scene.forget();
    scene.service().nodes[0].start_again();
    scene.goes_on();
    scene.expect("everybody gets a reset", readers, |progress| progress.resets == 1);
}
