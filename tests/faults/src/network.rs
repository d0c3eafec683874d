//! A network that loses packets without a word: three namespaces in a row, of which the middle one forwards, or does not.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::AsFd;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// Moves this thread into a network namespace, if there is one.
pub fn enter(namespace: Option<&File>) {
    if let Some(namespace) = namespace {
        move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network)).expect("root enters a namespace");
    }
}

/// Clients in a namespace of their own, and a router between them and this machine.
pub struct Network {
    clients: String,
    router: String,
}

/// What a server listens on for clients behind the router.
pub const SERVER: Ipv4Addr = Ipv4Addr::new(10, 97, 1, 1);

impl Network {
    /// Whether it can be made here: by root, with iproute2.
    pub fn possible() -> bool {
        let name = format!("faults-{}-try", std::process::id());
        let made = ip(&["netns", "add", &name]).is_ok();
        made && ip(&["netns", "del", &name]).is_ok()
    }

    /// The one of this process, which there may not be yet.
    fn named() -> Self {
        let id = std::process::id();
        Self { clients: format!("faults-{id}-clients"), router: format!("faults-{id}-router") }
    }

    /// Removes what there is of it.
    pub fn remove() {
        drop(Self::named());
    }

    pub fn make() -> Self {
        let network = Self::named();
        let Self { clients, router } = &network;
        let lines = [
            format!("netns add {clients}"),
            format!("netns add {router}"),
            format!("link add fault-s type veth peer name fault-rs netns {router}"),
            "addr add 10.97.1.1/24 dev fault-s".to_owned(),
            "link set fault-s up".to_owned(),
            "route add 10.97.2.0/24 via 10.97.1.2".to_owned(),
            format!("-n {router} link add fault-rc type veth peer name fault-c netns {clients}"),
            format!("-n {router} addr add 10.97.1.2/24 dev fault-rs"),
            format!("-n {router} addr add 10.97.2.2/24 dev fault-rc"),
            format!("-n {router} link set fault-rs up"),
            format!("-n {router} link set fault-rc up"),
            format!("-n {clients} addr add 10.97.2.1/24 dev fault-c"),
            format!("-n {clients} link set fault-c up"),
            format!("-n {clients} link set lo up"),
            format!("-n {clients} route add default via 10.97.2.2"),
        ];
        for line in &lines {
            let words: Vec<&str> = line.split(' ').collect();
            ip(&words).unwrap_or_else(|problem| panic!("ip {line}: {problem}"));
        }
        network.forward(true);
        network
    }

    /// Where a server is to listen.
    pub fn server(port: u16) -> SocketAddr {
        SocketAddr::from((SERVER, port))
    }

    /// The namespace that clients enter.
    pub fn namespace(&self) -> Arc<File> {
        Arc::new(open(&self.clients))
    }

    /// Has the router pass packets on, or drop them all.
    pub fn forward(&self, passes: bool) {
        let router = open(&self.router);
        let set = move || {
            enter(Some(&router));
            fs::write("/proc/sys/net/ipv4/ip_forward", if passes { "1" } else { "0" })
        };
        thread::spawn(set).join().expect("the thread ends").expect("root sets what a namespace forwards");
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // The links go with their namespaces.
        for name in [&self.clients, &self.router] {
            let _ = ip(&["netns", "del", name]);
        }
    }
}

fn open(name: &str) -> File {
    File::open(format!("/run/netns/{name}")).expect("the namespace is there")
}

fn ip(words: &[&str]) -> Result<(), String> {
    let output = Command::new("ip").args(words).output().map_err(|problem| problem.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
