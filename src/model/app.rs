//! What is said of an app as a whole.

use super::TransportId;

/// What the features of an app have in common.
#[derive(Clone, Debug)]
pub struct AppAdvice {
    /// Each decided transport with the features that use it, in the order of the features; most features first.
    pub shares: Vec<Share>,
    /// Connections that a client holds open when it uses every feature at once, one for each such feature.
    pub open_connections: usize,
    /// The same where features of one transport share a connection.
    pub shared_connections: usize,
    /// Of these, connections that count among a browser's few to one host over HTTP/1.1, without sharing.
    pub browser_limited: usize,
    pub rides: Vec<Ride>,
    /// Positions of the mixes that fit.
    pub mixes: Vec<usize>,
}

/// A transport and its features.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    pub transport: TransportId,
    pub features: Vec<usize>,
}

/// A feature that may ride on a transport which the app needs anyway.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ride {
    pub feature: usize,
    /// What was decided for it.
    pub from: TransportId,
    /// The transport of other features, which falls back on `from`, neither ruled out here nor with a strong reason against it.
    pub on: TransportId,
    /// No other feature uses `from`, so the app would do without it.
    pub saves_transport: bool,
}
