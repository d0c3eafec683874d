//! What every request passes before anything else.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::problem::Problem;
use super::{Realtime, origin};

/// How long a body may take.
const BODY: Duration = Duration::from_secs(30);

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

/// Lets no page of a foreign origin use a feature, and takes a body in that is neither too large nor too slow.
pub async fn from_here(
    State(realtime): State<Arc<Realtime>>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(problem) = origin::check(&realtime.settings, request.headers()) {
        return problem.into_response();
    }
    match taken_in(request, realtime.settings.max_message_bytes).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// The request with its whole body.
async fn taken_in(request: Request, most: usize) -> Result<Request, Problem> {
    let (parts, body) = request.into_parts();
    // What is announced as too large is not waited for.
    if body.size_hint().lower() > most as u64 {
        return Err(Problem::too_large(most));
    }
    let body = timeout(BODY, Limited::new(body, most).collect()).await;
    let body = body.map_err(|_| Problem::too_late())?.map_err(|error| {
        if error.is::<LengthLimitError>() {
            Problem::too_large(most)
        } else {
            Problem::bad("bad-body", "The body broke off.")
        }
    })?;
    Ok(Request::from_parts(parts, Body::from(body.to_bytes())))
}
