//! The arguments. Their help is the manual; a test holds the reference to it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::help;
use super::language::LanguageParser;
use crate::load::is_day;

/// Short polling, long polling, Server-Sent Events or WebSocket?
///
/// Reads what is known of a live feature, and decides with reasons that can be looked up: the ranking, why, why not the others,
/// what would change it, and what to take care of.
#[derive(Parser)]
#[command(name = "advisor", version, after_help = help::ADVISOR)]
pub struct Arguments {
    /// Without a command, in a terminal: ask
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub page: Page,
}

/// What every command takes.
#[derive(Args, Debug)]
pub struct Page {
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
}

#[derive(Subcommand)]
pub enum Command {
    /// Ask what is needed, decide, and offer to save the answers
    #[command(after_help = help::ASK)]
    Ask(Ask),
    /// Decide each feature of a requirements file
    #[command(after_help = help::RECOMMEND)]
    Recommend(Recommend),
    /// Write a requirements file to fill in, and the schema that editors read
    #[command(after_help = help::INIT)]
    Init(Init),
    /// Write the server that a requirements file asks for, ready to run
    #[command(after_help = help::SCAFFOLD)]
    Scaffold(Scaffold),
    /// Explain a rule, note, transport, fact, workload, source or diagnostic
    #[command(after_help = help::EXPLAIN)]
    Explain(Explain),
    /// Say whose decision changed, from what to what, and what that comes from
    #[command(after_help = help::DIFF)]
    Diff(Diff),
    /// List, test or check the rules
    #[command(after_help = help::RULES)]
    Rules(Rules),
    /// Print a JSON Schema, for editors and programs
    #[command(after_help = help::SCHEMA)]
    Schema(Schema),
    /// Decide published decisions again, and count the agreement
    Backtest(Backtest),
    /// Print a man page, or write all of them
    #[command(after_help = help::MAN)]
    Man(Man),
    /// Print a completion script for a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell to complete in
        shell: clap_complete::Shell,
    },
}

#[derive(Args, Default, Debug)]
pub struct Packs {
    /// Lay a folder of rules over the built-in ones; may be given several times
    #[arg(long = "rules", value_name = "DIR")]
    pub folders: Vec<PathBuf>,
}

#[derive(Args, Default)]
pub struct Ask {
    /// Save the answers as this file
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Begin with what a requirements file says
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Replace the file if it is there already, without asking
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub packs: Packs,
}

#[derive(Args, Debug)]
pub struct Recommend {
    /// The requirements file, or - for standard input
    pub file: PathBuf,
    /// Set a fact for every feature (network=open) or for one (chat.network=open)
    #[arg(long = "set", value_name = "FACT=VALUE")]
    pub sets: Vec<String>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    /// Date the record of --format adr; without it the record has no date, since no clock is read
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub date: Option<String>,
    /// Show every reason, note, fact, rule and source
    #[arg(long)]
    pub explain: bool,
    /// Fail unless a feature gets this transport; may be given several times
    #[arg(long = "expect", value_name = "FEATURE=TRANSPORT")]
    pub expects: Vec<String>,
    /// Fail if an unknown answer could change a decision
    #[arg(long)]
    pub require_settled: bool,
    #[command(flatten)]
    pub packs: Packs,
}

/// A day of the calendar.
fn date(text: &str) -> Result<String, &'static str> {
    if is_day(text) { Ok(text.to_owned()) } else { Err("write a day of the calendar, such as 2026-02-28") }
}

#[derive(Args)]
pub struct Init {
    /// The file to write, or - for standard output
    pub file: PathBuf,
    /// Add a feature that is like this; may be given several times
    #[arg(long = "workload", value_name = "WORKLOAD")]
    pub workloads: Vec<String>,
    /// Begin with one of the shipped examples
    #[arg(long, value_name = "NAME", conflicts_with = "workloads")]
    pub from_example: Option<String>,
    /// Write no schema beside the file
    #[arg(long)]
    pub no_schema: bool,
    /// Replace files that are there already
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub packs: Packs,
}

#[derive(Args)]
pub struct Scaffold {
    /// The requirements file, or - for standard input
    #[arg(required_unless_present_any = INSTEAD)]
    pub file: Option<PathBuf>,
    /// The language of the server; --list says more of each
    #[arg(long, value_name = "LANGUAGE", required_unless_present_any = INSTEAD, value_parser = LanguageParser::new())]
    pub lang: Option<String>,
    /// The folder to write
    #[arg(long, value_name = "DIR", required_unless_present_any = INSTEAD)]
    pub out: Option<PathBuf>,
    /// Give a feature this transport, whatever is decided; may be given several times
    #[arg(long = "transport", value_name = "FEATURE=TRANSPORT")]
    pub transports: Vec<String>,
    /// Leave a feature out; may be given several times
    #[arg(long, value_name = "FEATURE")]
    pub except: Vec<String>,
    /// Take something along, whether or not the scaling notes call for it
    #[arg(long, value_name = "PART")]
    pub with: Vec<Extra>,
    /// Leave something out that would go along
    #[arg(long, value_name = "PART")]
    pub without: Vec<Extra>,
    /// What the app is called where it runs; absent: as the file or the folder says
    #[arg(long)]
    pub name: Option<String>,
    /// Set a fact for every feature (network=open) or for one (chat.network=open)
    #[arg(long = "set", value_name = "FACT=VALUE")]
    pub sets: Vec<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Rename a folder that is there already to DIR.old-1, and write all the same
    #[arg(long)]
    pub force: bool,
    /// Make the project in DIR again from what it says of itself, and print the difference
    #[arg(long, value_name = "DIR", conflicts_with_all = MAKING)]
    pub diff: Option<PathBuf>,
    /// List the languages: what each was tested with, what is served, and measured figures
    #[arg(long, conflicts_with_all = MAKING, conflicts_with = "diff")]
    pub list: bool,
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "table", requires = "list", conflicts_with_all = MAKING, conflicts_with = "diff")]
    pub format: ListFormat,
    #[command(flatten)]
    pub packs: Packs,
}

/// What is asked for in place of a project.
const INSTEAD: [&str; 3] = ["diff", "list", "format"];

/// What only a project is made with.
const MAKING: [&str; 11] = ["file", "lang", "out", "transports", "except", "with", "without", "name", "sets", "dry_run", "force"];

/// A part of a generated project that not every app needs.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Extra {
    /// The broker between several servers
    Redis,
}

#[derive(Args)]
pub struct Explain {
    /// An id such as server-pushes, sse, max_staleness, chat or unknown-fact; kind/id where two share one
    pub id: String,
    #[command(flatten)]
    pub packs: Packs,
}

#[derive(Args)]
pub struct Diff {
    /// Requirement files: OLD and NEW, or two folders of them, or - for standard input; with --rules any number
    #[arg(required = true, value_name = "FILE|DIR")]
    pub paths: Vec<PathBuf>,
    /// Compare two folders of rules over the same requirements
    #[arg(long, num_args = 2, value_names = ["OLDDIR", "NEWDIR"])]
    pub rules: Option<Vec<PathBuf>>,
    /// Lay a folder of rules over the built-in ones on both sides; may be given several times
    #[arg(long = "pack", value_name = "DIR")]
    pub packs: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: DiffFormat,
    /// Exit with 5 if a feature of both sides has another transport
    #[arg(long)]
    pub fail_on_change: bool,
}

#[derive(Args)]
pub struct Rules {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Subcommand)]
pub enum RulesCommand {
    /// List every rule and note in one line
    List(Packs),
    /// Run the examples that stand beside the rules
    Test(Packs),
    /// Look for everything that can be wrong: unreachable rules, missing examples, unused sources, ...
    Check(Packs),
}

#[derive(Args)]
pub struct Schema {
    /// Which schema
    pub which: WhichSchema,
    #[command(flatten)]
    pub packs: Packs,
}

#[derive(Args)]
pub struct Backtest {
    /// Files of [[case]] tables, such as those of tests/decisions
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: BacktestFormat,
    #[command(flatten)]
    pub packs: Packs,
}

#[derive(Args)]
pub struct Man {
    /// The command that the page is about, such as `rules check`; absent: advisor itself
    pub command: Vec<String>,
    /// Write the pages of all commands to this folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub out: Option<PathBuf>,
    /// Replace pages that are there already
    #[arg(long, requires = "out")]
    pub force: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum Format {
    /// For a terminal
    Table,
    /// For a design document
    Markdown,
    /// For programs
    Json,
    /// A page to send round, in one file
    Html,
    /// An architecture decision record, as MADR has it
    Adr,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal
    Table,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For a terminal
    Table,
    /// For a design document
    Markdown,
    /// For programs
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BacktestFormat {
    /// For a terminal
    Table,
    /// For programs
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhichSchema {
    /// A requirements file
    Requirements,
    /// A strategy rule
    Rules,
    /// The output of `recommend --format json`
    Decision,
    /// The output of `diff --format json`
    Diff,
    /// The output of `scaffold --list --format json`
    Starters,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
