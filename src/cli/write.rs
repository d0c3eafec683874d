//! Writes files: the only place that does. They appear whole or not at all, and none is replaced unless that was asked for.
//!
//! Each text goes to a temporary file beside its place, and is moved there when all of them are written. Where a move fails, those
//! before it are taken back. [`room`] makes whole folders.

mod folder;
mod scratch;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

pub use folder::room;

use crate::diag::{Code, Diagnostic};

/// A file that is to be written.
pub struct Draft<'a> {
    pub path: PathBuf,
    pub text: &'a str,
    /// What the user may do other than replace what is there.
    pub instead: &'static str,
}

/// Writes all of the files or none of them.
pub fn write_all_new(drafts: &[Draft<'_>], force: bool) -> Result<(), Diagnostic> {
    for draft in drafts {
        check(draft, force)?;
    }
    for (at, draft) in drafts.iter().enumerate() {
        if drafts[..at].iter().any(|other| same_place(&other.path, &draft.path)) {
            return Err(one_place_for_two(draft));
        }
    }
    put(drafts, force)
}

/// Whether a file could be written there as far as that can be told without writing it.
pub fn may_be_written(path: &Path) -> Result<(), Diagnostic> {
    if !folder_of(path).is_dir() {
        return Err(unwritable(path, &io::Error::new(ErrorKind::NotFound, "there is no such folder")));
    }
    check(&Draft { path: path.to_owned(), text: "", instead: "" }, true)
}

/// Makes a folder where there is none yet, but not what it lies in.
pub fn make_folder(path: &Path) -> Result<(), Diagnostic> {
    match fs::create_dir(path) {
        Err(error) if !path.is_dir() => Err(unwritable(path, &error)),
        _ => Ok(()),
    }
}

/// Whether two paths lead to one file, which need not be there yet.
pub fn same_place(one: &Path, other: &Path) -> bool {
    place(one) == place(other)
}

fn place(path: &Path) -> PathBuf {
    let below = || Some(fs::canonicalize(folder_of(path)).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(below).unwrap_or_else(|| path.to_owned())
}

fn put(drafts: &[Draft<'_>], force: bool) -> Result<(), Diagnostic> {
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

fn one_place_for_two(draft: &Draft<'_>) -> Diagnostic {
    let message = format!("two files would be written as `{}`", draft.path.display());
    Diagnostic::error(Code::BadArgument, message).help(format!("take another name, or {}", draft.instead))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn draft<'a>(path: &Path, text: &'a str) -> Draft<'a> {
        Draft { path: path.to_owned(), text, instead: "" }
    }

    #[test]
    fn where_a_later_file_cannot_take_its_place_the_earlier_are_taken_back() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        // The second draft for a place finds it taken, but only when the first is there.
        let refused = put(&[draft(&one, "1"), draft(&two, "2"), draft(&two, "3")], false);
        assert_eq!(refused.expect_err("two texts for one place").code, Code::FileExists);
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
    }

    #[test]
    fn what_was_replaced_is_put_back() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let path = folder.path().join("one");
        fs::write(&path, "old").expect("a file");
        let undo = Staged::new(&draft(&path, "new")).and_then(|staged| staged.publish(true)).expect("it is ours");
        assert_eq!(fs::read_to_string(&path).expect("text"), "new");
        undo.run();
        assert_eq!(fs::read_to_string(&path).expect("text"), "old");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
    }
}
