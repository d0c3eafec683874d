//! Listens, and hands each connection to the routes.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutWriter;
use tower::ServiceExt;

use super::access::Peer;

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
        request
            .extensions_mut()
            .insert(Peer(address.ip().to_canonical()));
        let answer = routes.clone().oneshot(request.map(Body::new));
        async { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
        .with_upgrades();
    connection.await.map_err(io::Error::other)
}
