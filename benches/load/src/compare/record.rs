//! What a comparison has found, as it is written to a file.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::outcome::Outcome;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The day, as RFC 3339 writes it.
    pub date: String,
    pub machine: String,
    pub rounds: usize,
    pub seed: u64,
    pub quick: bool,
    /// What each server is.
    pub servers: Vec<(String, String)>,
    pub records: Vec<Record>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    pub round: usize,
    pub scenario: String,
    pub server: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl Report {
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        Ok(serde_json::from_str(&text)?)
    }

    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(file, serde_json::to_string_pretty(self)? + "\n")?)
    }
}

/// Processors, kernel and memory of this machine.
pub fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let count = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kernel: Vec<&str> = kernel.trim().splitn(3, '.').take(2).collect();
    format!(
        "{count} cores ({}), {} GiB, Linux {}",
        model.trim_start_matches([' ', '\t', ':']),
        memory.unwrap_or_default() >> 20,
        kernel.join(".")
    )
}

pub fn today() -> String {
    let date = Command::new("date").args(["--utc", "+%Y-%m-%d"]).output();
    date.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
