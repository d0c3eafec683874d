//! Man pages and completions: there is one for everything, and the programs that read them do not complain.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Advisor, read};

/// Every page, in a folder of its own.
fn pages() -> Advisor {
    let advisor = Advisor::new().args(["man", "--out", "man1"]).file("man1/.keep", "");
    advisor.run().exits(0).complains(" pages to man1; read one: man -l man1/advisor.1");
    advisor
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != ".keep");
    names.sort();
    names
}

/// Whether a program is installed.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// The text of a page without its marks.
fn plain(page: &str) -> String {
    page.replace("\\fB", "").replace("\\fR", "").replace("\\fI", "").replace("\\-", "-")
}

#[test]
fn there_is_a_page_for_every_command_and_it_names_every_option() {
    let written = pages();
    let pages = names(&written.path("man1"));
    let reference = read(&crate::support::repository("docs/reference/commands.md"));
    let commands: Vec<&str> = reference.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(pages.len(), commands.len(), "{pages:?}");
    for command in commands {
        let page = plain(&read(&written.path(&format!("man1/{}.1", command.replace(' ', "-")))));
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        let help = Advisor::new().args(&words).arg("--help").run().exits(0).stdout;
        let options = help.split(|c: char| !c.is_ascii_lowercase() && c != '-').filter(|word| word.starts_with("--"));
        for option in options.filter(|option| option.len() > 3) {
            assert!(page.contains(option), "{command}: {option} is missing\n{page}");
        }
        assert_eq!(page, plain(&Advisor::new().arg("man").args(&words).run().exits(0).stdout), "{command}");
    }
}

#[test]
fn each_page_is_well_formed_and_refers_to_pages_that_exist() {
    let written = pages();
    let pages = names(&written.path("man1"));
    for name in &pages {
        let page = read(&written.path(&format!("man1/{name}")));
        for section in [".TH", ".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS"] {
            assert!(page.lines().any(|line| line.starts_with(section)), "{name} has no {section}\n{page}");
        }
        let count = |request: &str| page.lines().filter(|line| *line == request).count();
        assert_eq!((count(".nf"), count(".RS 14")), (count(".fi"), count(".RE")), "{name}");
        for referred in plain(&page).lines().filter_map(|line| line.strip_suffix("(1)")) {
            assert!(pages.contains(&format!("{referred}.1")), "{name} refers to {referred}");
        }
        assert!(!page.contains("\u{1b}"), "{name}");
    }
}

#[test]
fn groff_formats_each_page_without_a_warning() {
    if !is_there("groff") {
        return; // Its structure is checked above.
    }
    let written = pages();
    for name in names(&written.path("man1")) {
        let path = written.path(&format!("man1/{name}"));
        let output = Command::new("groff").args(["-man", "-Tutf8", "-ww"]).arg(path).output().expect("groff starts");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("User Commands") && text.contains(env!("CARGO_PKG_VERSION")), "{text}");
    }
}

#[test]
fn the_tables_of_a_page_stay_in_their_columns() {
    let page = Advisor::new().args(["man", "recommend"]).run().exits(0).stdout;
    let (_, codes) = page.split_once(".SH \"EXIT CODES\"\n.nf\n").expect("a section that is not filled");
    assert!(codes.starts_with("0 decided   1 could not run"), "{codes}");
}

#[test]
fn pages_that_are_there_are_not_replaced_without_force() {
    let again = |more: &[&str]| {
        let advisor = Advisor::new().args(["man", "--out", "."]).args(more).file("advisor-diff.1", "mine");
        (advisor.run(), advisor)
    };
    let (output, refused) = again(&[]);
    output.exits(1).complains("error[file-exists]: `./advisor-diff.1` is there already");
    assert_eq!(names(&refused.path("")), ["advisor-diff.1"]);
    let (output, forced) = again(&["--force"]);
    output.exits(0);
    assert!(read(&forced.path("advisor-diff.1")).contains(".TH advisor-diff 1"));
}

#[test]
fn a_folder_that_is_missing_is_made_but_not_those_above_it() {
    let made = Advisor::new().args(["man", "--out", "man1"]);
    made.run().exits(0);
    assert!(names(&made.path("man1")).contains(&"advisor.1".to_owned()));
    Advisor::new().args(["man", "--out", "share/man1"]).run().exits(1).complains("make the folder `share` first");
}

#[test]
fn a_page_of_no_command_is_wrong_usage() {
    Advisor::new()
        .args(["man", "rules", "chek"])
        .run()
        .exits(2)
        .complains("there is no command `rules chek`")
        .complains("`check`");
    Advisor::new().args(["man", "explain", "x"]).run().exits(2).complains("has no commands");
    Advisor::new().args(["man", "nonsense"]).run().exits(2).complains("`recommend`");
    Advisor::new().args(["man", "rules", "--out", "."]).run().exits(2).complains("cannot be used with");
}

#[test]
fn each_shell_that_is_there_reads_its_completions() {
    for (shell, program) in [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")] {
        let script = Advisor::new().args(["completions", shell]).run().exits(0).stdout;
        if !is_there(program) {
            continue;
        }
        let advisor = Advisor::new().file("script", &script);
        let output = Command::new(program).arg("-n").arg(advisor.path("script")).output().expect("the shell starts");
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{shell}");
    }
}
