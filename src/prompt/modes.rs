//! The modes of the terminal while questions are asked: nothing is echoed, and keys come one by one.
//!
//! Between two keys, dialoguer puts the terminal back into the modes in which it found it. If those were the usual ones, what arrives
//! in between would be echoed into the menu.

#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};
use std::io;

/// The modes that there were.
pub struct Modes {
    #[cfg(unix)]
    before: Termios,
}

#[cfg(unix)]
impl Modes {
    pub fn take() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        // Without ISIG, Ctrl-C is a key like any other, which no moment between two questions can lose.
        quiet.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(io::stdin(), OptionalActions::Drain, &quiet)?;
        Ok(Self { before })
    }

    /// Drops what was typed and not read yet.
    pub fn forget_input(&self) {
        // A terminal that is gone is noticed when it is read.
        let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    }

    pub fn put_back(&self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &self.before);
    }
}

#[cfg(not(unix))]
impl Modes {
    pub fn take() -> io::Result<Self> {
        Ok(Self {})
    }

    pub fn forget_input(&self) {}

    pub fn put_back(&self) {}
}
