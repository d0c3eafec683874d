//! Why sockets close.

use tokio_tungstenite::tungstenite;

/// Why a socket closes: its close code (RFC 6455, 7.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The topic has had its last event.
    Ended = 1000,
    Draining = 1001,
    Protocol = 1002,
    NoBinary = 1003,
    NotJson = 1007,
    Breaches = 1008,
    TooLarge = 1009,
//% if replay
    TooSlow = 1013,
//% endif
    SignIn = 4401,
    /// The other end has closed it, or is not there any more.
    Gone = 1005,
}

impl Why {
    /// The reason in what reading from a socket failed with.
    pub fn from_error(error: &tungstenite::Error) -> Self {
        match error {
            tungstenite::Error::Capacity(_) => Self::TooLarge,
            tungstenite::Error::Utf8(_) => Self::NotJson,
            tungstenite::Error::Protocol(_) => Self::Protocol,
            _ => Self::Gone,
        }
    }

    /// In words, for who reads a trace.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Ended => "the topic has ended",
            Self::Draining => "the server is about to stop",
            Self::Protocol => "not the protocol",
            Self::NoBinary => "no binary frames here",
            Self::NotJson => "not JSON",
            Self::Breaches => "too many refused messages",
            Self::TooLarge => "too large",
//% if replay
            Self::TooSlow => "too slow",
//% endif
            Self::SignIn => "sign in again",
            Self::Gone => "",
        }
    }
}
