//! The black-box suite of the wire contract (starters/shared/docs/wire-contract.md), for the generated servers of every language.
//!
//! It starts a project made from `all-four.toml` by the command of its README, and knows of it only what the contract says.

mod arguments;
mod checks;
mod claims;
mod ground;
mod list;
mod listener;
mod mutants;
mod ways;

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::thread;

use arguments::Options;
use ground::{Ground, Stock};
use harness::host::project::{Project, languages};
use harness::host::redis::Redis;
use harness::host::service::Mode;
use harness::raise_open_files;
use libtest_mimic::{Failed, Trial};
use list::List;

thread_local! {
    /// Where the check of this thread failed.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

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
    let languages = languages();
    let unknown =
        [Some(&options.language), options.beside.as_ref()].into_iter().flatten().find(|name| !languages.contains_key(*name));
    if let Some(unknown) = unknown {
        let known: Vec<&str> = languages.keys().map(String::as_str).collect();
        eprintln!("there is no language `{unknown}` in tests/harness/languages.toml: {}", known.join(", "));
        return ExitCode::from(2);
    }
    let (name, beside, folder) = (options.language.clone(), options.beside.clone(), options.project.clone());
    let make = move || {
        let generate = |name: &str| Project::generate(name, languages[name].clone(), &suite().join("all-four.toml"));
        let project = folder.as_ref().map_or_else(|| generate(&name), |folder| Project::at(folder, languages[&name].clone()));
        match &beside {
            Some(other) => project.beside(generate(other)),
            None => project,
        }
    };
    raise_open_files();
    if options.mutants {
        return mutants::run(&options.language, &make(), options.rest.filter.as_deref());
    }
    quiet_panics();
    run(options, make)
}

/// The project of a run is made when the first check needs it: those of the documents need none.
fn run(options: Options, make: impl Fn() -> Project + Send + Sync + 'static) -> ExitCode {
    static LIST: OnceLock<List> = OnceLock::new();
    let list = LIST.get_or_init(checks::all);
    let modes = if options.modes.is_empty() { Mode::ALL.to_vec() } else { options.modes };
    let redis = Redis::installed();
    let stock: Arc<OnceLock<Arc<Stock>>> = Arc::default();
    let make = Arc::new(make);

    let mut trials = document_checks(list);
    for mode in modes {
        for check in list.checks.iter().filter(|check| check.modes.contains(&mode)) {
            let (stock, make) = (Arc::clone(&stock), Arc::clone(&make));
            let trial = Trial::test(check.says, move || {
                let stock = Arc::clone(stock.get_or_init(|| Arc::new(Stock::new(make()))));
                let ground = Ground::new(&stock, mode);
                attempt(|| (check.run)(&ground)).map_err(|problem| format!("{problem}\n{}", ground.log()).into())
            });
            trials.push(trial.with_kind(mode.name()).with_ignored_flag(mode.has_redis() && !redis));
        }
    }
    if !redis {
        eprintln!("redis-server is not installed: what needs it is ignored (apt-get install redis-server)");
    }
    let conclusion = libtest_mimic::run(&options.rest, trials);
    println!("{} checks ran", conclusion.num_passed + conclusion.num_failed);
    // Every server goes with the stock.
    drop(stock);
    conclusion.exit_code()
}

/// What is checked of the contract's own pages.
fn document_checks(list: &'static List) -> Vec<Trial> {
    let trial =
        |says: &str, run: fn(&List)| Trial::test(says, move || attempt(|| run(list)).map_err(Failed::from)).with_kind("docs");
    vec![
        trial("docs: every claim of the contract has a check or a reason", claims::every_claim_has_a_check_or_a_reason),
        trial("docs: the page of claims and checks is up to date", claims::the_page_is_up_to_date),
    ]
}

/// Runs a check, and puts a panic into words.
fn attempt(check: impl FnOnce()) -> Result<(), String> {
    panic::catch_unwind(AssertUnwindSafe(check))
        .map_err(|payload| PLACE.with_borrow(|place| format!("{place}\n{}", words(&*payload))))
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

/// Keeps the panics of checks off the terminal, where others go on, and their places for the report.
fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        PLACE.set(info.location().map(ToString::to_string).unwrap_or_default());
        if thread::current().name() == Some("main") {
            eprintln!("{info}");
        }
    }));
}
