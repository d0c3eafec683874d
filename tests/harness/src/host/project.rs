//! A generated project, and the commands of its language.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use tempfile::TempDir;

/// A line of `languages.toml`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    build: String,
    /// Where it is not the same: how changed sources are built once what they need is there.
    rebuild: Option<String>,
    run: String,
    cache: Option<String>,
}

/// Where the repository stands.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// All languages, by name.
pub fn languages() -> BTreeMap<String, Language> {
    toml::from_str(include_str!("../../languages.toml")).expect("languages.toml is in order")
}

/// A project on disk that can be started.
pub struct Project {
    pub folder: PathBuf,
    pub language: Language,
    /// What a shell does before it starts a server.
    first: Option<String>,
    /// What the README's command has turned into, where it is known: the program, and its arguments.
    program: Arc<OnceLock<Vec<String>>>,
    /// Where what the suite itself is built into lies, if somebody said.
    outer: Option<PathBuf>,
    /// The same in another language, of which every second node of a service is.
    beside: Option<Arc<Project>>,
    _made: Option<TempDir>,
}

fn outer(language: &Language) -> Option<PathBuf> {
    language.cache.as_ref().and_then(env::var_os).map(PathBuf::from)
}

impl Project {
    /// One that somebody made and built.
    pub fn at(folder: &Path, language: Language) -> Self {
        let folder = folder.canonicalize().unwrap_or_else(|problem| panic!("--project {}: {problem}", folder.display()));
        let outer = outer(&language);
        Self { folder, language, first: None, program: Arc::default(), outer, beside: None, _made: None }
    }

    /// Writes the project of a requirements file with `advisor scaffold`, and builds it.
    pub fn generate(name: &str, language: Language, requirements: &Path) -> Self {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let folder = scratch.path().join(requirements.file_stem().expect("a file has a name"));
        let mut advisor = Command::new("cargo");
        advisor.args(["run", "--quiet", "--package", "advisor", "--", "scaffold"]).current_dir(repository());
        advisor.arg(requirements).args(["--lang", name, "--with", "redis", "--out"]).arg(&folder);
        succeed(advisor);
        let outer = outer(&language);
        let project = Self { folder, language, first: None, program: Arc::default(), outer, beside: None, _made: Some(scratch) };
        project.build();
        project
    }

    /// The same project with another beside it, of which every second node of a service is.
    pub fn beside(self, other: Self) -> Self {
        Self { beside: Some(Arc::new(other)), ..self }
    }

    /// What a node of a service is started from.
    pub fn of_node(self: &Arc<Self>, number: usize) -> &Arc<Self> {
        self.beside.as_ref().filter(|_| number % 2 == 1).unwrap_or(self)
    }

    /// A copy of the sources, which may be changed and built without touching this one.
    pub fn copy(&self) -> Self {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let folder = scratch.path().join(self.folder.file_name().expect("a folder has a name"));
        copy_folder(&self.folder, &folder);
        // What is built from changed sources must not take the place of what is right.
        let outer = self.outer.as_ref().map(|outer| outer.join("changed"));
        Self {
            folder,
            language: self.language.clone(),
            first: None,
            program: Arc::default(),
            outer,
            beside: None,
            _made: Some(scratch),
        }
    }

    pub fn build(&self) {
        succeed(self.command(&self.language.build));
    }

    /// Whether it can be built again.
    pub fn builds(&self) -> bool {
        let line = self.language.rebuild.as_ref().unwrap_or(&self.language.build);
        self.command(line).output().is_ok_and(|output| output.status.success())
    }

    /// The command that starts a server: the one of its README, or what that has turned into.
    pub fn run(&self) -> Command {
        let readme = || self.language.run.split(' ').map(str::to_owned).collect();
        let mut words = self.program.get().cloned().unwrap_or_else(readme);
        if let Some(first) = &self.first {
            let script = format!("{first} && exec \"$@\"");
            words.splice(0..0, ["sh", "-c", &script, "sh"].map(str::to_owned));
        }
        let mut command = self.prepared(&words[0]);
        command.args(&words[1..]);
        command
    }

    /// Learns from a server that is ready what the README's command turned into, or has below itself. Build tools lock each other
    /// out, and dozens of servers are started.
    pub fn learn(&self, process: u32) {
        let program = fs::read_link(format!("/proc/{process}/exe")).ok().and_then(|path| path.to_str().map(str::to_owned));
        let line = fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
        let arguments = line.trim_end_matches('\0').split('\0').skip(1).map(str::to_owned);
        if let Some(program) = program {
            let _ = self.program.set(std::iter::once(program).chain(arguments).collect());
        }
    }

    /// The same project, started by a shell that does something first.
    pub fn under(&self, first: &str) -> Self {
        let (folder, language, program) = (self.folder.clone(), self.language.clone(), Arc::clone(&self.program));
        Self { folder, language, first: Some(first.to_owned()), program, outer: self.outer.clone(), beside: None, _made: None }
    }

    /// That command in words.
    pub fn run_line(&self) -> &str {
        &self.language.run
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path))
            .unwrap_or_else(|problem| panic!("the project has no readable {path}: {problem}"))
    }

    fn command(&self, line: &str) -> Command {
        let mut words = line.split(' ');
        let mut command = self.prepared(words.next().expect("a command has a word"));
        command.args(words);
        command
    }

    /// The variable that says where a run of the suite for this project builds, and its value.
    pub fn cache(&self) -> Option<(&str, &Path)> {
        self.language.cache.as_deref().zip(self.outer.as_deref())
    }

    /// A command in the project's folder and with no setting of a server in its environment.
    fn prepared(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        for name in self.settings_of_a_server() {
            command.env_remove(name);
        }
        if let Some((name, outer)) = self.cache() {
            // The servers are built beside what the suite itself is built into.
            command.env(name, outer.join("starters/target"));
        }
        command
    }

    /// The variables that a caller's environment must not set for the servers.
    fn settings_of_a_server(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join(".env.example")).unwrap_or_default();
        let names =
            text.lines().filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('=')).map(|(name, _)| name.trim());
        names.filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')).map(str::to_owned).collect()
    }
}

fn succeed(mut command: Command) {
    let output = command.output().unwrap_or_else(|problem| panic!("{command:?} cannot be run: {problem}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} ended with {}:\n{said}", output.status);
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder in the scratch folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.file_name().to_string_lossy().as_ref() {
            // What was built is not copied: the build of the copy has its own place for it, or makes it anew.
            "target" | "dist" | ".git" => {}
            // What was installed is not changed.
            "node_modules" => symlink(entry.path(), target).expect("a link in the scratch folder"),
            _ if entry.file_type().expect("a kind of file").is_dir() => copy_folder(&entry.path(), &target),
            _ => drop(fs::copy(entry.path(), target).expect("a file can be copied")),
        }
    }
}
