//! What hyper takes for a poll: one function behind its HTTP/1.1, without routes.
//!
//!     hyper PORT

use std::convert::Infallible;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use peers::address;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

const TAG: &str = "\"1\"";

type Channel = broadcast::Sender<Bytes>;
type Answer = Response<Full<Bytes>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(address()).await?;
    let (channel, _) = broadcast::channel(1024);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let channel = channel.clone();
        tokio::spawn(async move {
            let answer = service_fn(async |request| Ok::<_, Infallible>(answer(&channel, request).await));
            // Whoever leaves is no error.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

async fn answer(channel: &Channel, request: Request<Incoming>) -> Answer {
    match request.uri().path() {
        "/short" => short(&request),
        "/long" => long(channel).await,
        _ => publish(channel, request).await,
    }
}

fn short(request: &Request<Incoming>) -> Answer {
    let knows = request.headers().get(IF_NONE_MATCH).is_some_and(|tag| tag == TAG);
    let mut response = Response::new(Full::from(if knows { String::new() } else { ".".repeat(128) }));
    if knows {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    response.headers_mut().insert(ETAG, HeaderValue::from_static(TAG));
    response
}

async fn long(channel: &Channel) -> Answer {
    match channel.subscribe().recv().await {
        Ok(message) => Response::new(Full::from(message)),
        Err(_) => status(StatusCode::NO_CONTENT),
    }
}

async fn publish(channel: &Channel, request: Request<Incoming>) -> Answer {
    let Ok(body) = request.into_body().collect().await else { return status(StatusCode::BAD_REQUEST) };
    // Nobody may be there.
    let _ = channel.send(body.to_bytes());
    status(StatusCode::ACCEPTED)
}

fn status(status: StatusCode) -> Answer {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
