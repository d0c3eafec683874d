//! One node: a generated server, started as its README says.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use super::project::Project;
use super::{Settings, lowest, ports, signal, wait_for, wait_until};
use crate::wire::http::{Request, open_within};

/// How long a server may take to be ready, on a machine that does much else.
const START: Duration = Duration::from_secs(120);

/// A server's process, its addresses and what it has said.
pub struct Server {
    project: Arc<Project>,
    settings: Settings,
    pub address: SocketAddr,
    pub metrics: SocketAddr,
    logs: TempDir,
    child: Child,
}

impl Server {
    /// Starts and ends what each node of a service is started from. The first start may do more than start, such as build, which takes
    /// its time and which two at a time would disturb each other in.
    pub fn start_once(project: &Arc<Project>) {
        let [first, second] = [0, 1].map(|number| project.of_node(number));
        drop(Self::start(first, &Settings::new()));
        if !Arc::ptr_eq(first, second) {
            drop(Self::start(second, &Settings::new()));
        }
    }

    /// Starts a server and waits until it is ready.
    pub fn start(project: &Arc<Project>, settings: &Settings) -> Self {
        let mut server = Self::spawn(project, settings);
        server.wait_until_ready();
        project.learn(server.process_id());
        server
    }

    /// Starts a server that may refuse to.
    pub fn spawn(project: &Arc<Project>, settings: &Settings) -> Self {
        let (address, metrics) = (ports::free(), ports::free());
        let mut settings = settings.clone();
        settings.entry("ADDRESS".to_owned()).or_insert_with(|| address.to_string());
        settings.entry("METRICS_ADDRESS".to_owned()).or_insert_with(|| metrics.to_string());
        let address = settings["ADDRESS"].parse().unwrap_or(address);
        let metrics = settings["METRICS_ADDRESS"].parse().unwrap_or(metrics);
        let logs = tempfile::tempdir().expect("a scratch folder");
        let child = Self::process(project, &settings, &logs);
        Self { project: Arc::clone(project), settings, address, metrics, logs, child }
    }

    /// Starts a server below a shell that has changed a limit.
    pub fn spawn_under(limit: &str, project: &Arc<Project>, settings: &Settings) -> Self {
        let limited = Arc::new(project.under(limit));
        Self::spawn(&limited, settings)
    }

    /// Starts a server to which nothing is said.
    pub fn spawn_bare(project: &Arc<Project>) -> Self {
        let settings = Settings::new();
        let logs = tempfile::tempdir().expect("a scratch folder");
        let child = Self::process(project, &settings, &logs);
        let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Self { project: Arc::clone(project), settings, address: address(8080), metrics: address(9090), logs, child }
    }

    fn process(project: &Project, settings: &Settings, logs: &TempDir) -> Child {
        let log = |name: &str| {
            let file = File::options().create(true).append(true).open(logs.path().join(name));
            Stdio::from(file.expect("a file in the scratch folder"))
        };
        let mut command = project.run();
        command.envs(settings).stdin(Stdio::null()).stdout(log("out")).stderr(log("err"));
        command.spawn().unwrap_or_else(|problem| panic!("{command:?} cannot be run: {problem}"))
    }

    /// Starts the server again at its addresses, after its end.
    pub fn start_again(&mut self) {
        self.child = Self::process(&self.project, &self.settings, &self.logs);
        self.wait_until_ready();
    }

    fn wait_until_ready(&mut self) {
        let mut ended = None;
        wait_until(START, || {
            ended = self.child.try_wait().expect("the server is a child of the suite");
            ended.is_some() || self.ready()
        });
        assert!(ended.is_none(), "the server ended with {ended:?} instead of starting:\n{}", self.log());
        assert!(self.ready(), "the server is not ready after {START:?}:\n{}", self.log());
    }

    /// What `/readyz` answers; none where nobody answers.
    pub fn readiness(&self) -> Option<u16> {
        let answer = open_within(self.address, &Request::get("/readyz"), Duration::from_secs(5));
        answer.ok().map(|answer| answer.head.status)
    }

    pub fn ready(&self) -> bool {
        self.readiness() == Some(200)
    }

    /// The process of the server itself, which may run below the tool that started it.
    pub fn process_id(&self) -> u32 {
        lowest(self.child.id())
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        signal(self.process_id(), Signal::TERM);
    }

    /// SIGKILL, and waits for the end.
    pub fn kill(&mut self) {
        signal(self.process_id(), Signal::KILL);
        assert!(wait_for(&mut self.child, START).is_some(), "SIGKILL ends a process");
    }

    /// Waits for the server's end.
    pub fn wait(&mut self, time: Duration) -> Option<ExitStatus> {
        wait_for(&mut self.child, time)
    }

    /// The memory that the process has in use, in bytes.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process_id())).expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line for the memory");
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kB");
        kilobytes * 1024
    }

    /// A limit of the process, as (soft, hard).
    pub fn open_file_limit(&self) -> (u64, u64) {
        let limits = fs::read_to_string(format!("/proc/{}/limits", self.process_id())).expect("the server runs");
        let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("a line for open files");
        let mut numbers = line.split_whitespace().filter_map(|word| word.parse().ok());
        (numbers.next().expect("a soft limit"), numbers.next().expect("a hard limit"))
    }

    /// What the server wrote to standard output.
    pub fn output(&self) -> String {
        self.read("out")
    }

    /// All that the server wrote.
    pub fn log(&self) -> String {
        self.read("out") + &self.read("err")
    }

    fn read(&self, name: &str) -> String {
        let path: PathBuf = self.logs.path().join(name);
        String::from_utf8_lossy(&fs::read(path).expect("what the server wrote")).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        signal(self.process_id(), Signal::KILL);
        let _ = self.child.wait();
    }
}
