//! Reading the command that hooks run on every commit without setting up all the others, which takes a tenth of its time.

use std::ffi::OsString;

use clap::Parser;

use super::args::{Arguments, Command, Page, Recommend};

/// `advisor recommend` as if it were a program of its own.
#[derive(Parser, Debug)]
struct Alone {
    #[command(flatten)]
    recommend: Recommend,
    #[command(flatten)]
    page: Page,
}

impl Alone {
    /// What stands behind the program's name; absent unless it is a `recommend` without a mistake.
    fn read(words: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut words = words.into_iter().peekable();
        words.next_if(|word| word == "recommend")?;
        Self::try_parse_from(std::iter::once("recommend".into()).chain(words)).ok()
    }
}

/// Reads the arguments of this process. Help and mistakes are always answered by the whole set of commands.
pub fn arguments() -> Result<Arguments, clap::Error> {
    match Alone::read(std::env::args_os().skip(1)) {
        Some(Alone { recommend, page }) => Ok(Arguments { command: Some(Command::Recommend(recommend)), page }),
        None => Arguments::try_parse(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a command line is read alone, and how among all commands.
    fn both(line: &str) -> (Option<String>, Option<String>) {
        let words = || line.split_whitespace().map(OsString::from);
        let alone = Alone::read(words()).map(|Alone { recommend, page }| format!("{recommend:?} {page:?}"));
        let among = Arguments::try_parse_from(std::iter::once("advisor".into()).chain(words()));
        let among = among.ok().and_then(|Arguments { command, page }| match command {
            Some(Command::Recommend(recommend)) => Some(format!("{recommend:?} {page:?}")),
            _ => None,
        });
        (alone, among)
    }

    #[test]
    fn a_recommend_is_read_alone_as_it_is_among_all_commands() {
        for line in [
            "recommend app.toml",
            "recommend -",
            "recommend help --color never",
            "recommend --set chat.network=open --set lag=2s app.toml --format json --explain",
            "recommend app.toml --expect chat=sse --require-settled --rules a --rules b --color=always",
            "recommend app.toml --format adr --date 2026-02-28",
        ] {
            let (alone, among) = both(line);
            assert!(alone.is_some(), "{line}");
            assert_eq!(alone, among, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_or_another_command_is_left_to_the_whole_set() {
        for line in ["", "recommend", "recommend app.toml extra", "recommend --help", "recommend -V", "recommend a --format yaml"]
        {
            assert_eq!(both(line), (None, None), "{line}");
        }
        for line in ["explain sse", "--color never recommend app.toml"] {
            assert_eq!(both(line).0, None, "{line}");
        }
    }
}
