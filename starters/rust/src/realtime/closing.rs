//! Why sockets close.

use std::error::Error;

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
    pub fn from_error(error: axum::Error) -> Self {
        let inner = error.into_inner();
        match find(&*inner) {
            Some(tungstenite::Error::Capacity(_)) => Self::TooLarge,
            Some(tungstenite::Error::Utf8(_)) => Self::NotJson,
            Some(tungstenite::Error::Protocol(_)) => Self::Protocol,
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

/// The library's own error among the causes of another.
fn find<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e tungstenite::Error> {
    error.downcast_ref().or_else(|| find(error.source()?))
}
