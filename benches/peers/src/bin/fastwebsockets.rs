//! Sockets by fastwebsockets on hyper, as its example of split sockets does it: a broadcast channel, and a task for each socket.
//!
//!     fastwebsockets PORT

use std::convert::Infallible;
use std::sync::Arc;

use fastwebsockets::upgrade::{UpgradeFut, upgrade};
use fastwebsockets::{Frame, Payload, WebSocketError};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use peers::address;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

type Channel = broadcast::Sender<Arc<[u8]>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(address()).await?;
    let (channel, _): (Channel, _) = broadcast::channel(1024);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let channel = channel.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, channel.clone()));
            // Whoever leaves is no error.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).with_upgrades().await;
        });
    }
}

async fn answer(mut request: Request<Incoming>, channel: Channel) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut response = Response::new(Empty::new());
    if request.method() == Method::POST {
        if let Ok(body) = request.into_body().collect().await {
            // Nobody may be there.
            let _ = channel.send(body.to_bytes().as_ref().into());
        }
        *response.status_mut() = StatusCode::ACCEPTED;
        return Ok(response);
    }
    let Ok((upgraded, socket)) = upgrade(&mut request) else {
        *response.status_mut() = StatusCode::UPGRADE_REQUIRED;
        return Ok(response);
    };
    let messages = channel.subscribe();
    tokio::spawn(async move {
        // Whoever leaves is no error.
        let _ = serve(socket, messages).await;
    });
    Ok(upgraded)
}

async fn serve(socket: UpgradeFut, mut messages: broadcast::Receiver<Arc<[u8]>>) -> Result<(), WebSocketError> {
    let (mut reader, mut writer) = socket.await?.split(tokio::io::split);
    let reading = async {
        loop {
            // Nothing here has to be answered: clients send signs of life and no more.
            reader.read_frame::<_, WebSocketError>(&mut |_| async { Ok(()) }).await?;
        }
    };
    let writing = async {
        loop {
            match messages.recv().await {
                Ok(message) => writer.write_frame(Frame::text(Payload::Borrowed(&message))).await?,
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            }
        }
    };
    tokio::select! {
        result = reading => result,
        result = writing => result,
    }
}
