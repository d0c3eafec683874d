//! Runs the binary in a folder of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, thread};

use serde_json::Value;
use tempfile::TempDir;

/// One run of the binary, being prepared: nothing of the caller's environment reaches it.
pub struct Advisor {
    folder: TempDir,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    stdin: Vec<u8>,
}

/// What a run left behind.
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
    command: String,
}

impl Advisor {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        Self { folder, arguments: Vec::new(), environment: Vec::new(), stdin: Vec::new() }
    }

    /// Decides one of `examples/`, as JSON.
    pub fn json_of(example: &Path) -> Self {
        Self::new().args(["recommend", "--format", "json"]).arg(example.display())
    }

    pub fn arg(mut self, argument: impl ToString) -> Self {
        self.arguments.push(argument.to_string());
        self
    }

    pub fn args<S: ToString>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.to_string()));
        self
    }

    pub fn stdin(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.stdin = input.into();
        self
    }

    /// Puts a file into the folder that the binary runs in.
    pub fn file(self, path: &str, text: &str) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("a folder in the scratch folder");
        fs::write(path, text).expect("a file in the scratch folder");
        self
    }

    /// A path in the folder that the binary runs in.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn run(&self) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_advisor"))
            .args(&self.arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        let text = self.stdin.clone();
        // A binary that does not read its input closes the pipe, which is no failure of the test.
        let writer = thread::spawn(move || drop(stdin.write_all(&text)));
        let output = child.wait_with_output().expect("the binary ends");
        writer.join().expect("the writer does not panic");
        Output {
            stdout: String::from_utf8(output.stdout).expect("the result is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("diagnostics are UTF-8"),
            code: output.status.code().expect("no signal ended it"),
            command: format!("advisor {}", self.arguments.join(" ")),
        }
    }
}

impl Output {
    /// The same output, once the exit code is known to be this one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "`{}`\n{}{}", self.command, self.stdout, self.stderr);
        self
    }

    /// Its diagnostics say this.
    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{}` should say \"{text}\":\n{}", self.command, self.stderr);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("`{}`: {error}\n{}", self.command, self.stdout))
    }
}

/// The feature of this name in a decision.
#[track_caller]
pub fn feature<'j>(decision: &'j Value, name: &str) -> &'j Value {
    items(&decision["features"]).iter().find(|feature| feature["name"] == name).unwrap_or_else(|| panic!("no feature {name}"))
}

#[track_caller]
pub fn items(list: &Value) -> &[Value] {
    list.as_array().unwrap_or_else(|| panic!("a list is wanted: {list}"))
}

#[track_caller]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text is wanted: {value}"))
}

/// A path below the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The TOML files of a folder of the repository, sorted.
pub fn toml_files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(!paths.is_empty(), "{folder} holds no .toml file");
    paths
}

#[track_caller]
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
