//! What every request passes before anything else.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::{Realtime, origin};

/// Lets nothing new in while the server drains, and nobody who reached it under a name that somebody else pointed here.
pub async fn enter(
    State(realtime): State<Arc<Realtime>>,
    request: Request,
    next: Next,
) -> Response {
    if let Some(seconds) = realtime.drain.remaining() {
        return Problem::draining(seconds).into_response();
    }
    match origin::check_host(&realtime.settings, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Lets no page of a foreign origin use a feature.
pub async fn from_here(
    State(realtime): State<Arc<Realtime>>,
    request: Request,
    next: Next,
) -> Response {
    match origin::check(&realtime.settings, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}