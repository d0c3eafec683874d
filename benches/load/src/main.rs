//! A load generator for servers of live updates, and the comparison of several of them (docs/performance.md).
//!
//! One thread and epoll, so that it costs less than what it measures. `run` measures one server: `fanout`, `polls` and `idle` are its
//! modes; `marker` and `check` say how old each message is and whether each client got it once and in order. `compare` starts servers
//! and has this program run beside each of them.

mod arguments;
mod check;
mod compare;
mod dialect;
mod failure;
mod fanout;
mod http;
mod idle;
mod marker;
mod net;
mod outcome;
mod polls;
mod process;
mod publishers;
mod subscribers;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, Mode, Run};
use dialect::Transport;
use failure::Failure;
use outcome::Outcome;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run(options) => measure(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Table { file } => compare::table(&file),
        Command::Plot { file, folder } => compare::plot(&file, &folder),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("load: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Measures one server; fails where messages were lost, doubled or out of order.
fn measure(options: &Run) -> Result<ExitCode, Failure> {
    net::raise_open_files();
    let outcome = mode(options)?;
    if options.json {
        println!("{}", serde_json::to_string(&outcome)?);
    } else {
        print!("{}", outcome.table());
    }
    Ok(if outcome.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn mode(options: &Run) -> Result<Outcome, Failure> {
    if options.clients == 0 {
        return Err(Failure::new("without a client there is nothing to measure: --clients is 1 or more"));
    }
    let held = matches!(options.transport, Transport::Websocket | Transport::Sse);
    match options.mode {
        Mode::Release if options.transport == Transport::LongPolling => polls::release(options),
        Mode::Polls if options.transport == Transport::ShortPolling => polls::short(options),
        Mode::Idle => idle::run(options),
        Mode::Burst | Mode::OneAtATime | Mode::Rate if held => fanout::run(options),
        _ => Err(Failure::new(
            "burst, one-at-a-time and rate are for --transport websocket and sse; release for long-polling, polls for short-polling",
        )),
    }
}
