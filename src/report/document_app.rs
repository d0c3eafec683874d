//! The app as a whole, in words.

use super::capacity_build;
use super::document::{App, Remark, RideReport, TransportUse};
use super::written::Cited;
use crate::model::{AppAdvice, Knowledge, Ride, Together};

/// Puts the advice for an app into words; `names` are its features.
pub fn build<'d>(
    knowledge: &'d Knowledge,
    name: Option<&'d str>,
    description: Option<&'d str>,
    names: &[&'d str],
    advice: &AppAdvice,
    together: Option<&[Together]>,
) -> App<'d> {
    let transports = advice.shares.iter().map(|share| TransportUse {
        transport: knowledge.transport(share.transport).id.as_ref(),
        name: knowledge.transport(share.transport).name.as_ref(),
        features: share.features.iter().map(|feature| names[*feature]).collect(),
    });
    let mixes = advice.mixes.iter().map(|position| {
        let mix = &knowledge.mixes[*position];
        Remark { text: &mix.text, sources: Cited { knowledge, sources: &mix.sources } }
    });
    App {
        name,
        description,
        transports: transports.collect(),
        open_connections: advice.open_connections,
        shared_connections: advice.shared_connections,
        browser_limited_connections: advice.browser_limited,
        rides: advice.rides.iter().map(|r| ride(knowledge, names, r)).collect(),
        mixes: mixes.collect(),
        capacity: together.map(|together| capacity_build::app(knowledge, names, together)),
    }
}

fn ride<'d>(knowledge: &'d Knowledge, names: &[&'d str], ride: &Ride) -> RideReport<'d> {
    let feature = names[ride.feature];
    let (from, on) = (knowledge.transport(ride.from), knowledge.transport(ride.on));
    let gain = if ride.saves_transport {
        format!("the app would then need no {} at all", from.short)
    } else {
        "that is one open connection less for each client".to_owned()
    };
    RideReport {
        feature,
        from: &from.id,
        on: &on.id,
        saves_transport: ride.saves_transport,
        sentence: format!(
            "`{feature}` could also use the {} that the app needs anyway: nothing strong speaks against it, and {gain}. It is worth it only where one kind of connection less is worth more than the better fit.",
            on.short
        ),
    }
}
