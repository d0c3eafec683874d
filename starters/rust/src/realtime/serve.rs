//! Listens, and hands the requests of each connection on.

use std::convert::Infallible;
//% if long_polling or sse or websocket
use std::future::{pending, poll_fn};
//% endif
use std::io;
use std::net::SocketAddr;
//% if long_polling or sse or websocket
use std::pin::Pin;
//% endif
use std::sync::Arc;
//% if long_polling or sse or websocket
use std::task::Poll;
//% endif
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
//% if long_polling or sse or websocket
use parking_lot::Mutex;
//% endif
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
//% if not (long_polling or sse or websocket)
use tokio_io_timeout::TimeoutWriter;
//% endif

use super::access::Peer;
use super::problem::Problem;
//% if long_polling or sse or websocket
//% if long_polling
use super::takeover::{Lent, Taken};
//% else
use super::takeover::Taken;
//% endif
use super::wire::Wire;
//% endif

/// How long a client may take for the head of a request, and an idle connection stays open: longer than a proxy keeps it, so
/// that the proxy never sends a request into a connection that is about to close.
const HEAD: Duration = Duration::from_secs(75);
/// The same where there is little room left: such a connection takes one request.
const HEAD_IN_A_CROWD: Duration = Duration::from_secs(5);
/// Connections that are refused at the same time, and how long each may take.
const REFUSALS: usize = 32;
const REFUSAL: Duration = Duration::from_secs(1);

/// Takes connections in, at most so many at once, for as long as the program runs. `stall`: how long a client may leave what is
/// written to it unread.
pub async fn serve<S, A>(listener: TcpListener, site: S, most: usize, stall: Duration)
where
    S: Fn(Request<Body>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response> + Send,
{
    let most = most.min(Semaphore::MAX_PERMITS);
    let room = Arc::new(Semaphore::new(most));
    let refusals = Arc::new(Semaphore::new(REFUSALS));
    loop {
        let (stream, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "no connection could be taken in");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let held = tokio::select! {
            biased;
            held = Arc::clone(&room).acquire_owned() => held,
            slot = Arc::clone(&refusals).acquire_owned() => {
                tokio::spawn(async move {
                    let _ = timeout(REFUSAL, refuse(stream)).await;
                    drop(slot);
                });
                continue;
            }
        };
        let Ok(held) = held else { return };
        let crowded = room.available_permits() < super::SPARE.min(most / 2);
        let site = site.clone();
        tokio::spawn(async move {
            if let Err(error) = connection(stream, address, site, stall, crowded).await {
                tracing::debug!(%error, "connection closed");
            }
            drop(held);
        });
    }
}

/// Says that there is no room, without a place for the connection.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    // What was not read would have the answer thrown away.
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await?;
    let full = Problem::full();
    let body = full.body();
    let head = format!(
        "HTTP/1.1 {}\r\ncontent-type: application/problem+json\r\ncache-control: no-store\r\nretry-after: {}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        full.status,
        full.retry_after.unwrap_or_default(),
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    stream.shutdown().await?;
    while stream.read(&mut request).await? > 0 {}
    Ok(())
}

fn patience(crowded: bool) -> Duration {
    if crowded { HEAD_IN_A_CROWD } else { HEAD }
}

/// HTTP as it is spoken here.
fn protocol(crowded: bool) -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(patience(crowded))
        .keep_alive(!crowded)
        .max_buf_size(64 << 10);
    protocol
}

//% if long_polling or sse or websocket
async fn connection<A: Future<Output = Response>>(
    stream: TcpStream,
    address: SocketAddr,
    site: impl Fn(Request<Body>) -> A,
    stall: Duration,
    crowded: bool,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut wire = Wire::new(stream, stall);
    loop {
        // In boxes, so that what HTTP takes is let go of while it is not needed.
        let comes = Box::pin(timeout(patience(crowded), wire.readable()));
        if comes.await.is_err() {
            return Ok(());
        }
        let Some((taken, back)) = Box::pin(http(wire, address, &site, crowded)).await? else {
            return Ok(());
        };
        match taken.go_on(back).await? {
            Some(back) => wire = back,
            None => return Ok(()),
        }
    }
}

/// Answers requests until the connection ends, or until the answer to one takes it over.
async fn http<A: Future<Output = Response>>(
    wire: Wire,
    address: SocketAddr,
    site: &impl Fn(Request<Body>) -> A,
    crowded: bool,
) -> io::Result<Option<(Taken, Wire)>> {
    let taken: Mutex<Option<Taken>> = Mutex::new(None);
    let service = service_fn(|mut request: Request<Incoming>| {
        let peer = Peer(address.ip().to_canonical());
        request.extensions_mut().insert(peer);
//% if long_polling
        if !crowded {
            Lent::mark(&mut request);
        }
//% endif
        let answer = site(request.map(Body::new));
        async {
            let mut answer = answer.await;
            let Some(taking) = Taken::of(&mut answer) else {
                return Ok::<_, Infallible>(answer);
            };
            *taken.lock() = Some(taking);
            // Who polls this sees it.
            pending().await
        }
    });
    let mut connection = protocol(crowded).serve_connection(TokioIo::new(wire), service);
    let ended = poll_fn(|context| match Pin::new(&mut connection).poll(context) {
        Poll::Pending if taken.lock().is_some() => Poll::Ready(Ok(())),
        polled => polled,
    });
    ended.await.map_err(io::Error::other)?;
    let parts = connection.into_parts();
    let mut wire = parts.io.into_inner();
    let Some(taken) = taken.lock().take() else {
        return Ok(None);
    };
    if wire.is_blocked() {
        // It does not read the answer before, and the rest of that went with HTTP.
        return Err(io::ErrorKind::WouldBlock.into());
    }
    wire.give_back(&parts.read_buf);
    Ok(Some((taken, wire)))
}
//% else
async fn connection<A: Future<Output = Response>>(
    stream: TcpStream,
    address: SocketAddr,
    site: impl Fn(Request<Body>) -> A,
    stall: Duration,
    crowded: bool,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(stall));
    let service = service_fn(move |mut request: Request<Incoming>| {
        let peer = Peer(address.ip().to_canonical());
        request.extensions_mut().insert(peer);
        let answer = site(request.map(Body::new));
        async { Ok::<_, Infallible>(answer.await) }
    });
    let connection = protocol(crowded).serve_connection(TokioIo::new(Box::pin(stream)), service);
    connection.await.map_err(io::Error::other)
}
//% endif
