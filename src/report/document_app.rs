//! The app as a whole, in words.

use super::document::{App, Remark, RideReport, TransportUse};
use crate::model::{AppAdvice, Knowledge, Ride};

/// Puts the advice for an app into words; `names` are its features.
pub fn build(knowledge: &Knowledge, name: Option<&str>, description: Option<&str>, names: &[&str], advice: &AppAdvice) -> App {
    let transports = advice.shares.iter().map(|share| TransportUse {
        transport: knowledge.transport(share.transport).id.to_string(),
        name: knowledge.transport(share.transport).name.to_string(),
        features: share.features.iter().map(|feature| names[*feature].to_owned()).collect(),
    });
    let mixes = advice.mixes.iter().map(|position| {
        let mix = &knowledge.mixes[*position];
        let sources = mix.sources.iter().map(|id| knowledge.source(*id).id.to_string()).collect();
        Remark { text: mix.text.to_string(), sources }
    });
    App {
        name: name.map(str::to_owned),
        description: description.map(str::to_owned),
        transports: transports.collect(),
        open_connections: advice.open_connections,
        shared_connections: advice.shared_connections,
        browser_limited_connections: advice.browser_limited,
        rides: advice.rides.iter().map(|r| ride(knowledge, names, r)).collect(),
        mixes: mixes.collect(),
    }
}

fn ride(knowledge: &Knowledge, names: &[&str], ride: &Ride) -> RideReport {
    let feature = names[ride.feature];
    let (from, on) = (knowledge.transport(ride.from), knowledge.transport(ride.on));
    let gain = if ride.saves_transport {
        format!("the app would then need no {} at all", from.short)
    } else {
        "that is one open connection less for each client".to_owned()
    };
    RideReport {
        feature: feature.to_owned(),
        from: from.id.to_string(),
        on: on.id.to_string(),
        saves_transport: ride.saves_transport,
        sentence: format!(
            "`{feature}` may ride on the {} that the app needs anyway: nothing strong speaks against it, and {gain}.",
            on.short
        ),
    }
}
