//! Faults: generated servers of every language, what stands around them broken on purpose, and clients that remember what they saw.
//!
//! A run breaks something while clients publish and read (`runs`, on a `scene`). Each client keeps its `history`, and the `checker`
//! finds in the histories what was lost, doubled or out of order.

mod arguments;
mod checker;
mod client;
mod clock;
mod crowd;
mod history;
mod interrupt;
mod mutants;
mod network;
mod nginx;
mod outcome;
mod plot;
mod proxy;
mod random;
mod report;
mod runs;
mod scene;
mod schedule;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use harness::host::project::{Language, Project, languages, repository};
use harness::host::server::Server;
use harness::host::service::Mode;
use harness::raise_open_files;

use arguments::Options;
use outcome::Outcome;
use runs::Run;
use scene::Scene;

/// Where this suite stands.
fn suite() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn main() -> ExitCode {
    let options = match Options::read(std::env::args()) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    let runs = chosen(&options);
    if options.list {
        runs.iter().for_each(|(run, mode)| println!("{:<18} {:<10} {}", run.name, mode.name(), run.says));
        return ExitCode::SUCCESS;
    }
    let mut known = languages();
    let beside = options.beside.as_ref().map(|name| known.remove_entry(name));
    if let Some(name) = &options.language {
        known.retain(|language, _| language == name);
    }
    if known.is_empty() || matches!(beside, Some(None)) || (runs.is_empty() && !options.mutants) {
        eprintln!("there is nothing of that name; scripts/faults --list, and tests/harness/languages.toml, say what there is");
        return ExitCode::from(2);
    }
    raise_open_files();
    interrupt::clean_up_when_stopped();
    // What a run or a client could not go on with is reported with the run.
    panic::set_hook(Box::new(|_| {}));
    let verdicts: Vec<ExitCode> =
        known.into_iter().map(|language| of_language(&options, &runs, language, beside.clone().flatten())).collect();
    if verdicts.iter().all(|code| *code == ExitCode::SUCCESS) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The runs that are asked for, each in each of its modes.
fn chosen(options: &Options) -> Vec<(Run, Mode)> {
    let mut chosen = Vec::new();
    for run in runs::all() {
        let named = options.runs.is_empty() || options.runs.iter().any(|name| run.name.starts_with(name.as_str()));
        if !named || (run.long && options.short) {
            continue;
        }
        for mode in run.modes.iter().filter(|mode| options.mode.is_none_or(|asked| asked == **mode)) {
            chosen.push((run, *mode));
        }
    }
    chosen
}

/// A language by its name.
type Named = (String, Language);

fn of_language(options: &Options, runs: &[(Run, Mode)], (name, language): Named, beside: Option<Named>) -> ExitCode {
    let start = Instant::now();
    println!("{name}: making and building the server");
    let generate = |name: &str, language| Project::generate(name, language, &repository().join("tests/contract/all-four.toml"));
    let mut project = match &options.project {
        Some(folder) => Project::at(folder, language),
        None => generate(&name, language),
    };
    let mut name = name;
    if let Some((other, language)) = beside {
        project = project.beside(generate(&other, language));
        name = format!("{name} beside {other}");
    }
    println!("{name}: built in {:.0} s", start.elapsed().as_secs_f64());
    if options.mutants {
        return mutants::run(&name, &project, options.runs.first().map(String::as_str));
    }
    let project = Arc::new(project);
    Server::start_once(&project);
    let seed = options
        .seed
        .unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| u64::from(time.subsec_nanos())));
    println!("{name}: seed {seed}");
    let mut outcomes = Vec::new();
    let all = options.repeat.max(1) * runs.len();
    let begun = AtomicUsize::new(0);
    for round in 0..options.repeat.max(1) {
        outcomes.extend(schedule::play_all(runs, options.jobs, |run, mode| {
            let number = begun.fetch_add(1, Ordering::Relaxed) + 1;
            println!("\n[{number}/{all}] {}, {}", run.name, mode.name());
            let outcome = play(&project, run, mode, options.short, seed.wrapping_add(round as u64));
            report::verdict(&outcome);
            outcome
        }));
    }
    report::table(&name, &outcomes);
    if let Some(path) = &options.plot {
        fs::write(path, plot::svg(&outcomes)).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.passed()).count();
    println!("\n{} passed, {failed} failed in {:.0} s", outcomes.len() - failed, start.elapsed().as_secs_f64());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Plays a run to its end, whatever happens.
fn play(project: &Arc<Project>, run: &Run, mode: Mode, short: bool, seed: u64) -> Outcome {
    let mut scene = Scene::new(project, mode, short, seed);
    let played = panic::catch_unwind(AssertUnwindSafe(|| (run.play)(&mut scene)));
    let failed = played.err().map(|panic| crowd::words(&*panic));
    let mut outcome = scene.finish(run.name, failed);
    if !outcome.passed() {
        match outcome.write() {
            Ok(folder) => outcome.problems.push(format!("what everybody saw lies in {}", folder.display())),
            Err(problem) => outcome.problems.push(format!("what everybody saw could not be written: {problem}")),
        }
    }
    outcome.forget();
    outcome
}
