//! What every request passes before anything else.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::problem::{Problem, wrong_method};
use super::{Realtime, cors, origin};

/// How long a body may take.
const BODY: Duration = Duration::from_secs(30);

/// Lets nothing new in while the server drains, and nobody who reached it under a name that somebody else pointed here. All in one,
/// for each layer of its own costs every request.
pub async fn enter(
    State(realtime): State<Arc<Realtime>>,
    request: Request,
    next: Next,
) -> Response {
    cors::answered(&realtime.settings, request, async |request| {
        if let Some(seconds) = realtime.drain.remaining() {
            return Problem::draining(seconds).into_response();
        }
        match origin::check_host(&realtime.settings, request.headers()) {
            Ok(()) => described(next.run(request).await),
            Err(problem) => problem.into_response(),
        }
    })
    .await
}

/// The framework's own answer to a wrong method has no body.
fn described(response: Response) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        return wrong_method(response.headers().get(ALLOW).cloned());
    }
    response
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
    if request.body().is_end_stream() {
        return Ok(request);
    }
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
