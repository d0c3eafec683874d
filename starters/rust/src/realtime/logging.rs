//! Logs as JSON, one line an event of note. `LOG` sets the level: error, warn, info, debug.

use std::env;

use tracing_subscriber::EnvFilter;

pub fn start() {
    let filter = env::var("LOG")
        .ok()
        .and_then(|level| EnvFilter::try_new(level).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new("«settings.LOG.usual»"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_target(false)
        .init();
}
