//! What a run came to: its figures, and what is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use harness::host::service::Mode;

use crate::checker::{Finding, Kind};
use crate::history::{History, Transport, What};

/// Readers by their decided transport.
pub type Sizes = BTreeMap<Transport, usize>;

pub struct Outcome {
    pub run: &'static str,
    pub mode: Mode,
    pub clients: Sizes,
    pub took: Duration,
    pub published: usize,
    pub acknowledged: usize,
    pub received: usize,
    pub resets: usize,
    pub fell_back: BTreeMap<(Transport, Transport), usize>,
    /// For each reader, by its decided transport, the longest time in which nothing came, from the beginning on.
    pub gaps: Vec<(Transport, Duration)>,
    pub findings: Vec<Finding>,
    pub problems: Vec<String>,
    histories: Vec<History>,
    log: String,
}

impl Outcome {
    #[expect(clippy::too_many_arguments, reason = "it is all that a run leaves behind")]
    pub fn new(
        run: &'static str,
        mode: Mode,
        clients: Sizes,
        took: Duration,
        histories: Vec<History>,
        findings: Vec<Finding>,
        problems: Vec<String>,
        log: String,
    ) -> Self {
        let mut outcome = Self {
            run,
            mode,
            clients,
            took,
            published: 0,
            acknowledged: 0,
            received: 0,
            resets: 0,
            fell_back: BTreeMap::new(),
            gaps: Vec::new(),
            findings,
            problems,
            histories: Vec::new(),
            log,
        };
        for history in histories.iter().filter(|history| &*history.client != "audit") {
            outcome.count(history);
        }
        outcome.histories = histories;
        outcome
    }

    fn count(&mut self, history: &History) {
        let (mut last, mut decided) = (Duration::ZERO, None);
        let mut longest = Duration::ZERO;
        let mut newest = 0;
        for entry in &history.entries {
            match &entry.what {
                What::Sent { number, .. } => {
                    self.published += usize::from(*number > newest);
                    newest = newest.max(*number);
                }
                What::Acknowledged { .. } => self.acknowledged += 1,
                What::Received { .. } => {
                    self.received += 1;
                    longest = longest.max(entry.at.saturating_sub(last));
                    last = entry.at;
                }
                What::Reset { .. } => self.resets += 1,
                What::Opened { reset, transport, .. } => {
                    self.resets += usize::from(*reset);
                    decided.get_or_insert(*transport);
                }
                What::FellBack { from, to } => {
                    *self.fell_back.entry((*from, *to)).or_default() += 1;
                    decided.get_or_insert(*from);
                }
                What::Parted { .. } | What::Refused { .. } => {}
            }
        }
        self.gaps.extend(decided.map(|transport| (transport, longest)));
    }

    pub fn passed(&self) -> bool {
        self.findings.is_empty() && self.problems.is_empty()
    }

    pub fn found(&self, kinds: &[Kind]) -> usize {
        self.findings.iter().filter(|finding| kinds.contains(&finding.kind)).count()
    }

    /// The broker and the number of nodes.
    pub fn broker(&self) -> &'static str {
        match self.mode {
            Mode::Process => "in process",
            Mode::Redis => "Redis, 1 node",
            Mode::RedisTwo => "Redis, 2 nodes",
        }
    }

    /// Lets go of the histories: of a storm they are large.
    pub fn forget(&mut self) {
        self.histories = Vec::new();
        self.log = String::new();
    }

    /// Writes every history as lines of JSON, what the servers said and what was found; the folder.
    pub fn write(&self) -> std::io::Result<PathBuf> {
        let folder = tempfile::Builder::new().prefix(&format!("faults-{}-", self.run)).tempdir()?.keep();
        for history in &self.histories {
            let topic = history.topic.replace('/', "-");
            fs::write(folder.join(format!("{}-{topic}.jsonl", history.client)), history.lines())?;
        }
        let found: String = self.findings.iter().map(|finding| format!("{finding}\n")).collect();
        fs::write(folder.join("findings.txt"), found)?;
        fs::write(folder.join("servers.log"), &self.log)?;
        Ok(folder)
    }
}
