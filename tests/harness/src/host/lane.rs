//! A way between two processes that can be cut, or be blocked for subscriptions alone, as a broken network blocks a connection
//! that nobody closes.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Forwards connections from an address of its own.
pub struct Lane {
    pub address: SocketAddr,
    gate: Gate,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

/// What is swallowed of connections that are open already.
#[derive(Clone, Default)]
struct Gate {
    subscriptions: Arc<AtomicBool>,
    all: Arc<AtomicBool>,
}

impl Lane {
    pub fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(super::ports::free()).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let gate = Gate::default();
        let open: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
        let (blocked, all) = (gate.clone(), Arc::clone(&open));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(target) else { continue };
                join(&client, &server, &blocked);
                all.lock().expect("no thread panics with the lock").push(client);
            }
        });
        Self { address, gate, open }
    }

    /// Cuts all connections; later ones are whole.
    pub fn cut(&self) {
        for client in self.open.lock().expect("no thread panics with the lock").drain(..) {
            let _ = client.shutdown(Shutdown::Both);
        }
    }

    /// Swallows from now on all that the subscriptions that are open now have to say, in both directions. Later ones are whole.
    pub fn block_subscriptions(&self) {
        self.gate.subscriptions.store(true, Ordering::SeqCst);
    }

    /// The same of all connections that are open now.
    pub fn block_all(&self) {
        self.gate.all.store(true, Ordering::SeqCst);
    }
}

/// Two threads carry the bytes of a connection; they end with it.
fn join(client: &TcpStream, server: &TcpStream, gate: &Gate) {
    let subscribed = Arc::new(AtomicBool::new(false));
    // A connection that is made after the block is none of those that it is for.
    let later = [&gate.subscriptions, &gate.all].map(|blocked| blocked.load(Ordering::SeqCst));
    let ways = [(client.try_clone(), server.try_clone()), (server.try_clone(), client.try_clone())];
    for (from, to) in ways {
        let (Ok(mut from), Ok(mut to)) = (from, to) else { return };
        let (gate, subscribed) = (gate.clone(), Arc::clone(&subscribed));
        thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..count]).to_ascii_uppercase();
                if text.contains("SUBSCRIBE") {
                    subscribed.store(true, Ordering::SeqCst);
                }
                let is_for_it = !later[0] && subscribed.load(Ordering::SeqCst) && gate.subscriptions.load(Ordering::SeqCst);
                if is_for_it || (!later[1] && gate.all.load(Ordering::SeqCst)) {
                    continue;
                }
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}
