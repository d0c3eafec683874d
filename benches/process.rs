//! The whole process beside an empty Rust program, in turn: `cargo bench --bench process`.
//!
//! The empty program is compiled on the spot by the same compiler: optimised, stripped, dynamically linked. Figures are the time from
//! spawn to exit as the parent sees it; runs alternate, so that a drift of the machine touches both alike.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

/// Runs of each program that are counted.
const RUNS: usize = 300;

fn main() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let empty = empty_program(scratch.path());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = root.join("examples/team-chat.toml");
    let advisor = env!("CARGO_BIN_EXE_advisor");
    let pack = a_pack(scratch.path());
    let example = example.to_str().expect("a plain path");
    let subjects: [(&str, Vec<&str>); 3] = [
        ("an empty program", vec![empty.to_str().expect("a plain path")]),
        ("advisor recommend examples/team-chat.toml", vec![advisor, "recommend", example]),
        ("the same with --rules DIR", vec![advisor, "recommend", example, "--rules", pack.to_str().expect("a plain path")]),
    ];
    // With `--test`, as `scripts/test` calls it, once is enough to know that it runs.
    let runs = if env::args().any(|argument| argument == "--test") { 1 } else { RUNS };
    let mut times = vec![Vec::with_capacity(runs); subjects.len()];
    for _ in 0..runs {
        for ((_, words), times) in subjects.iter().zip(&mut times) {
            times.push(run(words));
        }
    }
    let base = median(&mut times[0].clone());
    println!("{:<45} {:>10} {:>10} {:>10} {:>9} {:>10}", "whole process", "p10", "median", "p90", "to empty", "peak");
    for ((name, words), times) in subjects.iter().zip(&mut times) {
        let ratio = median(times).as_secs_f64() / base.as_secs_f64();
        let at = |share: usize| format!("{:.0} us", times[(times.len() - 1) * share / 100].as_secs_f64() * 1e6);
        println!("{name:<45} {:>10} {:>10} {:>10} {ratio:>9.2} {:>10}", at(10), at(50), at(90), peak(words));
    }
}

fn run(words: &[&str]) -> Duration {
    let start = Instant::now();
    let status = Command::new(words[0]).args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).status();
    let elapsed = start.elapsed();
    assert!(status.expect("it starts").success(), "{words:?} failed");
    elapsed
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The largest resident set of one run, as GNU time reports it; `-` where that is not installed.
fn peak(words: &[&str]) -> String {
    let timed = Command::new("/usr/bin/time").args(["-f", "%M"]).args(words).stdout(Stdio::null()).output();
    let kib = timed.ok().and_then(|output| String::from_utf8_lossy(&output.stderr).trim().parse::<u64>().ok());
    kib.map_or_else(|| "-".to_owned(), |kib| format!("{kib} KiB"))
}

fn empty_program(scratch: &Path) -> PathBuf {
    let (source, program) = (scratch.join("empty.rs"), scratch.join("empty"));
    fs::write(&source, "fn main() {}\n").expect("a writable folder");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let flags = ["-C", "opt-level=3", "-C", "lto=fat", "-C", "codegen-units=1", "-C", "strip=symbols", "-o"];
    let status = Command::new(rustc).args(flags).arg(&program).arg(&source).status();
    assert!(status.expect("rustc runs").success());
    program
}

/// A pack of one rule.
fn a_pack(scratch: &Path) -> PathBuf {
    let pack = scratch.join("pack");
    fs::create_dir_all(pack.join("strategy")).expect("a writable folder");
    fs::write(
        pack.join("strategy/our-own.toml"),
        "summary = \"s\"\nbecause = \"b\"\nsources = [\"rfc6455\"]\nwhen = { payload = \"binary\" }\nfavour = { websocket = \"slight\" }\n",
    )
    .expect("a writable folder");
    pack
}
