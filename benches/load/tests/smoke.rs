//! The load generator beside a server that is right, and beside one that loses a message.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The bare server of the peers, which is another package.
fn bare() -> &'static PathBuf {
    static BARE: OnceLock<PathBuf> = OnceLock::new();
    BARE.get_or_init(|| {
        let built = Command::new(env!("CARGO")).args(["build", "--locked", "--quiet", "-p", "peers", "--bin", "bare"]).status();
        assert!(built.expect("cargo runs").success());
        // This test lies in `deps`, beside the programs.
        let folder = std::env::current_exe().expect("a path");
        folder.parent().and_then(|deps| deps.parent()).expect("two folders").join("bare")
    })
}

struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let process = Command::new(bare()).arg(free.port().to_string()).spawn().expect("it starts");
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(free).is_err() {
            assert!(Instant::now() < deadline, "the server does not listen");
            thread::sleep(Duration::from_millis(5));
        }
        Self { process, address: free }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn load(address: SocketAddr, options: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_load"));
    command.args(["run", "--json", "--speaks", "plain", "--server", &address.to_string()]).args(options.split(' '));
    command.stdin(Stdio::null()).output().expect("it runs")
}

/// What a run found of the bare server.
fn found(options: &str) -> Value {
    let server = Server::start();
    let output = load(server.address, &format!("{options} --process {}", server.process.id()));
    assert!(output.status.success(), "{options}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn each_client_gets_each_message_once() {
    for transport in ["websocket", "sse"] {
        for mode in ["burst", "one-at-a-time", "rate --rate 50"] {
            let found = found(&format!("--transport {transport} --clients 20 --seconds 0.3 --mode {mode}"));
            let verdict = &found["verdict"];
            assert!(verdict["published"].as_u64() > Some(3), "{transport} {mode}: {found}");
            assert_eq!(verdict["delivered"].as_u64(), verdict["published"].as_u64().map(|published| published * 20), "{found}");
            assert!(found["rate"].as_f64() > Some(0.0) && found["latency"]["p99"].as_f64() > Some(0.0), "{found}");
        }
    }
}

#[test]
fn polls_are_answered_and_released() {
    let released = found("--transport long-polling --mode release --clients 20 --rounds 3");
    assert_eq!(released["verdict"]["delivered"], 60);
    assert!(released["all_released"].as_f64() > Some(0.0));
    let polled = found("--transport short-polling --mode polls --clients 4 --seconds 0.2");
    assert!(polled["rate"].as_f64() > Some(0.0));
}

#[test]
fn idle_connections_have_a_size() {
    for transport in ["sse", "websocket", "long-polling", "short-polling"] {
        let idle = found(&format!("--transport {transport} --mode idle --clients 50"));
        assert!(idle["memory_per_connection"].is_number() && idle["memory_before"].as_u64() > Some(0), "{idle}");
    }
}

#[test]
fn what_cannot_be_measured_is_said() {
    let output = load("127.0.0.1:9".parse().expect("an address"), "--mode release --transport sse");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("long-polling"));
}

#[test]
fn a_server_that_loses_a_message_is_found_out() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || forgetful(&listener));
    let output = load(address, "--transport sse --mode burst --publishers 1 --clients 3 --seconds 0.2");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(!output.status.success());
    assert_eq!(found["verdict"]["lost"], 1, "{found}");
}

/// A server that gives the fifth message to all streams but one.
fn forgetful(listener: &TcpListener) {
    let streams: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
    let published = Arc::new(Mutex::new(0));
    for stream in listener.incoming().flatten() {
        let (streams, published) = (Arc::clone(&streams), Arc::clone(&published));
        thread::spawn(move || {
            let mut reader = BufReader::new(stream.try_clone().expect("a copy"));
            let mut writer = stream;
            while let Some((path, body)) = request(&mut reader) {
                if path == "/sse" {
                    writer.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").expect("a client");
                    streams.lock().expect("no panic").push(writer.try_clone().expect("a copy"));
                    continue;
                }
                let mut published = published.lock().expect("no panic");
                *published += 1;
                let streams = streams.lock().expect("no panic");
                for mut stream in streams.iter().skip(usize::from(*published == 5)) {
                    stream.write_all(format!("data: {body}\n\n").as_bytes()).expect("a client");
                }
                writer.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").expect("a client");
            }
        });
    }
}

/// The path and the body of the next request; nothing at the end.
fn request(reader: &mut impl BufRead) -> Option<(String, String)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, String::from_utf8(body).ok()?))
}
