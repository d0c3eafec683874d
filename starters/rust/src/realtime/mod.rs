//! The machinery: topics, their logs, and the ways to and from clients.
//!
//! A request enters through `routes` and `access`. What it publishes goes through `publish` to the `broker`, which keeps the log and
//! announces the event to the `hub`; from there `live` queues bring it to the `delivery` of each connection, and that to its
//! transport.

mod access;
mod broker;
mod clock;
//% if websocket
mod closing;
mod command;
//% endif
mod config;
//% if long_polling or sse or websocket
mod connections;
//% endif
mod cors;
mod cursor;
//% if long_polling or sse or websocket
mod delivery;
//% endif
mod demo;
mod door;
mod drain;
pub mod event;
mod expiring;
pub mod feature;
mod health;
//% if replies or redis
mod hex;
//% endif
mod history;
//% if long_polling or sse or websocket
mod hub;
//% endif
mod json;
mod limits;
//% if long_polling or sse or websocket
mod live;
//% endif
mod logging;
mod memory;
mod metrics;
mod names;
mod origin;
//% if sse or websocket
mod pace;
//% endif
//% if polling
mod poll;
//% endif
//% if sse or websocket
mod port;
//% endif
mod problem;
mod publish;
mod query;
//% if long_polling or sse or websocket
mod queue;
//% endif
//% if sse or websocket
mod random;
//% endif
mod rates;
//% if redis
mod redis;
//% endif
//% if replies
mod replies;
//% endif
mod routes;
//% if sse or websocket
mod row;
//% endif
mod serve;
//% if websocket
mod session;
mod socket;
//% endif
mod state;
//% if sse
mod stream;
//% endif
//% if long_polling or sse or websocket
mod takeover;
//% endif
//% if tickets
mod ticket;
//% endif
mod token;
//% if long_polling
mod wait;
//% endif
mod window;
//% if long_polling or sse or websocket
mod wire;
//% endif

use std::env;
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};
//% if replies
use tokio::sync::Semaphore;
//% endif

pub use broker::Answer;
//% if replies
pub use replies::Reply;
//% endif
pub use state::History;

use broker::Broker;
use config::Settings;
//% if long_polling or sse or websocket
use connections::Connections;
//% endif
use drain::Drain;
//% if long_polling or sse or websocket
use hub::Hub;
//% endif
use memory::Memory;
use metrics::Metrics;
use rates::Rates;
//% if redis
use redis::Redis;
//% endif

/// What all requests share.
pub struct Realtime {
    settings: Arc<Settings>,
//% if long_polling or sse or websocket
    hub: Arc<Hub>,
//% endif
    broker: Broker,
    metrics: Arc<Metrics>,
    drain: Drain,
    rates: Rates,
//% if long_polling or sse or websocket
    connections: Connections,
//% endif
//% if replies
    /// Replies that are written at once.
    writers: Arc<Semaphore>,
//% endif
}

/// Runs the server until it is told to stop.
pub async fn run() -> ExitCode {
    logging::start();
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            tracing::error!("{message}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let mut settings = Settings::read(|name| env::var(name).ok())?;
    limits::fit(&mut settings);
    // From before anybody can see that this runs: a signal that nobody waits for ends it at once.
    let stop = told_to_stop().map_err(|error| format!("signals cannot be heard: {error}"))?;
    let settings = Arc::new(settings);
    let realtime = Arc::new(Realtime::new(&settings).await?);
    let public = listen("ADDRESS", settings.address)?;
    let private = settings
        .metrics_address
        .map(|address| listen("METRICS_ADDRESS", address))
        .transpose()?;
    // Not what was asked for, where that was any free port.
    let address = public
        .local_addr()
        .map_err(|error| format!("ADDRESS is unknown: {error}"))?;
    // Before anybody is answered: who finds the server serving finds this in its log.
    tracing::info!(%address, signed = settings.key.is_some(), "listening: http://{address}/");
//% if sse or websocket
    let stall = Duration::from_secs(2 * settings.heartbeat_seconds);
//% else
    let stall = STALL;
//% endif
    let (routes, shared) = (routes::public(&realtime), Arc::clone(&realtime));
    let site = move |request| door::enter(Arc::clone(&shared), routes.clone(), request);
    let most = settings.max_connections + SPARE;
    tokio::spawn(serve::serve(public, site, most, stall));
    if let Some(private) = private {
        let routes = routes::private(&realtime);
        let site = move |request| door::answer(routes.clone(), request);
        tokio::spawn(serve::serve(private, site, SCRAPERS, stall));
    }
    tokio::spawn(sweep(Arc::clone(&realtime)));
    stop.await;
    tracing::info!(seconds = settings.drain_seconds, "draining");
    realtime.drain.begin();
    tokio::time::sleep(Duration::from_secs(settings.drain_seconds)).await;
    // What closed last may not have left yet.
    tokio::time::sleep(GRACE).await;
    tracing::info!("stopped");
    Ok(())
}

/// Connections that wait to be taken in, at most: after a break all clients come back at once, and who finds no room here tries
/// again after 1 s, 3 s and 7 s. The operating system may allow fewer (`net.core.somaxconn`).
const WAITING: u32 = 4096;

/// After the drain.
const GRACE: Duration = Duration::from_millis(200);

/// Connections beyond those that are held, each for one request: health checks, publishing, and answers that there is no room.
const SPARE: usize = 256;

/// Connections to the metrics.
const SCRAPERS: usize = 16;

//% if not (sse or websocket)
/// How long a client may leave an answer unread.
const STALL: Duration = Duration::from_secs(40);

//% endif
impl Realtime {
    async fn new(settings: &Arc<Settings>) -> Result<Self, String> {
        let metrics = Arc::new(Metrics::new());
//% if long_polling or sse or websocket
        let hub = Arc::new(Hub::new(Arc::clone(settings)));
        let memory = || Memory::new(Arc::clone(settings), Arc::clone(&hub), Arc::clone(&metrics));
//% else
        let memory = || Memory::new(Arc::clone(settings), Arc::clone(&metrics));
//% endif
//% if redis and (long_polling or sse or websocket)
        let broker = match &settings.redis_url {
            Some(url) => Broker::Redis(Redis::connect(url, settings, &hub)?),
            None => Broker::Memory(memory()),
        };
//% elif redis
        let broker = match &settings.redis_url {
            Some(url) => Broker::Redis(Redis::connect(url, settings)?),
            None => Broker::Memory(memory()),
        };
//% else
        let broker = Broker::Memory(memory());
//% endif
        Ok(Self {
            settings: Arc::clone(settings),
//% if long_polling or sse or websocket
            hub,
//% endif
            broker,
            metrics,
            drain: Drain::new(settings.drain_seconds),
            rates: Rates::new(settings.rate_limit),
//% if long_polling or sse or websocket
            connections: Connections::new(settings.max_connections),
//% endif
//% if replies
            writers: Arc::new(Semaphore::new(
                settings.max_connections.min(Semaphore::MAX_PERMITS),
            )),
//% endif
        })
    }
}

fn listen(name: &str, address: SocketAddr) -> Result<TcpListener, String> {
    let listener = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }
    .and_then(|socket| {
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(WAITING)
    });
    listener.map_err(|error| format!("{name} {address} cannot be listened on: {error}"))
}

async fn sweep(realtime: Arc<Realtime>) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    loop {
        seconds.tick().await;
        realtime.broker.sweep();
        realtime.rates.sweep();
//% if replies
        replies::finish_overdue(&realtime).await;
//% endif
    }
}

/// Listens for signals from now on, and waits for one.
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
