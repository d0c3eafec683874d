//! How to see later that the decision still holds: a command that exits with 0 as long as it does.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::super::sentences::and_list;
use super::super::shell::{operand, quoted};
use super::Record;

/// The requirements where they come from standard input: a name to give them.
const SAVED: &str = "requirements.toml";

/// What the record was asked for with.
pub struct Invocation<'a> {
    /// The requirements file, or `-`.
    pub file: &'a Path,
    pub sets: &'a [String],
    /// The folders given with `--rules`.
    pub packs: &'a [PathBuf],
    /// The day that the record bears, as `YYYY-MM-DD`.
    pub date: Option<&'a str>,
}

/// Writes the section.
pub fn write(record: &mut Record<'_>, invocation: &Invocation<'_>) {
    record.heading(3, "Confirmation");
    let features = &record.view.document.features;
    let left_out: Vec<&str> =
        features.iter().filter(|feature| feature.recommended.is_none()).map(|feature| feature.name).collect();
    let settled = features.iter().all(|feature| feature.settled);
    let command = command(record, invocation, left_out.is_empty() && settled);
    let (claim, command) = if left_out.is_empty() {
        let claim = match settled {
            true => "It exits with 5 once another transport is recommended, and with 6 once something unknown could change that.",
            false => "It exits with 5 once another transport is recommended.",
        };
        (format!("The decision holds as long as this command exits with 0, in CI for instance. {claim}"), command)
    } else {
        let claim = format!(
            "Nothing is left for {}, so that `recommend` exits with 4. The record is out of date once this no longer exits with 0.",
            and_list(&left_out)
        );
        (claim, format!("status=0\n{command} > /dev/null || status=$?\ntest $status -eq 4"))
    };
    record.paragraph(format!("{claim} Relative paths start where this record was made, and the shell is a POSIX one."));
    if is_standard_input(invocation) {
        record.paragraph(format!("The requirements came from standard input: save them as `{SAVED}` first."));
    }
    record.paragraph(format!("```sh\n{command}\n```"));
}

fn is_standard_input(invocation: &Invocation<'_>) -> bool {
    invocation.file.as_os_str() == "-"
}

/// The same invocation again, with what it is expected to decide.
fn command(record: &Record<'_>, invocation: &Invocation<'_>, settled: bool) -> String {
    let mut words = vec!["advisor".to_owned(), "recommend".to_owned()];
    let mut option = |name: &str, value: &OsStr| words.extend([name.to_owned(), quoted(value)]);
    invocation.packs.iter().for_each(|pack| option("--rules", pack.as_os_str()));
    invocation.sets.iter().for_each(|set| option("--set", OsStr::new(set)));
    for feature in &record.view.document.features {
        if let Some(transport) = feature.recommended {
            option("--expect", OsStr::new(&format!("{}={transport}", feature.name)));
        }
    }
    if settled {
        words.push("--require-settled".to_owned());
    }
    if is_standard_input(invocation) {
        words.extend(["-", "<", SAVED].map(str::to_owned));
    } else {
        words.push(operand(invocation.file));
    }
    words.join(" ")
}
