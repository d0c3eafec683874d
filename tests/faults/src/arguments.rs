//! What the command line asks for.

use std::path::PathBuf;

use harness::host::service::Mode;

pub const HELP: &str = "Breaks what stands around generated servers, and holds what clients saw to what was promised.

scripts/faults [--language NAME [--beside NAME]] [--project DIR] [--mode MODE] [--short] [--repeat N] [--jobs N] [--seed N] [--plot FILE] [RUN]...
scripts/faults --list
scripts/faults --mutants [RUN]...

  RUN               the beginning of a run's name; all unless told
  --language NAME   a line of tests/harness/languages.toml; all unless told
  --beside NAME     another, of which the second of two nodes is; with it, only what has two nodes is played
  --project DIR     a project made from tests/contract/all-four.toml and built; else one is made and built
  --mode MODE       process, redis or redis-two; all that a run has unless told
  --short           fewer clients, each fault once
  --repeat N        everything N times in a row
  --jobs N          up to N runs beside each other, but for those that take the machine to themselves
  --seed N          for what the clients leave to chance
  --plot FILE       draws how long clients were away as SVG
  --list            says what each run proves
  --mutants         breaks the server in each way of tests/faults/mutants/, and passes where the checker notices every one
  --no-install      installs nothing";

pub struct Options {
    /// None for all.
    pub language: Option<String>,
    pub beside: Option<String>,
    pub project: Option<PathBuf>,
    pub mode: Option<Mode>,
    pub short: bool,
    pub repeat: usize,
    pub jobs: usize,
    pub seed: Option<u64>,
    pub plot: Option<PathBuf>,
    pub list: bool,
    pub mutants: bool,
    pub runs: Vec<String>,
}

impl Options {
    /// Reads the command line, or says what is wrong with it.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter().skip(1);
        let mut options = Self {
            language: None,
            beside: None,
            project: None,
            mode: None,
            short: false,
            repeat: 1,
            jobs: 1,
            seed: None,
            plot: None,
            list: false,
            mutants: false,
            runs: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n\n{HELP}"));
            match argument.as_str() {
                "--language" => options.language = Some(value()?),
                "--beside" => options.beside = Some(value()?),
                "--project" => options.project = Some(PathBuf::from(value()?)),
                "--mode" => options.mode = Some(mode(&value()?)?),
                "--short" => options.short = true,
                "--repeat" => options.repeat = number(&argument, &value()?)?,
                "--jobs" => options.jobs = number(&argument, &value()?)?,
                "--seed" => options.seed = Some(number(&argument, &value()?)?),
                "--plot" => options.plot = Some(PathBuf::from(value()?)),
                "--list" => options.list = true,
                "--mutants" => options.mutants = true,
                // For the script.
                "--no-install" => {}
                "--help" | "-h" => return Err(HELP.to_owned()),
                other if other.starts_with('-') => return Err(format!("there is no option {other}\n\n{HELP}")),
                _ => options.runs.push(argument),
            }
        }
        options.settled()
    }

    /// With what follows from one another, or what contradicts itself.
    fn settled(mut self) -> Result<Self, String> {
        if self.plot.is_some() && self.language.is_none() {
            return Err("--plot draws one language: name it with --language".to_owned());
        }
        if self.beside.is_some() {
            if self.mutants || self.mode.is_some_and(|mode| mode != Mode::RedisTwo) {
                return Err("--beside takes two nodes on Redis as they are: no --mutants, and no --mode but redis-two".to_owned());
            }
            self.mode = Some(Mode::RedisTwo);
        }
        Ok(self)
    }
}

fn number<T: std::str::FromStr>(argument: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{argument} takes a number, not `{text}`"))
}

fn mode(name: &str) -> Result<Mode, String> {
    let found = Mode::ALL.into_iter().find(|mode| mode.name() == name);
    found.ok_or_else(|| format!("there is no mode `{name}`: process, redis or redis-two"))
}
