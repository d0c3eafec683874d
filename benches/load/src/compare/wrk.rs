//! Short polls by wrk, which is faster than most servers.

use std::net::{SocketAddrV4, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::catalogue::Server;
use super::host::{Host, pinned};
use crate::dialect::Transport;
use crate::failure::Failure;
use crate::http;
use crate::net;
use crate::outcome::Outcome;
use crate::process::Family;

/// Polls with the tag of the answer before, as many as one after the other can be.
pub fn run(host: &Host, server: &Server, clients: usize, seconds: u64, core: usize) -> Result<Outcome, Failure> {
    let address = host.addresses[0];
    let tag = tag(address, server)?;
    let request = server.speaks.poll(&address.to_string(), Transport::ShortPolling, Some(&tag));
    let path = request.split(' ').nth(1).unwrap_or("/");
    let family = Family::new(host.nodes.iter().map(super::host::Running::id).collect());
    let mut command = pinned(core);
    command.args(["wrk", "-t1", &format!("-c{clients}"), &format!("-d{seconds}s"), "-H", &format!("If-None-Match: {tag}")]);
    command.arg(format!("http://{address}{path}")).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (began, before) = (Instant::now(), family.cpu());
    let child = command.spawn().map_err(|error| Failure::new(format!("wrk does not start: {error}")))?;
    let own = Family::new(vec![child.id()]);
    thread::sleep(Duration::from_secs(seconds) * 3 / 4);
    let client_share = own.cpu().as_secs_f64() / began.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let cpu = family.cpu() - before;
    let number = |name: &str| said.lines().find_map(|line| line.trim().strip_prefix(name)?.trim().parse::<f64>().ok());
    let requests = said.lines().find_map(|line| line.trim().split_once(" requests in ")?.0.parse::<f64>().ok());
    let (Some(rate), Some(requests)) = (number("Requests/sec:"), requests) else {
        return Err(Failure::new(format!("wrk said:\n{said}{}", String::from_utf8_lossy(&output.stderr))));
    };
    if said.contains("Non-2xx") || said.contains("Socket errors") {
        return Err(Failure::new(format!("wrk met errors:\n{said}")));
    }
    Ok(Outcome {
        clients,
        rate: Some(rate),
        cpu_per_million: Some(cpu.as_secs_f64() / requests * 1e6),
        client_share,
        ..Outcome::default()
    })
}

/// The tag of an answer, which has to be answered 304 the next time.
fn tag(address: SocketAddrV4, server: &Server) -> Result<String, Failure> {
    let stream = TcpStream::connect(address)?;
    let mut known: Option<String> = None;
    for expected in [200, 304] {
        net::send(&stream, server.speaks.poll(&address.to_string(), Transport::ShortPolling, known.as_deref()).as_bytes())?;
        let (mut read, mut buffer) = (Vec::new(), vec![0; net::READ]);
        let (status, tag) = loop {
            read.extend_from_slice(net::receive(&stream, &mut buffer)?);
            if let Some(answer) = http::answer(&read)? {
                break (answer.status, answer.etag.map(str::to_owned));
            }
        };
        if status != expected {
            return Err(Failure::new(format!(
                "a short poll was answered {status} and not {expected}:\n{}",
                String::from_utf8_lossy(&read)
            )));
        }
        known = known.or(tag);
    }
    known.ok_or_else(|| Failure::new("answers to short polls have no ETag"))
}
