//! A server of its own for each test, and a plain client that reads bytes as they come.

//% if redis
use std::env;
//% endif
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

const SECRET: &str = "for tests alone, and long enough for HS256";

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program, on a port of its own.
pub struct Server {
    process: Child,
    address: String,
    token: String,
}

/// What the server answers, from its status line on.
pub type Answer = BufReader<TcpStream>;

impl Server {
    pub fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command
            .env_clear()
            .env("ADDRESS", "127.0.0.1:0")
            .env("METRICS_ADDRESS", "")
            .env("JWT_SECRET", SECRET)
            .stdout(Stdio::piped());
//% if redis
        if let Some(url) = env::var_os("REDIS_URL") {
            let prefix = format!("test-{:?}", SystemTime::now());
            command.env("REDIS_URL", url).env("REDIS_PREFIX", prefix);
        }
//% endif
        let mut process = command.spawn().expect("the server starts");
        let mut log = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let listening = log.find_map(|line| {
            let line: Value = serde_json::from_str(&line.ok()?).ok()?;
            Some(line["address"].as_str()?.to_owned())
        });
        // Read on, so that the server can write on.
        thread::spawn(move || log.for_each(drop));
        Self {
            process,
            address: listening.expect("the server says where it listens"),
            token: token(),
        }
    }

//% if polling or sse
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &self.authorization(), "")
    }

//% endif
    pub fn get_without_token(&self, path: &str) -> Answer {
        self.send("GET", path, "", "")
    }
//% if websocket

    /// Asks for a WebSocket; its frames follow the answer.
    pub fn open_socket(&self, path: &str) -> Answer {
        let mut headers = self.authorization();
        headers.push_str("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        headers.push_str("Sec-WebSocket-Version: 13\r\n");
        headers.push_str("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
        self.send("GET", path, &headers, "")
    }
//% endif

    pub fn post(&self, path: &str, json: &Value) -> Answer {
        let body = json.to_string();
        let length = body.len();
        let token = self.authorization();
        let headers =
            format!("{token}Content-Type: application/json\r\nContent-Length: {length}\r\n");
        self.send("POST", path, &headers, &body)
    }

    /// Publishes to the topic `main`, and waits until that is acknowledged.
    pub fn publish(&self, feature: &str, data: &str) {
        let path = format!("/{feature}/events");
        let mut answer = self.post(&path, &json!({ "data": data }));
        read_until(&mut answer, "\"id\"");
    }

    /// A token that may do everything.
    fn authorization(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.token)
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
        let host = &self.address;
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).expect("it reads");
        stream.write_all(body.as_bytes()).expect("it reads");
        BufReader::new(stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads until a text has come.
pub fn read_until(answer: &mut Answer, text: &str) -> String {
    let mut seen = Vec::new();
    for byte in answer.bytes() {
        let Ok(byte) = byte else { break };
        seen.push(byte);
        if seen.ends_with(text.as_bytes()) {
            return String::from_utf8_lossy(&seen).into_owned();
        }
    }
    let seen = String::from_utf8_lossy(&seen);
    panic!("{text} did not come, but:\n{seen}");
}

fn token() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let end = now.expect("after 1970").as_secs() + 600;
    let claims = json!({ "sub": "test", "exp": end, "read": ["*/*"], "write": ["*/*"] });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    encode(&Header::default(), &claims, &key).expect("a token")
}
