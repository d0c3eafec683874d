//! What docs/ci.md tells people to paste works: each command line of it runs here, in a repository that is made for it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{read, repository};

const OLD: &str = "[feature.bell]\nworkload = \"notification-feed\"\n";
/// Somebody who can wait is asked now and then.
const NEW: &str = "[feature.bell]\nworkload = \"notification-feed\"\nmax_staleness = \"1m\"\n";

/// The code blocks of the page in one language.
fn blocks(language: &str) -> Vec<String> {
    let page = read(&repository("docs/ci.md"));
    let fence = format!("```{language}\n");
    let parts = page.split(fence.as_str()).skip(1);
    parts.map(|part| part.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// The `run` scripts of a workflow, in their order.
fn scripts(workflow: &str) -> Vec<String> {
    let mut scripts = Vec::new();
    let mut lines = workflow.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((before, command)) = line.split_once("run: ") else { continue };
        if command != "|" {
            scripts.push(command.to_owned());
            continue;
        }
        let mut script = String::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(&" ".repeat(before.len() + 2))) {
            script.push_str(line.trim_start());
            script.push('\n');
        }
        scripts.push(script);
    }
    scripts
}

/// A Git repository, and beside it a folder of programs with advisor and a stand-in for cargo.
struct Repository {
    scratch: TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { scratch: tempfile::tempdir().expect("a scratch folder") };
        for folder in ["work", "bin", "runner"] {
            fs::create_dir(repository.path(folder)).expect("a folder");
        }
        symlink(env!("CARGO_BIN_EXE_advisor"), repository.path("bin/advisor")).expect("a link");
        repository.executable("bin/cargo", "#!/bin/sh\necho \"$@\" > \"$RUNNER_TEMP/installed\"\n");
        repository.runs("git init --quiet --initial-branch main");
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.scratch.path().join(path)
    }

    fn executable(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).expect("a file");
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755)).expect("ours");
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.path("work").join(path);
        fs::create_dir_all(path.parent().expect("below")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Runs a script as GitHub does; returns its exit code and all that it printed.
    fn run(&self, script: &str) -> (i32, String) {
        let mut command = Command::new("bash");
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.path("bin").display());
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(self.path("work"));
        command.env_clear().env("PATH", path).env("HOME", self.scratch.path());
        command.env("RUNNER_TEMP", self.path("runner")).env("GITHUB_STEP_SUMMARY", self.path("runner/summary"));
        command.env("BASE", "origin/main").env("ADVISOR_REPOSITORY", "file:///advisor.git");
        for person in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{person}_NAME"), "Test").env(format!("GIT_{person}_EMAIL"), "test@example.org");
        }
        let output = command.output().expect("bash starts");
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
        (output.status.code().expect("no signal"), text)
    }

    #[track_caller]
    fn runs(&self, script: &str) -> String {
        let (code, text) = self.run(script);
        assert_eq!(code, 0, "{script}\n{text}");
        text
    }

    #[track_caller]
    fn commits(&self) -> String {
        self.runs("git add --all && git commit --quiet --message change")
    }
}

/// A repository whose proposal is checked out, with the base branch as a runner sees it.
fn proposal(before: &[(&str, &str)], after: &[(&str, &str)]) -> Repository {
    let repository = Repository::new();
    repository.file("README.md", "An app.\n");
    before.iter().for_each(|(path, text)| repository.file(path, text));
    repository.commits();
    repository.runs("git update-ref refs/remotes/origin/main HEAD && git switch --quiet --create proposal");
    after.iter().for_each(|(path, text)| repository.file(path, text));
    repository.commits();
    repository
}

/// Runs the steps until one fails; returns the exit code of the last one that ran, and the summary.
fn run_workflow(repository: &Repository, scripts: &[String]) -> (i32, String) {
    let mut code = 0;
    for script in scripts {
        let text;
        (code, text) = repository.run(script);
        if code != 0 {
            assert!([3, 5].contains(&code), "{script}\n{text}");
            break;
        }
    }
    (code, fs::read_to_string(repository.path("runner/summary")).unwrap_or_default())
}

#[test]
fn the_job_tells_of_a_changed_decision_and_fails() {
    let workflow = &blocks("yaml")[0];
    let steps = scripts(workflow);
    assert_eq!(steps.len(), 3, "{workflow}");
    let repository = proposal(&[("requirements/app.toml", OLD)], &[("requirements/app.toml", NEW)]);
    let (code, summary) = run_workflow(&repository, &steps);
    assert_eq!(code, 5, "{summary}");
    assert!(summary.contains("**The decision changed**"), "{summary}");
    assert!(summary.contains("| SSE | **short polling** |") && summary.contains("`max_staleness = 1m`"), "{summary}");
    assert_eq!(read(&repository.path("runner/installed")), "install --locked --git file:///advisor.git advisor\n");
}

#[test]
fn the_job_passes_where_no_decision_changed_and_where_all_are_new() {
    let steps = scripts(&blocks("yaml")[0]);
    let same = proposal(&[("requirements/app.toml", OLD)], &[("requirements/app.toml", &format!("# No news.\n{OLD}"))]);
    let (code, summary) = run_workflow(&same, &steps);
    assert!(code == 0 && summary.contains("**The decision is as before**"), "{code} {summary}");
    let new = proposal(&[], &[("requirements/app.toml", OLD)]);
    let (code, summary) = run_workflow(&new, &steps);
    assert!(code == 0 && summary.contains("one feature added"), "{code} {summary}");
    let wrong = proposal(&[("requirements/app.toml", OLD)], &[("requirements/app.toml", "[feature.bell]\nworklod = 1\n")]);
    assert_eq!(run_workflow(&wrong, &steps), (3, String::new()));
}

#[test]
fn the_step_for_rules_tells_what_they_change() {
    let yaml = blocks("yaml");
    let steps: Vec<String> = [&scripts(&yaml[0])[1..2], &scripts(&yaml[1])].concat();
    let off = "disable = [ { id = \"strategy/server-pushes\", because = \"We poll\" } ]\n";
    let requirements = ("requirements/app.toml", OLD);
    let repository = proposal(&[requirements], &[requirements, ("advisor-rules/decision.toml", off)]);
    let (code, summary) = run_workflow(&repository, &steps);
    assert_eq!(code, 5, "{summary}");
    assert!(summary.contains("`server-pushes` is gone (We poll)"), "{summary}");
}

#[test]
fn the_hook_shows_what_is_staged_and_refuses_what_is_not_valid() {
    let hook = &blocks("sh")[0];
    let repository = Repository::new();
    fs::create_dir_all(repository.path("work/.git/hooks")).expect("a folder");
    repository.executable("work/.git/hooks/pre-commit", hook);
    repository.file("README.md", "An app.\n");
    repository.commits();
    repository.file("requirements/app.toml", OLD);
    let first = repository.commits();
    assert!(first.contains("— → SSE  added"), "{first}");

    repository.file("requirements/app.toml", NEW);
    repository.runs("git add --all");
    // What is staged counts, and not what is in the folder.
    repository.file("requirements/app.toml", OLD);
    let second = repository.runs("git commit --quiet --message change");
    assert!(second.contains("SSE → short polling"), "{second}");

    repository.file("requirements/app.toml", "[feature.bell]\nworkload = \"notification-fed\"\n");
    let (code, refused) = repository.run("git add --all && git commit --message change");
    assert!(code != 0 && refused.contains("staged/requirements/app.toml:2:"), "{code} {refused}");

    let strict = hook.replace("advisor diff ", "advisor diff --fail-on-change ");
    repository.executable("work/.git/hooks/pre-commit", &strict);
    repository.file("requirements/app.toml", OLD);
    let (code, refused) = repository.run("git add --all && git commit --message change");
    assert!(code != 0 && refused.contains("`bell` of `app.toml` got short-polling, and gets sse"), "{code} {refused}");
    repository.runs("git commit --quiet --no-verify --message change");
}

#[test]
fn the_line_for_a_single_file_compares_it_with_the_last_commit() {
    let repository = Repository::new();
    repository.file("app.toml", OLD);
    repository.commits();
    repository.file("app.toml", NEW);
    let said = repository.runs(&blocks("sh")[1]);
    assert!(said.contains("SSE → short polling"), "{said}");
}
