//! Writes files: the only place that does. They appear whole or not at all, and none is replaced unless that was asked for.
//!
//! Each text goes to a temporary file beside its place, and is moved there when all of them are written. Where a move fails, those
//! before it are taken back.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::diag::{Code, Diagnostic};

/// A file that is to be written.
pub struct Draft<'a> {
    pub path: PathBuf,
    pub text: &'a str,
    /// What the user may do other than replace what is there.
    pub instead: &'static str,
}

/// Writes one file.
#[allow(dead_code)] // the questionnaire saves one
pub fn write_new(path: &Path, text: &str, force: bool) -> Result<(), Diagnostic> {
    write_all_new(&[Draft { path: path.to_owned(), text, instead: "give another name" }], force)
}

/// Writes all of the files or none of them.
pub fn write_all_new(drafts: &[Draft<'_>], force: bool) -> Result<(), Diagnostic> {
    for draft in drafts {
        check(draft, force)?;
    }
    let mut staged = Vec::with_capacity(drafts.len());
    for draft in drafts {
        staged.push(Staged::new(draft).map_err(|error| unwritable(&draft.path, &error))?);
    }
    let mut done = Vec::with_capacity(staged.len());
    for (staged, draft) in staged.into_iter().zip(drafts) {
        match staged.publish(force) {
            Ok(undo) => done.push(undo),
            Err(error) => {
                done.into_iter().rev().for_each(Undo::run);
                let exists = error.kind() == ErrorKind::AlreadyExists;
                return Err(if exists { in_the_way(draft) } else { unwritable(&draft.path, &error) });
            }
        }
    }
    Ok(())
}

/// Only a plain file may be replaced: moving something over a device or a folder is never what was meant.
fn check(draft: &Draft<'_>, force: bool) -> Result<(), Diagnostic> {
    let path = &draft.path;
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(path, &error)),
        Ok(_) if !force => return Err(in_the_way(draft)),
        Ok(_) => fs::metadata(path),
    };
    match found {
        Ok(there) if there.is_file() => Ok(()),
        Ok(_) => Err(unwritable(path, &io::Error::other("it is not a plain file"))),
        Err(error) => Err(unwritable(path, &error)),
    }
}

fn in_the_way(draft: &Draft<'_>) -> Diagnostic {
    let help = format!("{}, or replace it with `--force`", draft.instead);
    Diagnostic::error(Code::FileExists, format!("`{}` is there already", draft.path.display())).help(help)
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let text = error.to_string();
    // The system's number says nothing to anybody, and the name of a temporary file even less.
    let plain = text.split(" (os error").next().unwrap_or(&text);
    let diagnostic = Diagnostic::error(Code::UnwritableFile, format!("`{}` cannot be written: {plain}", path.display()));
    let folder = folder_of(path);
    if error.kind() == ErrorKind::NotFound && !folder.exists() {
        return diagnostic.help(format!("make the folder `{}` first", folder.display()));
    }
    diagnostic
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A text beside its place.
struct Staged {
    /// Where a link leads, so that the link stays one.
    target: PathBuf,
    new: NamedTempFile,
    /// What stands there now.
    old: Option<NamedTempFile>,
}

impl Staged {
    fn new(draft: &Draft<'_>) -> io::Result<Self> {
        let target = fs::canonicalize(&draft.path).unwrap_or_else(|_| draft.path.clone());
        let mut new = beside(&target)?;
        new.write_all(draft.text.as_bytes())?;
        new.flush()?;
        let old = match fs::File::open(&target) {
            Ok(mut file) => {
                let mut copy = beside(&target)?;
                io::copy(&mut file, &mut copy)?;
                let permissions = file.metadata()?.permissions();
                copy.as_file().set_permissions(permissions.clone())?;
                new.as_file().set_permissions(permissions)?;
                Some(copy)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self { target, new, old })
    }

    fn publish(self, force: bool) -> io::Result<Undo> {
        let moved = if force { self.new.persist(&self.target) } else { self.new.persist_noclobber(&self.target) };
        moved.map_err(|failed| failed.error)?;
        Ok(Undo { target: self.target, old: self.old })
    }
}

/// A new file with the permissions that any other new file gets.
fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".advisor-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(target))
}

/// How a file is put back as it was.
struct Undo {
    target: PathBuf,
    old: Option<NamedTempFile>,
}

impl Undo {
    /// What cannot be put back stays: there is nobody to tell but the error that is on its way.
    fn run(self) {
        let _ = match self.old {
            Some(old) => old.persist(&self.target).map(drop).map_err(|failed| failed.error),
            None => fs::remove_file(&self.target),
        };
    }
}
