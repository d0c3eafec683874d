//! `GET /{feature}/socket`: WebSocket (RFC 6455), subprotocol `events.v1`.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::delivery::Delivery;
use super::feature::{Feature, TopicId, Transport};
use super::problem::Problem;
use super::query::Query;
use super::serve::Place;
use super::session::Session;
use super::token::Subject;
use super::window::{From, Most};
use super::{Realtime, access, names, ticket};

const PROTOCOL: &str = "events.v1";

/// What a connection reads at once. The library's own buffer of 128 KiB would be most of an idle connection's memory.
const READ_BYTES: usize = 4096;

/// What is gathered before it is written.
const WRITE_BYTES: usize = 4096;

pub async fn get(
    State(realtime): State<Arc<Realtime>>,
    Extension(feature): Extension<&'static Feature>,
    query: Query,
    parts: Parts,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|rejection| not_upgraded(&parts.headers, &rejection))?;
    check_protocol(&parts.headers)?;
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
    let place = parts.extensions.get::<Place>().cloned();
    let most = realtime.settings.max_message_bytes;
    let client = Client {
        subject,
        topic,
        address: access::address(&realtime, &parts),
    };
    Ok(upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(WRITE_BYTES)
        .max_message_size(most)
        .max_frame_size(most)
        .on_upgrade(move |socket| async move {
            serve(socket, realtime, client, delivery).await;
            drop((held, place));
        })
        .into_response())
}

/// Who is at the other end.
pub struct Client {
    pub subject: Subject,
    pub topic: TopicId,
    pub address: IpAddr,
}

async fn serve(socket: WebSocket, realtime: Arc<Realtime>, client: Client, delivery: Delivery) {
    let mut session = Session::new(socket, realtime, client, delivery);
    let why = session.run().await;
    tracing::debug!(topic = %session.topic(), ?why, "socket closed");
    session.close(why).await;
}

/// Nothing offered is version 1; something that is not known here is refused.
fn check_protocol(headers: &HeaderMap) -> Result<(), Problem> {
    let offered = headers
        .get_all("sec-websocket-protocol")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut offered = offered
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .peekable();
    if offered.peek().is_none() || offered.any(|protocol| protocol == PROTOCOL) {
        return Ok(());
    }
    Err(Problem::bad(
        "bad-protocol",
        format!("The subprotocol here is {PROTOCOL}."),
    ))
}

fn not_upgraded(headers: &HeaderMap, rejection: &WebSocketUpgradeRejection) -> Problem {
    let wanted = headers.get("upgrade").and_then(|value| value.to_str().ok());
    if wanted.is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket")) {
        return Problem::bad("bad-handshake", rejection.body_text());
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
