//! `GET /healthz`, `/readyz` and `/metrics`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::Realtime;
use super::problem::Problem;

/// What is answered to anybody and at any time.
pub const PATHS: [&str; 2] = ["/healthz", "/readyz"];

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// It takes requests: not while it drains, or while the broker is away.
pub async fn readyz(State(realtime): State<Arc<Realtime>>) -> Response {
    if let Some(seconds) = realtime.drain.remaining() {
        return Problem::draining(seconds).into_response();
    }
    if !realtime.broker.is_there() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "the broker does not answer\n",
        )
            .into_response();
    }
    "ready\n".into_response()
}

pub async fn metrics(State(realtime): State<Arc<Realtime>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], realtime.metrics.text()).into_response()
}
