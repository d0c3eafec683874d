//! What a client sees as one service: a node, or two behind a balancer that gives every request to another one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::project::Project;
use super::redis::Redis;
use super::server::Server;
use super::{Settings, settings};
use crate::client::Client;
use crate::wire::token::{Claims, SECRET};

/// How many nodes, and which broker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Mode {
    Process,
    Redis,
    RedisTwo,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Process, Self::Redis, Self::RedisTwo];

    pub fn name(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Redis => "redis",
            Self::RedisTwo => "redis-two",
        }
    }

    pub fn has_redis(self) -> bool {
        self != Self::Process
    }

    fn nodes(self) -> usize {
        if self == Self::RedisTwo { 2 } else { 1 }
    }
}

/// What every service of the suite is told, unless a check says otherwise: a key, so that there are subjects, no limit on how
/// fast the suite may ask, and a drain that does not hold it up.
pub fn usual() -> Settings {
    settings(&[
        ("JWT_SECRET", SECRET),
        ("RATE_LIMIT", "0"),
        ("DRAIN_SECONDS", "1"),
        ("ALLOWED_ORIGINS", "https://listed.example"),
    ])
}

/// The nodes of a mode.
pub struct Service {
    // Nodes go before the Redis that they hold on to.
    pub nodes: Vec<Server>,
    pub redis: Option<Redis>,
    turn: AtomicUsize,
}

impl Service {
    /// Starts the nodes of a mode with the usual settings and these on top; an empty value takes a usual one away.
    pub fn start(project: &Arc<Project>, mode: Mode, extra: &Settings) -> Self {
        let redis = mode.has_redis().then(Redis::start);
        Self::start_on(project, mode, redis, extra)
    }

    /// The same on a Redis that runs already.
    pub fn start_on(project: &Arc<Project>, mode: Mode, redis: Option<Redis>, extra: &Settings) -> Self {
        let settings = merged(redis.as_ref(), extra);
        // One after the other: the first may still be busy with what its language does at a first start.
        let nodes = (0..mode.nodes()).map(|number| Server::start(project.of_node(number), &settings)).collect();
        Self { nodes, redis, turn: AtomicUsize::new(0) }
    }

    /// The node whose turn it is.
    pub fn node(&self) -> &Server {
        &self.nodes[self.turn.fetch_add(1, Ordering::Relaxed) % self.nodes.len()]
    }

    pub fn address(&self) -> SocketAddr {
        self.node().address
    }

    pub fn redis(&self) -> &Redis {
        self.redis.as_ref().expect("the mode has Redis")
    }

    /// A client of its own subject that may do everything.
    pub fn client(&self) -> Client<'_> {
        let subject = crate::unique("subject");
        Client::new(self, Some(Claims::all(&subject).token()))
    }

    /// A client without a token.
    pub fn stranger(&self) -> Client<'_> {
        Client::new(self, None)
    }

    /// A client with these claims.
    pub fn bearer(&self, claims: &Claims) -> Client<'_> {
        Client::new(self, Some(claims.token()))
    }

    /// All that the nodes have said.
    pub fn log(&self) -> String {
        self.nodes.iter().map(Server::log).collect::<Vec<_>>().join("\n-- the next node --\n")
    }
}

/// The usual settings, where the broker is, and what a check adds.
pub fn merged(redis: Option<&Redis>, extra: &Settings) -> Settings {
    let mut settings = usual();
    settings.extend(redis.map(|redis| ("REDIS_URL".to_owned(), redis.url())));
    settings.extend(extra.clone());
    settings.retain(|_, value| !value.is_empty());
    settings
}
