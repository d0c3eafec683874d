//! Servers that are started for one measurement, on free ports and one core, and stopped by their id.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::catalogue::{Catalogue, Server};
use crate::failure::Failure;

/// How long a server may take to listen, and to stop once it is told to.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program that stops when this is dropped.
pub struct Running(Child);

impl Running {
    pub fn start(mut command: Command) -> Result<Self, Failure> {
        let name = format!("{command:?}");
        command.spawn().map(Self).map_err(|error| Failure::new(format!("{name} does not start: {error}")))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn has_ended(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The id of one that has ended may be somebody else's by now.
        if !self.has_ended() {
            let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
        }
        let deadline = Instant::now() + PATIENCE;
        while !self.has_ended() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server, with all of its nodes and their Redis.
pub struct Host {
    pub addresses: Vec<SocketAddrV4>,
    pub nodes: Vec<Running>,
    pub redis: Option<Running>,
    /// Into which the server writes how late its event loop is, where it does.
    delay: Option<PathBuf>,
    _scratch: TempDir,
}

impl Host {
    pub fn start(catalogue: &Catalogue, server: &Server, with: &[(String, String)], core: usize) -> Result<Self, Failure> {
        let scratch = tempfile::tempdir()?;
        let log = scratch.path().join("log");
        let mut names = with.to_vec();
        names.push(("scratch".to_owned(), scratch.path().display().to_string()));
        let delay = server.tells_delay.then(|| scratch.path().join("delay"));
        names.extend(delay.iter().map(|file| ("delay".to_owned(), file.display().to_string())));
        let mut redis = None;
        if server.redis {
            let port = free_port()?;
            redis = Some(started(&redis_command(port, scratch.path()), &[], port, core, &log)?);
            names.push(("redis".to_owned(), port.to_string()));
        }
        let (mut nodes, mut addresses) = (Vec::new(), Vec::new());
        for _ in 0..server.nodes {
            let (port, spare) = (free_port()?, free_port()?);
            let mut names = names.clone();
            names.extend([("port".to_owned(), port.to_string()), ("spare".to_owned(), spare.to_string())]);
            if let Some(file) = &server.file {
                let text = fs::read_to_string(catalogue.folder.join(file))?;
                fs::write(scratch.path().join(file), put_in(&text, &names))?;
            }
            let words: Vec<String> = server.run.iter().map(|word| put_in(word, &names)).collect();
            let environment: Vec<_> =
                server.environment.iter().map(|(name, value)| (name.clone(), put_in(value, &names))).collect();
            nodes.push(started(&words, &environment, port, core, &log)?);
            addresses.push(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port));
        }
        if server.redis {
            // Nodes subscribe in the background.
            thread::sleep(Duration::from_millis(500));
        }
        Ok(Self { addresses, nodes, redis, delay, _scratch: scratch })
    }

    /// Milliseconds by which the event loop of the first node was late, where it says so.
    pub fn event_loop_delay(&self) -> Option<f64> {
        let file = self.delay.as_ref()?;
        let _ = kill_process(Pid::from_child(&self.nodes[0].0), Signal::USR2);
        let deadline = Instant::now() + PATIENCE;
        while !file.exists() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        fs::read_to_string(file).ok()?.trim().parse().ok()
    }
}

/// A Redis that keeps what it acknowledged, as the deployment of the starters does.
fn redis_command(port: u16, folder: &Path) -> Vec<String> {
    let line =
        format!("redis-server --bind 127.0.0.1 --port {port} --dir {} --appendonly yes --appendfsync always", folder.display());
    line.split(' ').map(str::to_owned).chain(["--save".to_owned(), String::new()]).collect()
}

fn started(words: &[String], environment: &[(String, String)], port: u16, core: usize, log: &Path) -> Result<Running, Failure> {
    let output = File::options().create(true).append(true).open(log)?;
    let mut command = pinned(core);
    command.args(words).envs(environment.iter().cloned());
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let mut running = Running::start(command)?;
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if running.has_ended() || Instant::now() > deadline {
            let said = fs::read_to_string(log).unwrap_or_default();
            return Err(Failure::new(format!("`{}` does not listen on port {port}:\n{said}", words.join(" "))));
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(running)
}

/// A command on one core.
pub fn pinned(core: usize) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", &core.to_string()]);
    command
}

fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// A text with values for the names in braces.
fn put_in(text: &str, names: &[(String, String)]) -> String {
    names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_names_are_put_in() {
        let names = [("port".to_owned(), "80".to_owned())];
        assert_eq!(put_in("listen {port}; events { } {other}", &names), "listen 80; events { } {other}");
    }
}
