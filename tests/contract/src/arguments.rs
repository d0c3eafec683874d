//! What the suite is asked to do: its own options, and those of cargo's test runner.

use std::path::PathBuf;

use harness::host::service::Mode;
use libtest_mimic::Arguments;

const HELP: &str = "The black-box suite of the wire contract.

cargo test -p contract -- [--language NAME [--beside NAME]] [--mode MODE]... [--project DIR] [--mutants] [FILTER] [options of cargo test]

  --language NAME   a line of tests/harness/languages.toml; rust unless told
  --beside NAME     another, of which the second of two nodes is; with it, redis-two is the only mode
  --mode MODE       process, redis or redis-two; all that can run here unless told
  --project DIR     a project made from tests/contract/all-four.toml and built; else one is made and built
  --mutants         breaks the project in each way of tests/contract/mutants/, and passes where every one is noticed";

/// The options of the suite itself.
pub struct Options {
    pub language: String,
    pub beside: Option<String>,
    pub modes: Vec<Mode>,
    pub project: Option<PathBuf>,
    pub mutants: bool,
    /// For cargo's test runner.
    pub rest: Arguments,
}

impl Options {
    /// Reads the command line, or says what is wrong with it.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter();
        let mut rest: Vec<String> = arguments.next().into_iter().collect();
        let (mut language, mut beside, mut modes, mut project, mut mutants) = ("rust".to_owned(), None, Vec::new(), None, false);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n\n{HELP}"));
            match argument.as_str() {
                "--language" => language = value()?,
                "--beside" => beside = Some(value()?),
                "--mode" => modes.push(mode(&value()?)?),
                "--project" => project = Some(PathBuf::from(value()?)),
                "--mutants" => mutants = true,
                "--help" | "-h" => return Err(HELP.to_owned()),
                _ => rest.push(argument),
            }
        }
        let mut rest = Arguments::from_iter(rest);
        // Most checks wait, for a server or for a second to pass, so there are many more at a time than processors.
        rest.test_threads = rest.test_threads.or(Some(12));
        if beside.is_some() {
            if mutants || modes.iter().any(|mode| *mode != Mode::RedisTwo) {
                return Err("--beside takes two nodes on Redis as they are: no --mutants, and no --mode but redis-two".to_owned());
            }
            modes = vec![Mode::RedisTwo];
        }
        Ok(Self { language, beside, modes, project, mutants, rest })
    }
}

fn mode(name: &str) -> Result<Mode, String> {
    let found = Mode::ALL.into_iter().find(|mode| mode.name() == name);
    found.ok_or_else(|| format!("there is no mode `{name}`: process, redis or redis-two"))
}
