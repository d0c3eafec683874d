//! Listens, and hands each connection to the routes.

use std::convert::Infallible;
//% if sse or websocket
use std::future::{pending, poll_fn};
//% endif
use std::io;
use std::net::SocketAddr;
//% if sse or websocket
use std::pin::Pin;
//% endif
use std::sync::Arc;
//% if sse or websocket
use std::task::Poll;
//% endif
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
//% if sse or websocket
use parking_lot::Mutex;
//% endif
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutWriter;
use tower::ServiceExt;

use super::access::Peer;
//% if sse or websocket
use super::takeover::{Taken, Wire};
//% endif

/// How long a client may take for the head of a request, and an idle connection stays open: longer than a proxy keeps it, so
/// that the proxy never sends a request into a connection that is about to close.
const HEAD: Duration = Duration::from_secs(75);

/// Takes connections in, at most so many at once, for as long as the program runs. `stall`: how long a client may leave what is
/// written to it unread.
pub async fn serve(listener: TcpListener, routes: Router, most: usize, stall: Duration) {
    let room = Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
    loop {
        // Without room, the next waits in the operating system's queue.
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let (stream, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "no connection could be taken in");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let routes = routes.clone();
        tokio::spawn(async move {
            if let Err(error) = connection(stream, address, routes, stall).await {
                tracing::debug!(%error, "connection closed");
            }
            drop(place);
        });
    }
}

//% if sse or websocket
async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    routes: Router,
    stall: Duration,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(stall));
    // In boxes, so that what HTTP takes is let go of once a stream or a socket goes on.
    match Box::pin(http(Wire::new(stream), address, routes)).await? {
        Some((taken, wire, said)) => Box::pin(taken.go_on(wire, said)).await,
        None => Ok(()),
    }
}

/// Answers requests until the connection ends, or until the answer to one takes it over.
async fn http(
    wire: Wire,
    address: SocketAddr,
    routes: Router,
) -> io::Result<Option<(Taken, Wire, Vec<u8>)>> {
    let taken: Mutex<Option<Taken>> = Mutex::new(None);
    let service = service_fn(|mut request: Request<Incoming>| {
        let peer = Peer(address.ip().to_canonical());
        request.extensions_mut().insert(peer);
        let answer = routes.clone().oneshot(request.map(Body::new));
        async {
            let mut answer = answer.await.unwrap_or_else(|never| match never {});
            let Some(taking) = Taken::of(&mut answer) else {
                return Ok::<_, Infallible>(answer);
            };
            *taken.lock() = Some(taking);
            // Who polls this sees it.
            pending().await
        }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(wire), service);
    let ended = poll_fn(|context| match Pin::new(&mut connection).poll(context) {
        Poll::Pending if taken.lock().is_some() => Poll::Ready(Ok(())),
        polled => polled,
    });
    ended.await.map_err(io::Error::other)?;
    let parts = connection.into_parts();
    // A copy, for the bytes hold on to all of HTTP's buffer.
    let (wire, said) = (parts.io.into_inner(), parts.read_buf.to_vec());
    Ok(taken.into_inner().map(|taken| (taken, wire, said)))
}
//% else
async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    routes: Router,
    stall: Duration,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(stall));
    let service = service_fn(move |mut request: Request<Incoming>| {
        let peer = Peer(address.ip().to_canonical());
        request.extensions_mut().insert(peer);
        let answer = routes.clone().oneshot(request.map(Body::new));
        async { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    connection.await.map_err(io::Error::other)
}
//% endif
