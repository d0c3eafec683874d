//! A whole folder of files, all or nothing: made beside its place, and moved there by one rename.
//!
//! A run that was killed leaves the target as it was, or as it was to be, and beside it at most a scratch folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::scratch::{Scratch, sweep};
use super::{folder_of, unwritable};
use crate::diag::{Code, Diagnostic};
use crate::scaffold::PlannedFile;

/// The folder of a scratch folder that is moved.
const PROJECT: &str = "project";

/// Where a folder goes, and what has to make room.
#[derive(Debug)]
pub struct Room {
    /// As the user named it.
    named: PathBuf,
    /// Where a link leads, so that the link stays one.
    target: PathBuf,
    /// The folder is there, with something in it.
    pub taken: bool,
}

/// Looks at a place for a folder, and whether one may be written there.
pub fn room(path: &Path, force: bool) -> Result<Room, Diagnostic> {
    let absolute = std::path::absolute(path).map_err(|error| unwritable(path, &error))?;
    let target = match fs::symlink_metadata(&absolute) {
        Ok(_) => fs::canonicalize(&absolute).map_err(|error| unwritable(path, &error))?,
        Err(error) if error.kind() == ErrorKind::NotFound => beside(&absolute, path)?,
        Err(error) => return Err(unwritable(path, &error)),
    };
    // Whoever stands in a folder that is replaced would stand nowhere.
    if std::env::current_dir().is_ok_and(|here| here.starts_with(&target)) {
        let message = format!("`{}` is the folder that you are in, or one around it", path.display());
        return Err(Diagnostic::error(Code::BadArgument, message).help("give a folder that is to be made in this one"));
    }
    let taken = match fs::read_dir(&target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(unwritable(path, &error)),
    };
    if taken && !force {
        let message = format!("`{}` is there already, and not empty", path.display());
        let help = "give another folder, or have this one renamed with `--force`; nothing of it is deleted";
        return Err(Diagnostic::error(Code::FileExists, message).help(help));
    }
    Ok(Room { named: path.to_owned(), target, taken })
}

/// A place in a folder that is there.
fn beside(absolute: &Path, path: &Path) -> Result<PathBuf, Diagnostic> {
    let folder = fs::canonicalize(folder_of(absolute)).map_err(|error| unwritable(path, &error))?;
    let name = absolute.file_name().ok_or_else(|| unwritable(path, &io::Error::other("it has no name of its own")))?;
    Ok(folder.join(name))
}

impl Room {
    /// What a folder is renamed to that has to make room, as far as that can be told before.
    pub fn old(&self) -> Option<PathBuf> {
        let free = || self.olds().find(|old| !is_there(old)).expect("there is no end of numbers");
        self.taken.then(|| self.as_named(free()))
    }

    /// A folder beside the target, as one beside what the user named where that is the same.
    fn as_named(&self, beside: PathBuf) -> PathBuf {
        let same = fs::canonicalize(folder_of(&self.named)).is_ok_and(|folder| folder == folder_of(&beside));
        let name = beside.file_name().filter(|_| same && self.named.file_name().is_some());
        name.map(|name| self.named.with_file_name(name)).unwrap_or(beside)
    }

    /// `DIR.old-1`, `DIR.old-2`, ...
    fn olds(&self) -> impl Iterator<Item = PathBuf> {
        (1_u64..).map(|number| {
            let mut name = self.target.file_name().unwrap_or_default().to_owned();
            name.push(format!(".old-{number}"));
            self.target.with_file_name(name)
        })
    }

    /// Writes the files, all or none; says what the folder of before is called now.
    pub fn fill(&self, files: &[PlannedFile]) -> Result<Option<PathBuf>, Diagnostic> {
        sweep(folder_of(&self.target));
        match self.filled(files) {
            Ok(old) => Ok(old.map(|old| self.as_named(old))),
            Err(error) => Err(unwritable(&self.named, &error)),
        }
    }

    fn filled(&self, files: &[PlannedFile]) -> io::Result<Option<PathBuf>> {
        let mut scratch = Scratch::new(folder_of(&self.target))?;
        let project = scratch.path().join(PROJECT);
        fs::create_dir(&project)?;
        for file in files {
            put(&project, file)?;
        }
        settle_folders(&project)?;
        settle(scratch.path())?;
        let old = self.publish(&mut scratch, &project)?;
        settle(folder_of(&self.target))?;
        Ok(old)
    }

    fn publish(&self, scratch: &mut Scratch, project: &Path) -> io::Result<Option<PathBuf>> {
        // A folder is only ever moved over one that is empty: the system refuses any other.
        match fs::rename(project, &self.target) {
            Ok(()) => return Ok(None),
            Err(error) if !(self.taken && is_there(&self.target)) => return Err(error),
            Err(_) => {}
        }
        self.swap(scratch, project).map(Some)
    }

    /// Puts the project into the place of the folder of before, and that aside.
    fn swap(&self, scratch: &mut Scratch, project: &Path) -> io::Result<PathBuf> {
        scratch.guard()?;
        let exchanged = exchange(project, &self.target).inspect_err(|_| drop(scratch.release()))?;
        let old = self.set_aside(if exchanged { project } else { &self.target });
        let undone = match (exchanged, &old) {
            (false, Ok(old)) => {
                fs::rename(project, &self.target).inspect_err(|_| drop(fs::rename(old, &self.target)))?;
                true
            }
            (true, Err(_)) => exchange(project, &self.target).is_ok(),
            _ => true,
        };
        // Only what is the project again, or is empty, may go away with the scratch folder.
        if undone {
            scratch.release()?;
        }
        old
    }

    /// Moves the folder of before to the first name that is free.
    fn set_aside(&self, from: &Path) -> io::Result<PathBuf> {
        use ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory};
        for old in self.olds() {
            if is_there(&old) {
                continue;
            }
            match fs::rename(from, &old) {
                Ok(()) => return Ok(old),
                // Somebody else took the name meanwhile.
                Err(error) if matches!(error.kind(), AlreadyExists | DirectoryNotEmpty | NotADirectory) => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("there is no end of numbers")
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn put(project: &Path, file: &PlannedFile) -> io::Result<()> {
    let path = project.join(&file.place);
    fs::create_dir_all(folder_of(&path))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if file.executable { 0o777 } else { 0o666 });
    let mut written = options.open(path)?;
    written.write_all(file.text.as_bytes())?;
    written.sync_all()
}

/// Has the system keep the names in every folder below and in this one.
fn settle_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            settle_folders(&entry.path())?;
        }
    }
    settle(folder)
}

/// Has the system keep the names in a folder, where it can be asked to.
fn settle(folder: &Path) -> io::Result<()> {
    use ErrorKind::{InvalidInput, Unsupported};
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
        settled => settled,
    }
}

/// Puts each of two folders in the place of the other, in one step; `false` where the system cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}
