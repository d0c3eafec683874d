//! What the capacity formulas run on: constants with their sources, and where a feature's numbers come from.

use serde::Serialize;

use super::{Condition, FactId, List, Origin, SourceId, Text, Unit};

/// How a transport moves data, which says which formulas hold for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Delivery {
    /// The client asks at an interval and is answered at once.
    Ask,
    /// The client asks, and the answer waits for news or for the end of the hold time.
    Hold,
    /// One response that does not end, an event stream.
    Stream,
    /// Frames both ways on one connection.
    Frames,
}

impl Delivery {
    /// All kinds with their names in `transports/*.toml`.
    pub const ALL: [(Delivery, &'static str); 4] =
        [(Delivery::Ask, "ask"), (Delivery::Hold, "hold"), (Delivery::Stream, "stream"), (Delivery::Frames, "frames")];
}

/// `capacity.toml`, complete: every list has one entry for each of its keys, in their order.
#[derive(Clone, Debug, Serialize)]
pub struct Capacity {
    pub constants: List<Constant>,
    pub numbers: List<FactId>,
    pub questions: List<Condition>,
    /// What the figures mean for features of a certain kind, sorted by id.
    pub remarks: List<CapacityRemark>,
}

/// A number of the formulas.
#[derive(Clone, Debug, Serialize)]
pub struct Constant {
    pub id: Text,
    /// Milliseconds, bytes or a plain count, as `unit` says.
    pub value: u64,
    pub unit: Unit,
    /// What it is.
    pub what: Text,
    /// What it was measured on, or why this value was taken.
    pub basis: Option<Text>,
    /// The value is this project's choice, and the sources only bound it.
    pub assumed: bool,
    pub sources: List<SourceId>,
    pub origin: Origin,
}

/// A sentence that stands beside the figures of some features.
#[derive(Clone, Debug, Serialize)]
pub struct CapacityRemark {
    pub text: Text,
    pub when: Condition,
    pub sources: List<SourceId>,
}

impl Capacity {
    pub fn constant(&self, key: ConstantKey) -> &Constant {
        &self.constants[key as usize]
    }

    /// The fact that holds a number.
    pub fn fact(&self, key: NumberKey) -> FactId {
        self.numbers[key as usize]
    }

    pub fn question(&self, key: QuestionKey) -> &Condition {
        &self.questions[key as usize]
    }
}

macro_rules! keys {
    ($(#[$doc:meta])* $name:ident: $($variant:ident = $id:literal $($unit:ident)?),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every key with its id in `capacity.toml`, in order.
            pub const ALL: &'static [($name, &'static str)] = &[$(($name::$variant, $id)),+];

            keys!(@units $($variant $($unit)?),+);
        }
    };
    (@units $($variant:ident $unit:ident),+) => {
        /// What it counts.
        pub fn unit(self) -> Unit {
            match self { $(Self::$variant => Unit::$unit),+ }
        }
    };
    (@units $($variant:ident),+) => {};
}

keys! {
    /// A constant that the formulas ask for.
    ConstantKey:
    RequestHeaders = "request-headers" Size,
    AnswerHeaders = "answer-headers" Size,
    EmptyAnswer = "empty-answer" Size,
    EventLines = "event-lines" Size,
    EventId = "event-id" Size,
    ChunkEnds = "chunk-ends" Size,
    Comment = "comment" Size,
    FrameShort = "frame-short" Size,
    FrameMedium = "frame-medium" Size,
    FrameLong = "frame-long" Size,
    FrameShortUpTo = "frame-short-up-to" Size,
    FrameMediumUpTo = "frame-medium-up-to" Size,
    Mask = "mask" Size,
    Base64Takes = "base64-takes" Size,
    Base64Gives = "base64-gives" Size,
    HeartbeatStream = "heartbeat-stream" Duration,
    HeartbeatFrames = "heartbeat-frames" Duration,
    HoldTime = "hold-time" Duration,
    ReAsk = "re-ask" Duration,
    KeepAlive = "keep-alive" Duration,
    SharedCache = "shared-cache" Duration,
    OftenSends = "often-sends" Count,
    Kernel = "kernel-memory" Size,
    MemoryAsk = "memory-ask" Size,
    MemoryHold = "memory-hold" Size,
    MemoryStream = "memory-stream" Size,
    MemoryFrames = "memory-frames" Size,
    ConnectionsPerNode = "connections-per-node" Count,
    RequestsPerNode = "requests-per-node" Count,
    MessagesPerNode = "messages-per-node" Count,
    HandshakesPerNode = "handshakes-per-node" Count,
    WindowHold = "window-hold" Duration,
    WindowStream = "window-stream" Duration,
    WindowFrames = "window-frames" Duration,
}

keys! {
    /// A number that a fact of the feature gives.
    NumberKey:
    Clients = "client-count" Count,
    Interval = "time-between-updates" Duration,
    Delay = "longest-delay" Duration,
    Size = "size-of-update" Size,
    Idle = "idle-limit" Duration,
}

keys! {
    /// A question that the facts of the feature answer, or leave open.
    QuestionKey:
    Reports = "only-reports",
    Binary = "binary-data",
    Latest = "latest-is-enough",
    Shared = "same-answer",
    Multiplexed = "many-streams",
    Never = "never-sends",
    Rarely = "rarely-sends",
    Often = "often-sends",
}
