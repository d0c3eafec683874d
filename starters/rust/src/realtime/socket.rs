//! `GET /{feature}/socket`: WebSocket (RFC 6455), subprotocol `events.v1`.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::handshake::server::create_response;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};
use tokio_tungstenite::{WebSocketStream, tungstenite};

use super::connections::Held;
use super::delivery::Delivery;
use super::feature::{Feature, TopicId, Transport};
use super::problem::Problem;
use super::query::Query;
use super::session::Session;
use super::takeover::{Head, Takeover};
use super::token::Subject;
use super::window::{From, Most};
use super::wire::Wire;
use super::{Realtime, access, names, ticket};

const PROTOCOL: &str = "events.v1";

/// What a connection reads at once. The library's own buffer of 128 KiB would be most of an idle connection's memory.
const READ_BYTES: usize = 1024;

/// What is gathered before it is written.
const WRITE_BYTES: usize = 4096;

pub async fn get(
    realtime: Arc<Realtime>,
    feature: &'static Feature,
    query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let mut response = upgraded(&parts)?;
    let topic = names::topic(feature, query.topic.as_deref())?;
    let held = realtime
        .connections
        .hold(realtime.metrics.of(feature, Transport::Websocket))?;
    let subject = ticket::identify(&realtime, &parts, &query, feature).await?;
    access::may_read(&realtime, &subject, &topic).await?;
    let counts = realtime.metrics.of(feature, Transport::Websocket);
    let delivery = Delivery::start(
        &realtime,
        counts,
        &topic,
        From::read(query.after.as_deref()),
        Most::default(),
    )
    .await?;
    let most = realtime.settings.max_message_bytes;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(WRITE_BYTES)
        .max_message_size(Some(most))
        .max_frame_size(Some(most));
    let client = Client {
        subject,
        topic,
        address: access::address(&realtime, &parts),
    };
    let opening = Box::new(Opening {
        config,
        realtime,
        client,
        delivery,
        held,
    });
    let takeover = Takeover::by(|wire, head| opening.serve(wire, head));
    response.extensions_mut().insert(takeover);
    Ok(response)
}

/// Who is at the other end.
pub struct Client {
    pub subject: Subject,
    pub topic: TopicId,
    pub address: IpAddr,
}

/// A socket that is granted.
struct Opening {
    config: WebSocketConfig,
    realtime: Arc<Realtime>,
    client: Client,
    delivery: Delivery,
    held: Held,
}

impl Opening {
    async fn serve(self: Box<Self>, mut wire: Wire, head: Head) -> io::Result<Option<Wire>> {
        wire.write_all(&head.alone()).await?;
        let config = Some(self.config);
        let socket = WebSocketStream::from_raw_socket(wire, Role::Server, config).await;
        let mut session = self.session(socket);
        let why = session.run().await;
        tracing::debug!(topic = %session.topic(), ?why, "socket closed");
        session.close(why).await;
        Ok(None)
    }

    /// In a box, for what holds it would have room for it twice.
    fn session(self: Box<Self>, socket: WebSocketStream<Wire>) -> Box<Session> {
        let Self {
            realtime,
            client,
            delivery,
            held,
            ..
        } = *self;
        Box::new(Session::new(socket, realtime, client, delivery, held))
    }
}

/// The answer that makes a socket of the connection.
fn upgraded(parts: &Parts) -> Result<Response, Problem> {
    let request = Request::from_parts(parts.clone(), ());
    let response =
        create_response(&request).map_err(|error| not_upgraded(&parts.headers, &error))?;
    let mut response = response.map(|()| Body::empty());
    if offers_protocol(&parts.headers)? {
        let headers = response.headers_mut();
        headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    }
    Ok(response)
}

/// Whether the client named the subprotocol. Nothing offered is version 1; something that is not known here is refused.
fn offers_protocol(headers: &HeaderMap) -> Result<bool, Problem> {
    let offered = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut offered = offered
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .peekable();
    if offered.peek().is_none() {
        return Ok(false);
    }
    if offered.any(|protocol| protocol == PROTOCOL) {
        return Ok(true);
    }
    Err(Problem::bad(
        "bad-protocol",
        format!("The subprotocol here is {PROTOCOL}."),
    ))
}

fn not_upgraded(headers: &HeaderMap, error: &tungstenite::Error) -> Problem {
    let wanted = headers.get(UPGRADE).and_then(|value| value.to_str().ok());
    if wanted.is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket")) {
        return Problem::bad("bad-handshake", error.to_string());
    }
    Problem::new(
        StatusCode::UPGRADE_REQUIRED,
        "upgrade-required",
        "This is a WebSocket: send `Upgrade: websocket`.",
    )
}

/// A message in the other direction.
pub fn text(json: &serde_json::Value) -> Message {
    Message::Text(json.to_string().into())
}
