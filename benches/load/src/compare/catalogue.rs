//! The table of servers, and the measurements that each of them is fit for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::arguments::Mode;
use crate::dialect::{Dialect, Transport};
use crate::failure::Failure;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub what: String,
    pub speaks: Dialect,
    pub transports: Vec<Transport>,
    /// Absent: all.
    pub modes: Option<Vec<Mode>>,
    pub run: Vec<String>,
    /// A file beside the peers, which is put into the scratch folder.
    pub file: Option<String>,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    #[serde(default = "one")]
    pub nodes: usize,
    /// Whether it says how late its event loop is: `{delay}` is the file into which it writes milliseconds on SIGUSR2.
    #[serde(default)]
    pub tells_delay: bool,
    /// Whether the nodes share a Redis.
    #[serde(default)]
    pub redis: bool,
}

fn one() -> usize {
    1
}

pub struct Catalogue {
    pub servers: BTreeMap<String, Server>,
    /// Where the files of peers lie.
    pub folder: PathBuf,
}

impl Catalogue {
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        let servers = toml::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        Ok(Self { servers, folder: file.with_file_name("peers") })
    }
}

/// One measurement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scenario {
    /// What files and goals call it.
    pub key: &'static str,
    pub title: &'static str,
    /// What `--only` calls it.
    pub group: &'static str,
    pub transport: Transport,
    pub mode: Mode,
    pub clients: usize,
    pub redis: bool,
}

impl Scenario {
    /// Whether a server takes part.
    pub fn takes(&self, server: &Server) -> bool {
        self.redis == server.redis
            && server.transports.contains(&self.transport)
            && server.modes.as_ref().is_none_or(|modes| modes.contains(&self.mode))
    }
}

macro_rules! scenarios {
    ($($key:literal $title:literal $group:literal $transport:ident $mode:ident $clients:literal $redis:literal;)*) => {
        &[$(Scenario {
            key: $key,
            title: $title,
            group: $group,
            transport: Transport::$transport,
            mode: Mode::$mode,
            clients: $clients,
            redis: $redis,
        },)*]
    };
}

#[rustfmt::skip]
pub const SCENARIOS: &[Scenario] = scenarios! {
    "websocket-burst-1000"  "WebSocket, 1,000 clients, in bursts"            "websocket" Websocket    Burst      1_000 false;
    "websocket-burst-5000"  "WebSocket, 5,000 clients, in bursts"            "websocket" Websocket    Burst      5_000 false;
    "websocket-one-1000"    "WebSocket, 1,000 clients, one message at a time" "websocket" Websocket   OneAtATime 1_000 false;
    "websocket-one-5000"    "WebSocket, 5,000 clients, one message at a time" "websocket" Websocket   OneAtATime 5_000 false;
    "websocket-rate-1000"   "WebSocket, 1,000 clients, 10 messages a second" "websocket" Websocket    Rate       1_000 false;
    "websocket-idle-1000"   "WebSocket, 1,000 idle connections"              "websocket" Websocket    Idle       1_000 false;
    "websocket-idle-10000"  "WebSocket, 10,000 idle connections"             "websocket" Websocket    Idle      10_000 false;
    "sse-burst-1000"        "SSE, 1,000 clients, in bursts"                  "sse"       Sse          Burst      1_000 false;
    "sse-burst-5000"        "SSE, 5,000 clients, in bursts"                  "sse"       Sse          Burst      5_000 false;
    "sse-one-1000"          "SSE, 1,000 clients, one message at a time"      "sse"       Sse          OneAtATime 1_000 false;
    "sse-one-5000"          "SSE, 5,000 clients, one message at a time"      "sse"       Sse          OneAtATime 5_000 false;
    "sse-rate-1000"         "SSE, 1,000 clients, 10 messages a second"       "sse"       Sse          Rate       1_000 false;
    "sse-idle-1000"         "SSE, 1,000 idle connections"                    "sse"       Sse          Idle       1_000 false;
    "sse-idle-10000"        "SSE, 10,000 idle connections"                   "sse"       Sse          Idle      10_000 false;
    "polls"                 "Short polling, 64 clients, nothing new (304)"   "polls"     ShortPolling Polls         64 false;
    "release-1000"          "Long polling, 1,000 clients released by one message" "release" LongPolling Release  1_000 false;
    "polls-idle-10000"      "Short polling, 10,000 connections between two polls" "polls" ShortPolling Idle 10_000 false;
    "release-idle-10000"    "Long polling, 10,000 polls that wait"           "release"   LongPolling  Idle      10_000 false;
    "redis-websocket-burst" "WebSocket over Redis, 1,000 clients, in bursts" "redis"     Websocket    Burst      1_000 true;
    "redis-websocket-one"   "WebSocket over Redis, 1,000 clients, one message at a time" "redis" Websocket OneAtATime 1_000 true;
    "redis-sse-burst"       "SSE over Redis, 1,000 clients, in bursts"       "redis"     Sse          Burst      1_000 true;
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_servers_is_read_and_each_takes_part_in_something() {
        let catalogue = Catalogue::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../servers.toml"))).expect("a table");
        for (name, server) in &catalogue.servers {
            assert!(SCENARIOS.iter().any(|scenario| scenario.takes(server)), "{name}");
            assert!(server.file.as_ref().is_none_or(|file| catalogue.folder.join(file).exists()), "{name}");
        }
    }
}
