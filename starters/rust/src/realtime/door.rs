//! What every request passes before anything else.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;
use tower::ServiceExt;

use super::problem::{Problem, wrong_method};
use super::{Realtime, cors, demo, health, origin};

/// How long a body may take.
const BODY: Duration = Duration::from_secs(30);

/// Answers a request from the world. A plain function before the routes: as a layer of theirs it would cost every request a copy of
/// them and two boxes.
pub async fn enter(realtime: Arc<Realtime>, routes: Router, request: Request) -> Response {
    if health::PATHS.contains(&request.uri().path()) {
        return answer(routes, request).await;
    }
    cors::answered(&realtime.settings, request, async |request| {
        match admit(&realtime, request).await {
            Ok(request) => described(answer(routes, request).await),
            Err(problem) => problem.into_response(),
        }
    })
    .await
}

/// What the routes say.
pub async fn answer(routes: Router, request: Request) -> Response {
    let answered = routes.oneshot(request).await;
    answered.unwrap_or_else(|never| match never {})
}

/// Lets nothing new in while the server drains, nobody who reached it under a name that somebody else pointed here, no page of a
/// foreign origin, and no body that is too large or too slow.
async fn admit(realtime: &Realtime, request: Request) -> Result<Request, Problem> {
    if let Some(seconds) = realtime.drain.remaining() {
        return Err(Problem::draining(seconds));
    }
    let settings = &realtime.settings;
    origin::check_host(settings, request.headers())?;
    if !demo::is_page(request.uri().path()) {
        origin::check(settings, request.headers())?;
    }
    take_in(request, settings.max_message_bytes).await
}

/// The framework's own answer to a wrong method has no body.
fn described(response: Response) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        return wrong_method(response.headers().get(ALLOW).cloned());
    }
    response
}

/// The request with its whole body.
async fn take_in(request: Request, most: usize) -> Result<Request, Problem> {
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
            Problem::broken_off()
        }
    })?;
    Ok(Request::from_parts(parts, Body::from(body.to_bytes())))
}
