//! An EventSource that others made, in a process of its own (eventsource/listen.mjs).

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use harness::host::wait_for;
use harness::wire::left;
use serde_json::Value;

use crate::suite;

/// A browser may take its time to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whose EventSource it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Npm,
    Chromium,
}

/// A running one, and what it reports.
pub struct Listener {
    engine: Engine,
    child: Child,
    reports: Receiver<Value>,
}

impl Listener {
    /// Starts it; none where the engine is not installed.
    pub fn start(engine: Engine, url: &str) -> Option<Self> {
        let mut command = Command::new("node");
        command.arg(packages()?.join("listen.mjs"));
        match engine {
            Engine::Npm => command.arg("npm"),
            Engine::Chromium => command.arg("chromium").env("CHROMIUM", chromium()?),
        };
        let mut child = command.arg(url).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().ok()?;
        let output = BufReader::new(child.stdout.take()?);
        let (sender, reports) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let report = serde_json::from_str(&line).unwrap_or_else(|problem| panic!("not a report ({problem}): {line}"));
                if sender.send(report).is_err() {
                    return;
                }
            }
        });
        Some(Self { engine, child, reports })
    }

    /// The next report of a kind, past others.
    pub fn until(&mut self, kind: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        let mut before = Vec::new();
        while let Ok(report) = self.reports.recv_timeout(left(deadline)) {
            if report["kind"] == kind {
                return report;
            }
            before.push(report);
        }
        panic!("{:?} reports no `{kind}`, but {before:?}", self.engine);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // At the end of its input it closes its browser and ends.
        drop(self.child.stdin.take());
        if wait_for(&mut self.child, Duration::from_secs(10)).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The folder with the script and its packages, installed once for each lock file; none without Node.
fn packages() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER.get_or_init(install).as_deref()
}

fn install() -> Option<PathBuf> {
    let (from, to) = (suite().join("eventsource"), Path::new(env!("CARGO_TARGET_TMPDIR")).join("eventsource"));
    let lock = fs::read(from.join("package-lock.json")).expect("the lock file is there");
    fs::create_dir_all(&to).expect("a folder below target/");
    let installed = fs::read(to.join("package-lock.json")).is_ok_and(|old| old == lock) && to.join("node_modules").is_dir();
    fs::copy(from.join("listen.mjs"), to.join("listen.mjs")).expect("a file below target/");
    if !installed {
        fs::copy(from.join("package.json"), to.join("package.json")).expect("a file below target/");
        fs::write(to.join("package-lock.json"), lock).expect("a file below target/");
        let output =
            Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&to).output().ok()?;
        assert!(output.status.success(), "npm ci: {}", String::from_utf8_lossy(&output.stderr));
    }
    Some(to)
}

fn chromium() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}
