//! Which requests there are. Of each feature, only what its transports need.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
//% if tickets
use axum::routing::{MethodFilter, MethodRouter, get, on, post};
//% else
use axum::routing::{MethodFilter, MethodRouter, get, on};
//% endif

use super::feature::{Feature, Transport};
//% if polling
use super::poll;
//% endif
use super::problem::Problem;
use super::query::Query;
//% if replies
use super::replies;
//% endif
//% if websocket
use super::socket;
//% endif
//% if sse
use super::stream;
//% endif
//% if tickets
use super::ticket;
//% endif
use super::{Realtime, demo, health, publish, state};
use crate::app::features::FEATURES;

/// The routes that the world sees.
pub fn public(realtime: &Arc<Realtime>) -> Router {
    let mut router = Router::new();
    for feature in FEATURES {
        router = router.merge(routes(feature));
    }
//% if tickets
    router = router.route("/ticket", post(ticket::post));
//% endif
    if realtime.settings.demo {
        router = router.merge(demo::routes());
    }
    router
        .fallback(async || Problem::not_found().into_response())
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(Arc::clone(realtime))
}

/// The routes for who runs the server.
pub fn private(realtime: &Arc<Realtime>) -> Router {
    Router::new()
        .route("/metrics", get(health::metrics))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(Arc::clone(realtime))
}

fn routes(feature: &'static Feature) -> Router<Arc<Realtime>> {
    let path = |what: &str| format!("/{}/{what}", feature.name);
    let mut router = Router::new();
    router = router.route(&path("events"), events(feature));
    router = router.route(&path("state"), of(feature, MethodFilter::GET, state::get));
//% if sse
    if feature.serves(Transport::Sse) {
        router = router.route(&path("stream"), of(feature, MethodFilter::GET, stream::get));
    }
//% endif
//% if websocket
    if feature.serves(Transport::Websocket) {
        router = router.route(&path("socket"), of(feature, MethodFilter::GET, socket::get));
    }
//% endif
//% if replies
    if feature.replies {
        let replies = of(feature, MethodFilter::POST, replies::post);
        router = router.route(&path("replies"), replies);
    }
//% endif
    router
}

fn events(feature: &'static Feature) -> MethodRouter<Arc<Realtime>> {
//% if polling
    let publish = of(feature, MethodFilter::POST, publish::post);
//% if short_polling and long_polling
    if feature.serves(Transport::ShortPolling) || feature.serves(Transport::LongPolling) {
//% elif short_polling
    if feature.serves(Transport::ShortPolling) {
//% else
    if feature.serves(Transport::LongPolling) {
//% endif
        publish.merge(of(feature, MethodFilter::GET, poll::get))
    } else {
        publish
    }
//% else
    of(feature, MethodFilter::POST, publish::post)
//% endif
}

/// What answers a method of one feature.
fn of<F, A>(
    feature: &'static Feature,
    method: MethodFilter,
    answer: F,
) -> MethodRouter<Arc<Realtime>>
where
    F: Fn(Arc<Realtime>, &'static Feature, Query, Request) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let call = move |State(realtime), query, request| answer(realtime, feature, query, request);
    on(method, call)
}
