//! A clock that can be set back, for a single process: libfaketime (Debian: faketime), which reads its offset from a file.

use std::fs;
use std::path::{Path, PathBuf};

use harness::host::Settings;
use tempfile::TempDir;

/// The clock of the processes that have its settings.
pub struct Clock {
    folder: TempDir,
    library: PathBuf,
}

impl Clock {
    /// None where libfaketime is not installed.
    pub fn new() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let clock = Self { folder, library: library()? };
        clock.set("+0");
        Some(clock)
    }

    /// What a process needs in its environment.
    pub fn settings(&self) -> Settings {
        let pairs = [
            // With the C library's own memory behind it: Redis brings jemalloc, which asks for the time before this is ready to say.
            ("LD_PRELOAD", format!("{} libc.so.6", self.library.display())),
            ("FAKETIME_TIMESTAMP_FILE", self.file().display().to_string()),
            // The file counts at once, and the time of timers is left alone: a clock is set, not a machine stopped.
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Sets it to an offset from the true time, such as `-1h`.
    pub fn set(&self, offset: &str) {
        let next = self.folder.path().join("next");
        fs::write(&next, format!("{offset}\n")).expect("a file in the scratch folder");
        // In one step: nobody reads half of it.
        fs::rename(next, self.file()).expect("a file in the scratch folder");
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("offset")
    }
}

fn library() -> Option<PathBuf> {
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let paths = folders.iter().map(|folder| Path::new(folder).join("faketime/libfaketimeMT.so.1"));
    paths.into_iter().find(|path| path.exists())
}
