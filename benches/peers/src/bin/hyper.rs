//! What hyper takes for a poll that finds nothing new: one function behind its HTTP/1.1, without routes.
//!
//!     hyper PORT

use std::convert::Infallible;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use peers::address;
use tokio::net::TcpListener;

const TAG: &str = "\"1\"";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(address()).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            // Whoever leaves is no error.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(short)).await;
        });
    }
}

async fn short(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let knows = request.headers().get(IF_NONE_MATCH).is_some_and(|tag| tag == TAG);
    let mut response = Response::new(Full::from(if knows { String::new() } else { ".".repeat(128) }));
    if knows {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    response.headers_mut().insert(ETAG, HeaderValue::from_static(TAG));
    Ok(response)
}
