//! Signals that ask the program to end: they are noted, so that the terminal is put back and the answers are not lost.

#[cfg(unix)]
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::io;
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

/// The signals that came, in the order in which they count: dialoguer answers every signal with SIGINT.
pub struct Signals {
    #[cfg(unix)]
    caught: [(i32, Arc<AtomicBool>); 3],
}

#[cfg(unix)]
impl Signals {
    pub fn watch() -> io::Result<Self> {
        let caught = [SIGHUP, SIGTERM, SIGINT].map(|signal| (signal, Arc::new(AtomicBool::new(false))));
        for (signal, flag) in &caught {
            signal_hook::flag::register(*signal, Arc::clone(flag))?;
        }
        Ok(Self { caught })
    }

    pub fn caught(&self) -> Option<i32> {
        self.caught.iter().find(|(_, flag)| flag.load(Ordering::SeqCst)).map(|(signal, _)| *signal)
    }
}

/// Ends the program as the signal would have, so that whoever started it sees why.
#[cfg(unix)]
pub fn end_by(signal: i32) {
    // Where that is impossible, the exit code says that it did not run to its end.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

#[cfg(not(unix))]
impl Signals {
    pub fn watch() -> io::Result<Self> {
        Ok(Self {})
    }

    pub fn caught(&self) -> Option<i32> {
        None
    }
}

#[cfg(not(unix))]
pub fn end_by(_signal: i32) {}
