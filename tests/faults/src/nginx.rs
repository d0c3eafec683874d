//! The real nginx, with the configuration that the generated project brings.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use harness::host::project::Project;
use harness::host::{ports, signal, wait_for, wait_until};
use rustix::process::Signal;
use tempfile::TempDir;

const START: Duration = Duration::from_secs(10);

pub struct Nginx {
    pub address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Nginx {
    pub fn installed() -> bool {
        Path::new(PROGRAM).exists()
    }

    /// Starts it before two nodes. Only addresses and folders are others than in `deploy/nginx.conf`.
    pub fn start(project: &Project, nodes: &[SocketAddr]) -> Self {
        let address = ports::free();
        let folder = tempfile::tempdir().expect("a scratch folder");
        // Its workers are nobody.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
        let mut text = project.read("deploy/nginx.conf");
        for (number, node) in nodes.iter().enumerate() {
            text = replaced(&text, &format!("node-{}:8080", number + 1), &node.to_string());
        }
        text = replaced(&text, "listen 8080", &format!("listen {address}"));
        text = text.replace(" /tmp/", &format!(" {}/", folder.path().display()));
        let path = folder.path().join("nginx.conf");
        fs::write(&path, text).expect("a file in the scratch folder");
        let log = |name: &str| Stdio::from(fs::File::create(folder.path().join(name)).expect("a file in the scratch folder"));
        let mut command = Command::new(PROGRAM);
        command.args(["-g", "daemon off;", "-p"]).arg(folder.path()).arg("-c").arg(&path);
        command.stdin(Stdio::null()).stdout(log("out")).stderr(log("err"));
        let child = command.spawn().expect("nginx (apt-get install nginx)");
        let nginx = Self { address, child, folder };
        let up = wait_until(START, || std::net::TcpStream::connect(address).is_ok());
        assert!(up, "nginx does not start: {}", nginx.errors());
        nginx
    }

    /// What it complains of.
    pub fn errors(&self) -> String {
        fs::read_to_string(self.folder.path().join("err")).unwrap_or_default()
    }
}

const PROGRAM: &str = "/usr/sbin/nginx";

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "deploy/nginx.conf has no `{from}`");
    text.replace(from, to)
}

impl Drop for Nginx {
    fn drop(&mut self) {
        signal(self.child.id(), Signal::TERM);
        if wait_for(&mut self.child, Duration::from_secs(5)).is_none() {
            signal(self.child.id(), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}
