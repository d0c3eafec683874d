//! The command line: what can be asked, and which module answers.

mod args;
mod ask;
mod backtest;
mod decided;
mod diff;
mod exit;
mod explain;
mod help;
mod init;
mod language;
mod man;
mod open;
mod output;
mod quick;
mod recommend;
mod rules;
mod scaffold;
mod schema;
mod schema_beside;
mod write;

use std::io::{self, IsTerminal};

use args::{Arguments, Ask, Command};
use clap::CommandFactory;
pub use exit::Exit;

use crate::prompt::Terminal;

/// Reads the arguments, runs one command, and says how it went.
pub fn run() -> Exit {
    let arguments = match quick::arguments() {
        Ok(arguments) => arguments,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            // A closed pipe is no reason to fail.
            let _ = error.print();
            return exit;
        }
    };
    output::set_colour(arguments.page.color);
    let Some(command) = arguments.command else { return alone() };
    match command {
        Command::Ask(arguments) => ask::run(arguments),
        Command::Recommend(arguments) => recommend::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Scaffold(arguments) => scaffold::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Backtest(arguments) => backtest::run(arguments),
        Command::Man(arguments) => man::run(arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "advisor", &mut script);
            output::print(&String::from_utf8_lossy(&script), Exit::Done)
        }
    }
}

/// No command: the questionnaire where there is somebody to ask, and else the help.
fn alone() -> Exit {
    if Terminal::is_there() && io::stdout().is_terminal() {
        return ask::run(Ask::default());
    }
    let asked = Arguments::command().arg_required_else_help(true).try_get_matches_from(["advisor"]);
    // A closed pipe is no reason to fail.
    let _ = asked.map_err(|help| help.print());
    Exit::Usage
}
