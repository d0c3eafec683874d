//! The command line.

use std::net::SocketAddrV4;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::dialect::{Dialect, Transport};

/// Thousands of clients in one thread, to measure servers of live updates side by side.
///
/// `load run` measures one server that runs already; `load compare` starts many, one after the other, and measures each of them in
/// rounds; `load table` and `load plot` show what was found. Each message carries its number and the time at which it was sent, and
/// a run says whether each client got each message once and in order.
#[derive(Parser, Debug)]
#[command(name = "load", version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Measures one server that runs already
    Run(Run),
    /// Starts servers, one after the other, and measures them in rounds
    Compare(Compare),
    /// Shows what a comparison found as tables in Markdown
    Table {
        /// What `load compare` wrote
        file: PathBuf,
    },
    /// Draws what a comparison found
    Plot {
        /// What `load compare` wrote
        file: PathBuf,
        /// Where the SVG files go
        folder: PathBuf,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A window of messages that not everybody has got yet, from several connections: how many deliveries a second
    Burst,
    /// One message at a time, the next when everybody has it, so that nothing can be joined
    OneAtATime,
    /// So many messages a second, whatever became of those before: how late they come
    Rate,
    /// Connections that nothing is sent to: the server's memory for each
    Idle,
    /// One message for all long polls that wait: the time until the last is answered
    Release,
    /// Short polls that find nothing new, each client's next right after the answer
    Polls,
}

/// Everything is measured over the loopback interface, from addresses 127.0.0.2 to 127.0.0.33. Pin the server to one core and this
/// program to another (`taskset -c 1 load run ...`): it says where it was itself the bottleneck.
///
/// The 1,000 sockets of a starter, in bursts:
///
///   load run --server 127.0.0.1:8080 --speaks starter --transport websocket --mode burst --clients 1000 --process $(pidof server)
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Run {
    /// Where the server listens; more than once: nodes that clients are spread over
    #[arg(long = "server", required = true, value_name = "ADDRESS:PORT")]
    pub servers: Vec<SocketAddrV4>,
    /// How it wants to be spoken to
    #[arg(long, value_enum, default_value = "starter")]
    pub speaks: Dialect,
    /// How its clients are connected
    #[arg(long, value_enum, default_value = "websocket")]
    pub transport: Transport,
    /// What is measured
    #[arg(long, value_enum, default_value = "burst")]
    pub mode: Mode,
    /// Clients that are connected
    #[arg(long, default_value_t = 1000)]
    pub clients: usize,
    /// How long it is measured, after half a second that is not
    #[arg(long, default_value_t = 3.0)]
    pub seconds: f64,
    /// In bursts: messages that not everybody has got yet
    #[arg(long, default_value_t = 8)]
    pub window: usize,
    /// In bursts: connections that publish
    #[arg(long, default_value_t = 4)]
    pub publishers: usize,
    /// At a rate: messages a second
    #[arg(long, default_value_t = 10.0)]
    pub rate: f64,
    /// Of long polls: rounds
    #[arg(long, default_value_t = 12)]
    pub rounds: usize,
    /// Process ids of the servers, whose children count as well: their CPU time and memory
    #[arg(long = "process", value_name = "ID")]
    pub processes: Vec<u32>,
    /// Process id of their Redis, whose CPU time is shown apart
    #[arg(long, value_name = "ID")]
    pub redis_process: Option<u32>,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(clap::Args, Debug)]
pub struct Compare {
    /// The table of servers
    #[arg(long, value_name = "FILE")]
    pub servers: PathBuf,
    /// What stands for a name in braces in that table, such as `node=/usr/bin/node`
    #[arg(long = "with", value_name = "NAME=VALUE", value_parser = pair)]
    pub with: Vec<(String, String)>,
    /// Measure only these: websocket, sse, polls, release, redis, or a server's name; separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    pub only: Vec<String>,
    /// Rounds; in each, every server has its turn once, in an order of its own
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Decides the order within the rounds
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// A second for each measurement, and no more than 1,000 clients: to see where one stands
    #[arg(long)]
    pub quick: bool,
    /// The core of the servers
    #[arg(long, default_value_t = 0)]
    pub server_core: usize,
    /// The core of the clients
    #[arg(long, default_value_t = 1)]
    pub client_core: usize,
    /// Where the result goes, as JSON
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("it takes the form NAME=VALUE")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}
