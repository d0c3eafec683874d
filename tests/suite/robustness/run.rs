//! Runs the binary in a folder that may not be written to, for ten seconds at most.

use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

/// Far more than anything takes: it is there to catch what hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// One run, being prepared.
pub struct Run {
    pub folder: TempDir,
    arguments: Vec<String>,
    stdin: Vec<u8>,
}

/// What a run said.
pub struct Said {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn new<S: AsRef<str>>(arguments: impl IntoIterator<Item = S>) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        Self { folder, arguments: Vec::new(), stdin: Vec::new() }.args(arguments)
    }

    pub fn args<S: AsRef<str>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_owned();
        self
    }

    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("a folder in the scratch folder");
        fs::write(path, bytes).expect("a file in the scratch folder");
        self
    }

    /// The command, with every place that a program may write to turned to the scratch folder.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear();
        for name in ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(name, self.folder.path());
        }
        command
    }

    /// Runs it; it ends in time, does not panic, and changes nothing in its folder.
    #[track_caller]
    pub fn says(&self) -> Said {
        let mut command = self.command(env!("CARGO_BIN_EXE_advisor"));
        command.args(&self.arguments).stdin(Stdio::piped());
        self.watch(command)
    }

    /// The same for any command, which is given the input of the run where it has a pipe for it.
    #[track_caller]
    pub fn watch(&self, mut command: Command) -> Said {
        let before = listing(self.folder.path());
        let mode = |mode| fs::set_permissions(self.folder.path(), Permissions::from_mode(mode)).expect("the folder is ours");
        mode(0o555);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        if let Some(mut pipe) = child.stdin.take() {
            let bytes = self.stdin.clone();
            // What does not read its input closes the pipe, which is no failure of the test.
            thread::spawn(move || drop(pipe.write_all(&bytes)));
        }
        let said = said(child);
        mode(0o755);
        assert_eq!(listing(self.folder.path()), before, "something was written");
        assert!(!said.stderr.contains("panicked"), "{}", said.stderr);
        said
    }
}

impl Said {
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{:.2000}{:.2000}", self.stdout, self.stderr);
        self
    }
}

/// Waits for the end, and kills what does not come to it.
#[track_caller]
pub fn said(mut child: Child) -> Said {
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if begun.elapsed() > LONGEST {
            child.kill().expect("it can be killed");
            panic!("no end within {LONGEST:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    let text = |reader: thread::JoinHandle<Vec<u8>>| {
        String::from_utf8(reader.join().expect("the reader does not panic")).expect("the binary writes UTF-8")
    };
    Said { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        }
        bytes
    })
}

/// Everything below a folder, with its size and the time of its last change.
fn listing(folder: &Path) -> Vec<(PathBuf, u64, SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let entry = entry.expect("an entry");
        let about = entry.metadata().expect("it is there");
        found.push((entry.path(), about.len(), about.modified().expect("this system keeps times")));
        if about.is_dir() {
            found.extend(listing(&entry.path()));
        }
    }
    found.sort();
    found
}
