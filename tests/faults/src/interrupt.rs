//! Whoever stops the runs halfway finds nothing of them left: no process that they started, and no network.

use std::fs;
use std::process;
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::network::Network;

/// From here on, being told to stop ends what was started too.
pub fn clean_up_when_stopped() {
    let ignored = ignored(&fs::read_to_string("/proc/self/status").unwrap_or_default());
    let heard = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    let mut signals = Signals::new(heard).expect("signals that can be caught");
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            for child in children() {
                // It may have ended by itself.
                let _ = kill_process(child, Signal::KILL);
            }
            Network::remove();
            process::exit(128 + signal);
        }
    });
}

/// The signals that whoever started this process has it ignore, as `nohup` does, a bit each from 1 on.
fn ignored(status: &str) -> u64 {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}

/// What this process started and has not ended, whichever of its threads it was.
fn children() -> Vec<Pid> {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let all = lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>());
    all.filter_map(Pid::from_raw).collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_nohup_has_ignored_stays_so() {
        let status = Command::new("nohup").args(["cat", "/proc/self/status"]).output().expect("a shell's tools").stdout;
        let ignored = ignored(&String::from_utf8_lossy(&status));
        assert_eq!((ignored >> (SIGHUP - 1) & 1, ignored >> (SIGTERM - 1) & 1), (1, 0));
    }

    #[test]
    fn a_process_is_found_until_it_ended() {
        let mut child = Command::new("sleep").arg("60").spawn().expect("a shell's tools");
        let id = Pid::from_child(&child);
        assert!(children().contains(&id));
        child.kill().and_then(|()| child.wait()).expect("a child ends");
        assert!(!children().contains(&id));
    }
}
