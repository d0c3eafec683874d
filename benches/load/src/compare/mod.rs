//! Servers side by side: each is started for each measurement, and in each round all have their turn, in an order of its own. So a
//! drift of the machine touches all alike, and only ratios within a round are compared.

mod catalogue;
mod figures;
mod goals;
mod host;
mod markdown;
mod plots;
mod record;
mod wrk;

use std::path::Path;
use std::process::{ExitCode, Stdio};

use crate::arguments::{Compare, Mode};
use crate::failure::Failure;
use crate::net;
use crate::outcome::Outcome;
use catalogue::{Catalogue, SCENARIOS, Scenario, Server};
use host::{Host, pinned};
use record::{Record, Report, machine, today};

/// Measures the servers, writes what was found, and shows it.
pub fn run(options: &Compare) -> Result<ExitCode, Failure> {
    net::raise_open_files();
    let catalogue = Catalogue::read(&options.servers)?;
    let chosen = chosen(&catalogue, options)?;
    let mut report = Report {
        date: today(),
        machine: machine(),
        rounds: options.rounds,
        seed: options.seed,
        quick: options.quick,
        servers: catalogue.servers.iter().map(|(name, server)| (name.clone(), server.what.clone())).collect(),
        records: Vec::new(),
    };
    let mut order = fastrand::Rng::with_seed(options.seed);
    for round in 1..=options.rounds {
        for (scenario, servers) in &chosen {
            let mut servers = servers.clone();
            order.shuffle(&mut servers);
            for name in servers {
                let measured = measured(&catalogue, &catalogue.servers[name], scenario, options);
                let record = Record {
                    round,
                    scenario: scenario.key.to_owned(),
                    server: name.to_owned(),
                    failure: measured.as_ref().err().map(ToString::to_string),
                    outcome: measured.ok(),
                };
                eprintln!("{}", line(options, &record, scenario));
                report.records.push(record);
            }
        }
        // What there is so far is worth keeping.
        report.write(&options.out)?;
    }
    print!("{}", markdown::page(&report));
    let wrong = report.records.iter().filter(|record| !record.outcome.as_ref().is_some_and(Outcome::is_sound)).count();
    if wrong > 0 {
        eprintln!(
            "load: {wrong} of {} measurements failed, or found messages lost, doubled or out of order",
            report.records.len()
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

pub fn table(file: &Path) -> Result<ExitCode, Failure> {
    print!("{}", markdown::page(&Report::read(file)?));
    Ok(ExitCode::SUCCESS)
}

pub fn plot(file: &Path, folder: &Path) -> Result<ExitCode, Failure> {
    plots::draw(&Report::read(file)?, folder)?;
    Ok(ExitCode::SUCCESS)
}

/// The measurements and who takes part in each, as far as `--only` and `--quick` let them.
fn chosen<'c>(catalogue: &'c Catalogue, options: &Compare) -> Result<Vec<(&'static Scenario, Vec<&'c str>)>, Failure> {
    let is_group = |word: &&String| SCENARIOS.iter().any(|scenario| scenario.group == **word || scenario.key == **word);
    let (groups, names): (Vec<&String>, Vec<&String>) = options.only.iter().partition(is_group);
    if let Some(unknown) = names.iter().find(|name| !catalogue.servers.contains_key(**name)) {
        return Err(Failure::new(format!(
            "--only {unknown} is neither a server nor websocket, sse, polls, release, redis or a measurement"
        )));
    }
    let is_in =
        |scenario: &&Scenario| groups.is_empty() || groups.iter().any(|word| *word == scenario.group || *word == scenario.key);
    let fits = |scenario: &&Scenario| !options.quick || scenario.clients <= 1000;
    let chosen = SCENARIOS.iter().filter(is_in).filter(fits).map(|scenario| {
        let servers = catalogue
            .servers
            .iter()
            .filter(|(name, server)| scenario.takes(server) && (names.is_empty() || names.contains(name)));
        (scenario, servers.map(|(name, _)| name.as_str()).collect())
    });
    Ok(chosen.collect())
}

/// Starts a server and measures it from a process of its own.
fn measured(catalogue: &Catalogue, server: &Server, scenario: &Scenario, options: &Compare) -> Result<Outcome, Failure> {
    let host = Host::start(catalogue, server, &options.with, options.server_core)?;
    if scenario.mode == Mode::Polls {
        return wrk::run(&host, server, scenario.clients, if options.quick { 1 } else { 3 }, options.client_core);
    }
    let mut command = pinned(options.client_core);
    command.arg(std::env::current_exe()?).args(["run", "--json"]);
    for (address, node) in host.addresses.iter().zip(&host.nodes) {
        command.args(["--server", &address.to_string(), "--process", &node.id().to_string()]);
    }
    if let Some(redis) = &host.redis {
        command.args(["--redis-process", &redis.id().to_string()]);
    }
    for (name, value) in
        [("--speaks", word(&server.speaks)?), ("--transport", word(&scenario.transport)?), ("--mode", word(&scenario.mode)?)]
    {
        command.args([name, &value]);
    }
    let seconds = match (scenario.mode, options.quick) {
        (Mode::Rate, false) => 10,
        (Mode::Rate, true) | (_, false) => 3,
        (_, true) => 1,
    };
    command.args(["--clients", &scenario.clients.to_string(), "--seconds", &seconds.to_string()]);
    let output = command.stdin(Stdio::null()).output()?;
    // One that found messages lost fails as well, and says what it found.
    let outcome: Result<Outcome, _> = serde_json::from_slice(&output.stdout);
    let outcome = outcome.map_err(|_| Failure::new(String::from_utf8_lossy(&output.stderr).trim()))?;
    Ok(Outcome { event_loop_delay: host.event_loop_delay(), ..outcome })
}

/// What the command line calls a value.
fn word(value: &impl serde::Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string(value)?.trim_matches('"').to_owned())
}

/// How it goes.
fn line(options: &Compare, record: &Record, scenario: &Scenario) -> String {
    let said = match (&record.outcome, &record.failure) {
        (Some(outcome), _) => figures::main(scenario).shown(outcome),
        (None, failure) => format!("FAILED: {}", failure.as_deref().unwrap_or_default()),
    };
    format!("{}/{} {:<24} {:<24} {said}", record.round, options.rounds, record.scenario, record.server)
}
