//! The live features of «app», over HTTP. `app` is yours; `realtime` is the machinery that rarely needs touching.

mod app;
mod realtime;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    realtime::run().await
}
