//! A server as axum's examples write it: a broadcast channel, a task for each socket, `Sse` over a `BroadcastStream`.
//!
//!     axum PORT

use std::convert::Infallible;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::{Stream, StreamExt};
use peers::address;
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

type Channel = broadcast::Sender<String>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let (channel, _) = broadcast::channel::<String>(1024);
    let routes = Router::new()
        .route("/pub", post(publish))
        .route("/ws", get(socket))
        .route("/sse", get(stream))
        .route("/long", get(long))
        .route("/short", get(short))
        .with_state(channel);
    axum::serve(TcpListener::bind(address()).await?, routes).await
}

async fn publish(State(channel): State<Channel>, body: String) -> StatusCode {
    // Nobody may be there.
    let _ = channel.send(body);
    StatusCode::ACCEPTED
}

async fn socket(State(channel): State<Channel>, upgrade: WebSocketUpgrade) -> Response {
    let receiver = channel.subscribe();
    upgrade.on_upgrade(|socket| serve(socket, receiver))
}

async fn serve(mut socket: WebSocket, mut receiver: broadcast::Receiver<String>) {
    loop {
        tokio::select! {
            message = receiver.recv() => match message {
                Ok(message) => if socket.send(Message::Text(message.into())).await.is_err() { return },
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return,
            },
            received = socket.recv() => if !matches!(received, Some(Ok(_))) { return },
        }
    }
}

async fn stream(State(channel): State<Channel>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let messages = BroadcastStream::new(channel.subscribe());
    let events = messages.filter_map(async |message| message.ok().map(|text| Ok(Event::default().data(text))));
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn long(State(channel): State<Channel>) -> Response {
    match channel.subscribe().recv().await {
        Ok(message) => message.into_response(),
        Err(_) => StatusCode::NO_CONTENT.into_response(),
    }
}

async fn short(headers: HeaderMap) -> Response {
    const TAG: &str = "\"1\"";
    if headers.get(IF_NONE_MATCH).is_some_and(|tag| tag == TAG) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, TAG)]).into_response();
    }
    ([(ETAG, TAG)], ".".repeat(128)).into_response()
}
