//! What processes cost, read from `/proc`: a server with its workers, and this program itself.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Without a step on the clock for so long, processes have nothing to do.
const REST: Duration = Duration::from_millis(100);

/// Processes with their children.
#[derive(Clone, Debug, Default)]
pub struct Family {
    roots: Vec<u32>,
}

impl Family {
    pub fn new(roots: Vec<u32>) -> Self {
        Self { roots }
    }

    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The time that they have spent on a processor, in steps of 10 ms.
    pub fn cpu(&self) -> Duration {
        let ticks: u64 = self
            .members()
            .into_iter()
            .filter_map(|process| ticks(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?))
            .sum();
        Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second()).expect("a small number")
    }

    /// Waits until they have nothing to do, but not for ever.
    pub fn rest(&self) {
        let mut before = self.cpu();
        for _ in 0..100 {
            thread::sleep(REST);
            let now = self.cpu();
            if now == before {
                return;
            }
            before = now;
        }
    }

    /// Bytes of memory that are theirs, the kernel's not counted.
    pub fn memory(&self) -> u64 {
        self.members()
            .into_iter()
            .filter_map(|process| resident(&fs::read_to_string(format!("/proc/{process}/status")).ok()?))
            .sum()
    }

    fn members(&self) -> BTreeSet<u32> {
        let mut members = BTreeSet::new();
        let mut open = self.roots.clone();
        while let Some(process) = open.pop() {
            if members.insert(process) {
                open.extend(children(process));
            }
        }
        members
    }
}

fn children(process: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    children.split_ascii_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// User and system time (proc(5)). The name before them may hold anything, a bracket too.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The time that this program has spent on a processor.
pub fn own_cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).expect("less than a second"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_behind_any_name() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 500 0 1 0 17 25 0 0 20 0 4 0 100 1000 200 18446744073709551615";
        assert_eq!(ticks(stat), Some(42));
    }

    #[test]
    fn memory_is_read_in_bytes() {
        assert_eq!(resident("Name:\tserver\nVmHWM:\t  900 kB\nVmRSS:\t  12 kB\n"), Some(12 * 1024));
    }

    #[test]
    fn this_process_is_found_with_its_memory() {
        let family = Family::new(vec![std::process::id()]);
        assert!(family.memory() > 0);
        assert!(own_cpu() > Duration::ZERO);
    }
}
