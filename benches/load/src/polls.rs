//! Requests that are answered one by one: short polls that find nothing new, and long polls that one message releases.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::arguments::Run;
use crate::check::Roll;
use crate::dialect::Transport;
use crate::failure::Failure;
use crate::http::{self, Answer};
use crate::marker::{Marker, Scanner};
use crate::net::{self, Poller};
use crate::outcome::{Latency, Outcome, microseconds};
use crate::process::{Family, own_cpu};
use crate::publishers::Publishers;

/// Between the last request of a round and the message that answers all of them.
const SETTLE: Duration = Duration::from_millis(300);
/// How long answers may take.
const PATIENCE: Duration = Duration::from_secs(20);

struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    fn open(run: &Run, name: usize, poller: &Poller) -> Result<Self, Failure> {
        let stream = net::open(run.servers[name % run.servers.len()], name)?;
        poller.watch(&stream, name)?;
        Ok(Self { stream, read: Vec::new() })
    }

    /// Reads; where an answer is there whole, hands it on.
    fn read<T>(&mut self, buffer: &mut [u8], take: impl FnOnce(&Answer<'_>) -> T) -> Result<Option<T>, Failure> {
        let read = net::receive(&self.stream, buffer)?;
        self.read.extend_from_slice(read);
        let Some(answer) = http::answer(&self.read)? else {
            return Ok(None);
        };
        if !matches!(answer.status, 200..400) {
            return Err(Failure::new(format!("a poll was refused:\n{}", String::from_utf8_lossy(&self.read))));
        }
        let taken = take(&answer);
        let length = answer.length;
        self.read.drain(..length);
        Ok(Some(taken))
    }
}

fn host(run: &Run, name: usize) -> String {
    run.servers[name % run.servers.len()].to_string()
}

/// Short polls with the tag of the first answer, as many as one after the other can be.
pub fn short(run: &Run) -> Result<Outcome, Failure> {
    let mut poller = Poller::new()?;
    let (mut ready, mut buffer) = (Vec::new(), vec![0; net::READ]);
    let mut clients = (0..run.clients).map(|name| Client::open(run, name, &poller)).collect::<Result<Vec<_>, _>>()?;
    let poll = |name, tag: Option<&str>| run.speaks.poll(&host(run, name), Transport::ShortPolling, tag);
    net::send(&clients[0].stream, poll(0, None).as_bytes())?;
    poller.wait(PATIENCE, &mut ready)?;
    let tag = clients[0].read(&mut buffer, |answer| answer.etag.map(str::to_owned))?.flatten();
    let requests: Vec<String> = (0..clients.len()).map(|name| poll(name, tag.as_deref())).collect();
    for (client, request) in clients.iter().zip(&requests) {
        net::send(&client.stream, request.as_bytes())?;
    }
    let family = Family::new(run.processes.clone());
    let (began, own, cpu) = (Instant::now(), own_cpu(), family.cpu());
    let (mut answers, mut new) = (0_u64, 0_u64);
    while began.elapsed().as_secs_f64() < run.seconds {
        poller.wait(PATIENCE, &mut ready)?;
        for &name in &ready {
            if let Some(status) = clients[name].read(&mut buffer, |answer| answer.status)? {
                answers += 1;
                new += u64::from(status != 304);
                net::send(&clients[name].stream, requests[name].as_bytes())?;
            }
        }
    }
    if tag.is_some() && new > 0 {
        return Err(Failure::new(format!("{new} of {answers} polls with the tag of the answer before were not answered 304")));
    }
    let seconds = began.elapsed().as_secs_f64();
    Ok(Outcome {
        clients: run.clients,
        rate: Some(answers as f64 / seconds),
        cpu_per_million: (!family.is_empty()).then(|| (family.cpu() - cpu).as_secs_f64() / answers as f64 * 1e6),
        client_share: (own_cpu() - own).as_secs_f64() / seconds,
        ..Outcome::default()
    })
}

/// Connections that are held: with a long poll that waits, or after the answer to a short one.
pub fn hold(run: &Run, count: usize, poller: &mut Poller) -> Result<Vec<TcpStream>, Failure> {
    let mut clients = Vec::new();
    for name in 0..count {
        let client = Client::open(run, name, poller)?;
        net::send(&client.stream, run.speaks.poll(&host(run, name), run.transport, None).as_bytes())?;
        clients.push(client);
        if run.transport == Transport::ShortPolling {
            let (mut ready, mut buffer) = (Vec::new(), vec![0; net::READ]);
            while clients[name].read(&mut buffer, |_| ())?.is_none() {
                poller.wait(PATIENCE, &mut ready)?;
            }
        }
    }
    Ok(clients.into_iter().map(|client| client.stream).collect())
}

/// Long polls of all clients, answered by one message; so many rounds of that.
pub fn release(run: &Run) -> Result<Outcome, Failure> {
    let mut poller = Poller::new()?;
    let mut clients = (0..run.clients).map(|name| Client::open(run, name, &poller)).collect::<Result<Vec<_>, _>>()?;
    let mut publishers = Publishers::open(&run.servers, run.speaks, Transport::LongPolling, 1, clients.len(), &poller)?;
    let mut cursors: Vec<Option<String>> = vec![None; clients.len()];
    let mut roll = Roll::new(clients.len());
    let mut latencies = microseconds();
    let (mut all, mut shares) = (Vec::new(), Vec::new());
    let began = Instant::now();
    let family = Family::new(run.processes.clone());
    let mut cpu = Duration::ZERO;
    for _ in 0..run.rounds {
        for (name, client) in clients.iter().enumerate() {
            let request = run.speaks.poll(&host(run, name), Transport::LongPolling, cursors[name].as_deref());
            net::send(&client.stream, request.as_bytes())?;
        }
        std::thread::sleep(SETTLE);
        // A poll that the server has not read yet would wait for the next message.
        family.rest();
        let (start, own, cpu_before) = (Instant::now(), own_cpu(), family.cpu());
        let sent = u64::try_from((start - began).as_nanos()).expect("a short run");
        publishers.publish(Marker { sent, number: roll.publish(0) })?;
        let last = answered(run, &mut poller, &mut clients, &mut publishers, &mut |name, answer| {
            let age = began.elapsed() - Duration::from_nanos(sent);
            latencies.saturating_record(u64::try_from(age.as_micros()).unwrap_or(u64::MAX));
            Scanner::new().scan(answer.body, |marker| roll.deliver(name, marker.number));
            cursors[name] = run.speaks.cursor(answer.body);
        })?;
        all.push((last - start).as_secs_f64() * 1000.0);
        shares.push((own_cpu() - own).as_secs_f64() / (last - start).as_secs_f64());
        cpu += family.cpu() - cpu_before;
    }
    all.sort_by(f64::total_cmp);
    let answers = (run.rounds * clients.len()) as f64;
    Ok(Outcome {
        clients: run.clients,
        cpu_per_million: (!family.is_empty()).then(|| cpu.as_secs_f64() / answers * 1e6),
        latency: Latency::of(&latencies),
        all_released: Some(all[all.len() / 2]),
        client_share: shares.iter().sum::<f64>() / shares.len() as f64,
        verdict: Some(roll.verdict()),
        ..Outcome::default()
    })
}

/// Waits until every poll is answered, and the publisher too: when the last poll was.
fn answered(
    run: &Run,
    poller: &mut Poller,
    clients: &mut [Client],
    publishers: &mut Publishers,
    take: &mut impl FnMut(usize, &Answer<'_>),
) -> Result<Instant, Failure> {
    let (mut ready, mut buffer) = (Vec::new(), vec![0; net::READ]);
    let deadline = Instant::now() + PATIENCE;
    let (mut to_come, mut last) = (clients.len(), Instant::now());
    while to_come > 0 || !publishers.are_all_free() {
        poller.wait(deadline.saturating_duration_since(Instant::now()), &mut ready)?;
        if ready.is_empty() {
            return Err(Failure::new(format!(
                "{to_come} of {} polls were not answered in {} s",
                run.clients,
                PATIENCE.as_secs()
            )));
        }
        for &name in &ready {
            if name >= clients.len() {
                publishers.read(name, &mut buffer)?;
            } else if clients[name].read(&mut buffer, |answer| take(name, answer))?.is_some() {
                to_come -= 1;
                last = Instant::now();
            }
        }
    }
    Ok(last)
}
