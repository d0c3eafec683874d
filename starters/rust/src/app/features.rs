//! The features of the app, as they were decided; DECISION.md has the reasons.

use crate::realtime::feature::{Feature, Missed, Transport};

/// Every feature, by its name in the URL.
#[rustfmt::skip] // one block a feature
pub static FEATURES: &[Feature] = &[
//% for feature in features
//% if feature.description
    // «feature.description»
//% endif
    Feature {
        name: "«feature.name»",
        // The decided transport first, then what clients fall back on.
        transports: &[Transport::«feature.transports | map("upper_camel") | join(", Transport::")»],
//% if feature.missed == "skip"
        missed: Missed::Skip,
//% else
        missed: Missed::Replay,
//% endif
        client_sends: «feature.client_sends»,
//% if binary
        binary: «feature.binary»,
//% endif
//% if replies
        replies: «feature.replies»,
//% endif
//% if short_polling
        poll_seconds: «feature.poll_seconds»,
//% endif
//% if shared_cache
        shared_seconds: «feature.shared_seconds»,
//% endif
    },
//% endfor
];
