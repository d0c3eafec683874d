//! `advisor scaffold --diff`: what today's advisor would write otherwise than it stands in a project.

use std::fs;
use std::io::{self, ErrorKind, IsTerminal};
use std::path::Path;

use similar::TextDiff;

use super::super::args::Packs;
use super::super::exit::Exit;
use super::super::output;
use super::complain;
use super::made::{REQUIREMENTS, made};
use crate::diag::{Code, Diagnostic, Files, Problems, visible};
use crate::load::{read, read_record};
use crate::scaffold::{PlannedFile, RECORD};

/// Makes the project in a folder again, and prints what would change, as a patch of it.
pub fn run(folder: &Path, packs: &Packs) -> Exit {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let record = read(&folder.join(RECORD), &mut files, &mut problems);
    let requirements = read(&folder.join(REQUIREMENTS), &mut files, &mut problems);
    let options = record.map(|record| read_record(&files, record, &mut problems));
    if let Err(exit) = output::said(problems, &files) {
        return exit;
    }
    let (Some(options), Some(requirements)) = (options, requirements) else {
        unreachable!("a file that cannot be read is reported");
    };
    if !options.rules.is_empty() && packs.folders.is_empty() {
        let given: Vec<String> = options.rules.iter().map(|folder| format!("--rules {folder}")).collect();
        output::complain(&[format!("the project was made with {}, which is not given now", given.join(" "))]);
    }
    let made = match made(&mut files, requirements, packs, options, None) {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    let mut patch = String::new();
    for file in &made.plan {
        match difference(folder, file) {
            Ok(change) => patch.push_str(&change),
            Err(problem) => return complain(problem),
        }
    }
    // A patch is for programs as it is, and for a terminal without what could steer it.
    let text = if io::stdout().is_terminal() { visible(&patch).into_owned() } else { patch };
    output::print(&text, Exit::Done)
}

/// How a file that stands in the folder would change; empty where it would not.
fn difference(folder: &Path, file: &PlannedFile) -> Result<String, Diagnostic> {
    let path = folder.join(&file.place);
    let old = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            let message = format!("`{}` cannot be read: {}", path.display(), error.kind());
            return Err(Diagnostic::error(Code::UnreadableFile, message));
        }
    };
    let there = old.is_some();
    let Ok(old) = String::from_utf8(old.unwrap_or_default()) else {
        return Ok(format!("Binary files a/{0} and b/{0} differ\n", file.place));
    };
    if there && old == file.text {
        return Ok(String::new());
    }
    let from = if there { format!("a/{}", file.place) } else { "/dev/null".to_owned() };
    let diff = TextDiff::from_lines(old.as_str(), file.text.as_str());
    Ok(diff.unified_diff().header(&from, &format!("b/{}", file.place)).to_string())
}
