//! What is said of a project that was written, or would be.

use std::fmt::Write as _;
use std::path::Path;

use super::made::Made;
use crate::diag::visible;
use crate::report::shell::operand;

/// What would be written: sizes and places, and what would be renamed.
pub fn listing(made: &Made, out: &Path, old: Option<&Path>) -> String {
    let mut text = format!("{} would be written to `{}`:\n\n", counted(made), shown(out));
    let widest = made.plan.iter().map(|file| file.text.len().to_string().len()).max().unwrap_or(0);
    for file in &made.plan {
        let script = if file.executable { " (executable)" } else { "" };
        writeln!(text, "  {:>widest$} B  {}{script}", file.text.len(), file.place).expect("a string takes everything");
    }
    if let Some(old) = old {
        let (out, old) = (shown(out), shown(old));
        writeln!(text, "\n`{out}` is there already, and would be renamed to `{old}`.").expect("a string takes everything");
    }
    text
}

/// What was written, and what comes next.
pub fn written(made: &Made, out: &Path, old: Option<&Path>) -> Vec<String> {
    let wrote = format!("wrote {} to `{}`", counted(made), out.display());
    let renamed = old.map(|old| format!("what was there is now `{}`", old.display()));
    let next = format!("next, run: cd {} && {}", operand(out), made.run);
    [Some(wrote), renamed, Some(next)].into_iter().flatten().collect()
}

fn counted(made: &Made) -> String {
    let bytes: usize = made.plan.iter().map(|file| file.text.len()).sum();
    let files = if made.plan.len() == 1 { "file" } else { "files" };
    format!("{} {files} ({bytes} bytes) for {}", made.plan.len(), made.language)
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}
