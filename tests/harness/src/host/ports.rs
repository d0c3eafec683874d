//! Free ports, each given once.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the ports that the system gives to clients (32768 and up on Linux), of which the suite itself opens thousands.
const FIRST: u16 = 12_000;
const LAST: u16 = 32_000;

/// An address on loopback on which nothing listens.
pub fn free() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Another run at the same time begins elsewhere.
    let start = (std::process::id() % u32::from(LAST - FIRST)) as u16;
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (start + step % (LAST - FIRST)) % (LAST - FIRST);
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        }
    }
}
