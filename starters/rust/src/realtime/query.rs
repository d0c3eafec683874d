//! The query of a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::problem::Problem;

#[derive(Debug, Deserialize)]
pub struct Query {
    pub topic: Option<String>,
//% if polling or sse or websocket
    pub after: Option<String>,
//% endif
//% if polling
    pub limit: Option<usize>,
//% endif
//% if long_polling
    pub wait: Option<u64>,
//% endif
//% if tickets
    pub ticket: Option<String>,
//% endif
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query
            .map(|axum::extract::Query(query)| query)
            .map_err(|error| Problem::bad("bad-query", error.body_text()))
    }
}
