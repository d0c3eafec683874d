//! Errors as `application/problem+json` (RFC 9457), each with a code that stays.

use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, RETRY_AFTER, UPGRADE, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::broker::Refusal;

//% if redis
/// The code of a broker that does not answer.
pub const AWAY: &str = "broker-away";

//% endif
#[derive(Clone, Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// Seconds.
    pub retry_after: Option<u64>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            retry_after: None,
        }
    }

    pub fn bad(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub fn sign_in(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in", detail)
    }

    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here.")
    }

    pub fn too_large(most: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("A message has at most {most} bytes."),
        )
    }

    pub fn broken_off() -> Self {
        Self::bad("bad-body", "The body broke off.")
    }

    pub fn too_late() -> Self {
        let detail = "The body took too long.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-late", detail)
    }

    pub fn too_many(retry_after: u64) -> Self {
        let detail = "There are too many requests; wait a moment.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail).after(retry_after)
    }

    pub fn full() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "full",
            "This node has all the connections that it takes.",
        )
        .after(5)
    }

    pub fn draining(retry_after: u64) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "draining",
            "This node is about to stop.",
        )
        .after(retry_after)
    }

    /// As an answer has it.
    pub fn body(&self) -> String {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let body = json!({
            "type": "about:blank", "title": title, "status": self.status.as_u16(), "code": self.code, "detail": self.detail,
        });
        body.to_string()
    }

    fn after(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }
//% if websocket

    /// Whether the client is to blame.
    pub fn is_breach(&self) -> bool {
        !self.status.is_server_error()
    }

    /// As a message of a socket.
    pub fn json(&self) -> serde_json::Value {
        let mut error = json!({ "code": self.code, "message": self.detail });
        if let Some(seconds) = self.retry_after {
            error["retry_after"] = seconds.into();
        }
        error
    }
//% endif
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.sentence();
        match refusal {
            Refusal::Ended => Self::new(StatusCode::CONFLICT, "ended", detail),
            Refusal::Full => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-topics", detail).after(60)
            }
//% if redis
            Refusal::Away => Self::new(StatusCode::SERVICE_UNAVAILABLE, AWAY, detail).after(1),
//% endif
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        match (self.status, self.code) {
            (StatusCode::UNAUTHORIZED, _) => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            (StatusCode::UPGRADE_REQUIRED, _) => {
                headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
                headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
            }
            (_, "draining") => {
                headers.insert(CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

/// The answer to a method that is not known here.
pub fn wrong_method(allowed: Option<HeaderValue>) -> Response {
    let detail = "This method is not known here; `Allow` names those that are.";
    let mut response =
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", detail).into_response();
    response
        .headers_mut()
        .extend(allowed.map(|allowed| (ALLOW, allowed)));
    response
}
