//! Scratch folders: `.advisor-…` beside what is being made, each with a file that its process holds locked as long as it lives.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek as _, Write};
use std::path::Path;

use tempfile::{Builder, TempDir};

/// How the folders begin in which projects are made.
const PREFIX: &str = ".advisor-";

/// The file that says what such a folder is.
const SIGN: &str = "unfinished";

/// What stands in the sign: nothing is taken away that does not have it.
const SAYS: &str =
    "advisor is writing a project here, or was stopped while it did. When no advisor runs, this folder may be deleted.\n";

/// In its place while the folder of before may lie here.
const KEEP: &str =
    "advisor was stopped while it moved a project. `project` beside this file may be the folder of before: look first.\n";

/// A folder that is this process's own, and goes away with it.
pub struct Scratch {
    folder: TempDir,
    /// Locked as long as this process lives.
    sign: File,
}

impl Scratch {
    pub fn new(beside: &Path) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let folder = builder.tempdir_in(beside)?;
        let sign = OpenOptions::new().write(true).create_new(true).open(folder.path().join(SIGN))?;
        // Locked before it says anything, so that nobody takes it for one that was left.
        // Where files cannot be locked, nobody takes anything away either.
        let _ = sign.lock();
        let scratch = Self { folder, sign };
        scratch.say(SAYS)?;
        Ok(scratch)
    }

    /// Says that what lies here may not be the project, and keeps it whatever happens.
    pub fn guard(&mut self) -> io::Result<()> {
        self.folder.disable_cleanup(true);
        self.say(KEEP)
    }

    pub fn release(&mut self) -> io::Result<()> {
        self.folder.disable_cleanup(false);
        self.say(SAYS)
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn say(&self, what: &str) -> io::Result<()> {
        let mut sign = &self.sign;
        sign.rewind()?;
        sign.set_len(0)?;
        sign.write_all(what.as_bytes())?;
        sign.sync_all()
    }
}

/// Takes away what runs that were killed left beside a target. What cannot be told to be that stays.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)) {
        if is_left(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_left(folder: &Path) -> bool {
    let Ok(mut sign) = File::open(folder.join(SIGN)) else { return false };
    let mut text = String::new();
    let read = Read::by_ref(&mut sign).take(SAYS.len() as u64 + 1).read_to_string(&mut text);
    read.is_ok() && text == SAYS && sign.try_lock().is_ok()
}
