//! Signals that ask the program to end: they are noted, so that the terminal is put back and the answers are not lost.

#[cfg(unix)]
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::io;
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::time::Duration;

/// The signals that came, in the order in which they count: dialoguer answers every signal with SIGINT.
pub struct Signals {
    #[cfg(unix)]
    caught: Caught,
    /// Somebody has asked which signal came, and will act on it.
    #[cfg(unix)]
    heard: Arc<AtomicBool>,
}

#[cfg(unix)]
type Caught = [(i32, Arc<AtomicBool>); 3];

/// How soon a signal comes again that nobody has heard.
#[cfg(unix)]
const AGAIN: Duration = Duration::from_millis(100);

#[cfg(unix)]
impl Signals {
    pub fn watch() -> io::Result<Self> {
        let caught = [SIGHUP, SIGTERM, SIGINT].map(|signal| (signal, Arc::new(AtomicBool::new(false))));
        for (signal, flag) in &caught {
            signal_hook::flag::register(*signal, Arc::clone(flag))?;
        }
        let heard = Arc::new(AtomicBool::new(false));
        let (watched, done) = (caught.clone(), Arc::clone(&heard));
        std::thread::spawn(move || repeat(&watched, &done));
        Ok(Self { caught, heard })
    }

    pub fn caught(&self) -> Option<i32> {
        let signal = first(&self.caught);
        self.heard.fetch_or(signal.is_some(), Ordering::SeqCst);
        signal
    }
}

#[cfg(unix)]
fn first(caught: &Caught) -> Option<i32> {
    caught.iter().find(|(_, flag)| flag.load(Ordering::SeqCst)).map(|(signal, _)| *signal)
}

/// A signal that comes after the last look at the flags and before the wait for a key would wait for that key too. So it is sent
/// again until it is heard: the wait ends with the first that comes into it.
#[cfg(unix)]
fn repeat(caught: &Caught, heard: &AtomicBool) {
    loop {
        std::thread::sleep(AGAIN);
        let signal = first(caught).and_then(rustix::process::Signal::from_named_raw);
        if heard.load(Ordering::SeqCst) {
            return;
        }
        if let Some(signal) = signal {
            // Nothing else can be done where even that fails.
            let _ = rustix::process::kill_process(rustix::process::getpid(), signal);
        }
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
