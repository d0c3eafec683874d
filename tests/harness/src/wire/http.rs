//! HTTP/1.1, one request a connection.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::body::{Body, Length};
use super::{PATIENCE, left};

/// A request, written as it stands.
#[derive(Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: impl Into<String>) -> Self {
        Self { method: method.to_owned(), path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }

    /// A POST of JSON.
    pub fn post(path: impl Into<String>, body: &Value) -> Self {
        Self::new("POST", path).header("Content-Type", "application/json").body(body.to_string())
    }

    /// The opening of a WebSocket, by RFC 6455, section 4.1.
    pub fn upgrade(path: impl Into<String>) -> Self {
        Self::get(path)
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name))
    }

    /// The bytes of the request. `Host` and `Content-Length` are added where the check gave none of its own.
    pub fn bytes(&self, address: SocketAddr) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        if !self.has("Host") {
            head.push_str(&format!("Host: {address}\r\n"));
        }
        let sized = self.has("Content-Length") || self.has("Transfer-Encoding");
        if !sized && (!self.body.is_empty() || self.method == "POST") {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// The head of an answer.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub status: u16,
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The value of a header that occurs at most once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values =
            self.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
        let first = values.next();
        assert!(values.next().is_none(), "the header `{name}` came twice: {self:?}");
        first
    }

    /// The words of a header that lists some, however often it occurs: small and in order.
    pub fn words(&self, name: &str) -> Vec<String> {
        let values = self.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
        let mut words: Vec<String> =
            values.flat_map(|(_, value)| value.split(',')).map(|word| word.trim().to_ascii_lowercase()).collect();
        words.sort();
        words
    }

    /// Whether a header that lists words has this one.
    pub fn lists(&self, name: &str, word: &str) -> bool {
        self.words(name).contains(&word.to_ascii_lowercase())
    }
}

/// An answer whose body has been read.
#[derive(Clone, Debug)]
pub struct Response {
    pub head: Head,
    pub body: Vec<u8>,
}

impl Response {
    pub fn status(&self) -> u16 {
        self.head.status
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|problem| panic!("not JSON ({problem}): {self}"))
    }

    /// The `code` of the problem that the answer is.
    pub fn code(&self) -> String {
        assert_eq!(self.header("Content-Type"), Some("application/problem+json"), "not a problem: {self}");
        self.json()["code"].as_str().unwrap_or_else(|| panic!("a problem without a code: {self}")).to_owned()
    }

    /// The answer itself, where it has this status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status(), status, "{self}");
        self
    }
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.head.status)?;
        for (name, value) in &self.head.headers {
            write!(f, "\n  {name}: {value}")?;
        }
        write!(f, "\n\n  {}", self.text().chars().take(600).collect::<String>())
    }
}

/// A connection on which an answer has begun.
pub struct Exchange {
    pub head: Head,
    pub body: Body,
}

impl Exchange {
    /// Reads the answer to its end.
    pub fn finish(mut self) -> io::Result<Response> {
        let body = self.body.rest(Instant::now() + PATIENCE)?;
        Ok(Response { head: self.head, body })
    }
}

/// Opens a connection.
pub fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    connect_within(address, PATIENCE)
}

/// The same with a time of one's own.
pub fn connect_within(address: SocketAddr, time: Duration) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, time)?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Sends a request and reads the head of the answer.
pub fn open(address: SocketAddr, request: &Request) -> io::Result<Exchange> {
    open_within(address, request, PATIENCE)
}

/// The same with a time of one's own.
pub fn open_within(address: SocketAddr, request: &Request, time: Duration) -> io::Result<Exchange> {
    let mut stream = connect(address)?;
    // A server may answer and close before it has read all of a body that it refuses.
    let written = stream.write_all(&request.bytes(address));
    match begin(stream, &request.method, Instant::now() + time) {
        Ok(exchange) => Ok(exchange),
        Err(problem) => Err(written.err().unwrap_or(problem)),
    }
}

/// Sends a request and reads the answer whole.
pub fn send(address: SocketAddr, request: &Request) -> io::Result<Response> {
    open(address, request)?.finish()
}

/// Reads the head of an answer to a request that was written already.
pub fn begin(mut stream: TcpStream, method: &str, deadline: Instant) -> io::Result<Exchange> {
    let mut read = Vec::new();
    loop {
        if let Some((head, length)) = parse(&read)? {
            let rest = read.split_off(length);
            let length = Length::of(method, &head);
            return Ok(Exchange { head, body: Body::new(stream, rest, length) });
        }
        if !fill(&mut stream, &mut read, deadline)? {
            let what = format!("the connection ended within the head of an answer: {:?}", String::from_utf8_lossy(&read));
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
    }
}

/// Reads what is there, at least one byte; false at the end of the connection.
pub fn fill(stream: &mut TcpStream, into: &mut Vec<u8>, deadline: Instant) -> io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    stream.set_read_timeout(Some(left(deadline)))?;
    loop {
        match stream.read(&mut buffer) {
            Ok(count) => {
                into.extend_from_slice(&buffer[..count]);
                return Ok(count > 0);
            }
            Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
            Err(problem) if problem.kind() == io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
            Err(problem) => return Err(problem),
        }
    }
}

fn parse(read: &[u8]) -> io::Result<Option<(Head, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(read).map_err(|problem| io::Error::new(io::ErrorKind::InvalidData, problem))?;
    let httparse::Status::Complete(length) = parsed else { return Ok(None) };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = response.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect();
    Ok(Some((Head { status: response.code.unwrap_or_default(), headers }, length)))
}
