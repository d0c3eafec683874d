//! Which requests there are. Of each feature, only what its transports need.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router, middleware};

use super::feature::{Feature, Transport};
//% if polling
use super::poll;
//% endif
use super::problem::Problem;
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
use super::{Realtime, demo, door, health, publish, state};
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
    let mut router = router
        .layer(DefaultBodyLimit::disable()) // the door has taken the body in
        .layer(middleware::from_fn_with_state(
            Arc::clone(realtime),
            door::from_here,
        ));
    if realtime.settings.demo {
        router = router.merge(demo::routes());
    }
    router
        .fallback(async || Problem::not_found().into_response())
        .layer(middleware::from_fn_with_state(
            Arc::clone(realtime),
            door::enter,
        ))
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
    let router = Router::new()
        .route(&path("events"), events(feature))
        .route(&path("state"), get(state::get));
//% if sse
    let router = if feature.serves(Transport::Sse) {
        router.route(&path("stream"), get(stream::get))
    } else {
        router
    };
//% endif
//% if websocket
    let router = if feature.serves(Transport::Websocket) {
        router.route(&path("socket"), get(socket::get))
    } else {
        router
    };
//% endif
//% if replies
    let router = if feature.replies {
        router.route(&path("replies"), post(replies::post))
    } else {
        router
    };
//% endif
    router.layer(Extension(feature))
}

fn events(feature: &Feature) -> MethodRouter<Arc<Realtime>> {
    let publish = post(publish::post);
//% if short_polling and long_polling
    let polled = feature.serves(Transport::ShortPolling) || feature.serves(Transport::LongPolling);
    if polled {
        publish.get(poll::get)
    } else {
        publish
    }
//% elif short_polling
    if feature.serves(Transport::ShortPolling) {
        publish.get(poll::get)
    } else {
        publish
    }
//% elif long_polling
    if feature.serves(Transport::LongPolling) {
        publish.get(poll::get)
    } else {
        publish
    }
//% else
    let _ = feature;
    publish
//% endif
}
