//! What a feature costs on each transport, as reports read it.

use super::{ConstantKey, FactId, TransportId};

/// The times of the given number of clients that costs are worked out for.
pub const SCALES: [u32; 3] = [1, 10, 100];

/// A value at each of [`SCALES`]; absent is a gap.
pub type Scaled = [Option<f64>; SCALES.len()];

/// The costs of one feature.
#[derive(Clone, Debug)]
pub struct Estimate {
    pub clients: Scaled,
    /// Positions of the remarks of `capacity.toml` that fit.
    pub remarks: Vec<usize>,
    /// Of the transports that say how they move data.
    pub costs: Vec<Costs>,
    pub break_even: Vec<BreakEven>,
    pub series: Vec<Series>,
}

/// The costs on one transport.
#[derive(Clone, Debug)]
pub struct Costs {
    pub transport: TransportId,
    pub figures: Vec<Figure>,
}

/// One cost.
#[derive(Clone, Debug)]
pub struct Figure {
    pub measure: Measure,
    pub combined: Combined,
    pub bound: Bound,
    pub values: Scaled,
    /// Facts that are unknown, or 0 where nothing can be divided by it.
    pub missing: Vec<FactId>,
    /// None: nothing adds to it.
    pub parts: Vec<Part>,
}

/// One part of a cost.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: &'static str,
    pub values: Scaled,
    pub formula: Option<Formula>,
}

/// How a part was calculated.
#[derive(Clone, Debug)]
pub struct Formula {
    /// `concurrent_clients ÷ max_staleness`
    pub words: String,
    /// `20,000 ÷ 5 s`
    pub numbers: String,
    /// The one of [`SCALES`] that the numbers are for.
    pub scale: u32,
    pub used: Vec<Used>,
}

/// Where a named number comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Used {
    Fact(FactId),
    Constant(ConstantKey),
}

/// Costs over one quantity, everything else as it is.
#[derive(Clone, Debug)]
pub struct Series {
    pub axis: Axis,
    /// Where the feature stands.
    pub here: Option<f64>,
    pub points: Vec<f64>,
    /// Those without a gap.
    pub lines: Vec<Line>,
}

/// One cost of one transport over the points of a series.
#[derive(Clone, Debug)]
pub struct Line {
    pub transport: TransportId,
    pub measure: Measure,
    pub values: Vec<f64>,
}

/// Where the cheaper of two transports changes.
#[derive(Clone, Debug)]
pub struct BreakEven {
    pub axis: Axis,
    pub measure: Measure,
    pub between: [TransportId; 2],
    /// The first value at which `above` is the cheaper one; absent: it is so all along.
    pub at: Option<f64>,
    /// Absent: both cost the same.
    pub below: Option<TransportId>,
    pub above: Option<TransportId>,
}

/// One cost of a whole app.
#[derive(Clone, Debug)]
pub struct Together {
    pub measure: Measure,
    pub bound: Bound,
    pub values: Scaled,
    /// The features that have a gap, by position, with the facts that would fill it.
    pub missing: Vec<(usize, Vec<FactId>)>,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident ($($column:ident),+): $($(#[$variant_doc:meta])* $variant:ident = $($text:literal)+),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            named!(@each ($($column)+) [$($variant ($($text)+))+]);
        }
    };
    (@each () $rest:tt) => {};
    (@each ($column:ident $($more:ident)*) [$($variant:ident ($text:literal $($texts:literal)*))+]) => {
        pub fn $column(self) -> &'static str {
            match self { $(Self::$variant => $text),+ }
        }
        named!(@each ($($more)*) [$($variant ($($texts)*))+]);
    };
}

named! {
    /// What is worked out: its id, its label and its unit.
    Measure (id, label, unit):
    Connections = "connections" "connections held" "connections",
    Requests = "requests" "requests" "requests/s",
    OriginRequests = "origin-requests" "requests behind a cache" "requests/s",
    BytesDown = "bytes-down" "bytes to clients" "B/s",
    BytesUp = "bytes-up" "bytes from clients" "B/s",
    Bytes = "bytes" "bytes both ways" "B/s",
    MeanStaleness = "mean-staleness" "delay added, mean" "s",
    WorstStaleness = "worst-staleness" "delay added, worst" "s",
    Memory = "memory" "memory" "B",
    FileDescriptors = "file-descriptors" "file descriptors" "file descriptors",
    Nodes = "nodes" "nodes" "nodes",
    BrokerMessages = "broker-messages" "Redis messages" "messages/s",
    ReconnectRate = "reconnect-rate" "reconnects after a cut" "handshakes/s",
    ReconnectTime = "reconnect-time" "time until all are back" "s",
}

named! {
    /// The quantity that a series runs over: its id, its label and its unit.
    Axis (id, label, unit):
    Clients = "clients" "clients" "clients",
    PollInterval = "poll-interval" "time between two polls" "s",
    UpdateInterval = "update-interval" "time between two updates" "s",
}

named! {
    /// What a value says of the true one.
    Bound (name):
    Exact = "exact",
    AtLeast = "at-least",
    AtMost = "at-most",
    /// Some parts are at least and others at most what they say.
    About = "about",
}

named! {
    /// How parts make a figure.
    Combined (name):
    Sum = "sum",
    Largest = "largest",
}

impl Bound {
    /// The bound of a sum.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact, bound) | (bound, Self::Exact) => bound,
            (a, b) if a == b => a,
            _ => Self::About,
        }
    }
}

impl Combined {
    /// The figure of some parts, which is 0 where there are none.
    pub fn of(self, values: impl Iterator<Item = f64>) -> f64 {
        match self {
            Self::Sum => values.fold(0.0, |sum, value| sum + value),
            Self::Largest => values.fold(0.0, f64::max),
        }
    }
}

impl Costs {
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }
}
