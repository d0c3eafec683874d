//! A Redis of the suite's own.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use super::{Settings, ports, signal, wait_for, wait_until};
use crate::wire::resp::{Connection, Reply};

const START: Duration = Duration::from_secs(30);

/// Every acknowledged write is on disk.
pub const DURABLE: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

/// A Redis process with a folder of its own, from which it starts again with what it knew.
pub struct Redis {
    pub address: SocketAddr,
    options: Vec<String>,
    environment: Settings,
    folder: TempDir,
    child: Child,
}

impl Redis {
    /// Whether there is one to start.
    pub fn installed() -> bool {
        Command::new("redis-server").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    }

    /// Starts one that has every acknowledged write on disk, as the shipped compose file does.
    pub fn start() -> Self {
        Self::start_with(&DURABLE)
    }

    pub fn start_with(options: &[&str]) -> Self {
        Self::start_in(&Settings::new(), options)
    }

    /// The same with variables in its environment.
    pub fn start_in(environment: &Settings, options: &[&str]) -> Self {
        let address = ports::free();
        let folder = tempfile::tempdir().expect("a scratch folder");
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let child = Self::process(address, &options, environment, &folder);
        let redis = Self { address, options, environment: environment.clone(), folder, child };
        redis.wait_until_up();
        redis
    }

    fn process(address: SocketAddr, options: &[String], environment: &Settings, folder: &TempDir) -> Child {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--port", &address.port().to_string(), "--save", ""]).args(options);
        command
            .arg("--dir")
            .arg(folder.path())
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().expect("redis-server (apt-get install redis-server)")
    }

    fn wait_until_up(&self) {
        let up = || {
            Connection::open(self.address)
                .and_then(|mut redis| redis.ask(&["PING"]))
                .is_ok_and(|reply| reply == Reply::Text("PONG".into()))
        };
        assert!(wait_until(START, up), "Redis does not start");
    }

    /// What `REDIS_URL` is to be.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    pub fn connection(&self) -> Connection {
        Connection::open(self.address).expect("Redis answers")
    }

    /// SIGKILL, and waits for the end.
    pub fn kill(&mut self) {
        signal(self.child.id(), Signal::KILL);
        assert!(wait_for(&mut self.child, START).is_some(), "SIGKILL ends a process");
    }

    /// Starts it again at its address, with what is on its disk.
    pub fn start_again(&mut self) {
        self.child = Self::process(self.address, &self.options, &self.environment, &self.folder);
        self.wait_until_up();
    }

    /// Leaves its connections open and answers nothing.
    pub fn pause(&self) {
        signal(self.child.id(), Signal::STOP);
    }

    /// Goes on after [`Redis::pause`].
    pub fn resume(&self) {
        signal(self.child.id(), Signal::CONT);
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        signal(self.child.id(), Signal::KILL);
        let _ = self.child.wait();
    }
}
