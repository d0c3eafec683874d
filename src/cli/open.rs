//! Requirement files named on the command line.

use std::io;
use std::path::Path;

use crate::diag::{FileId, Files, Problems};
use crate::load::{read, read_from};

/// Reads a file, or standard input where `-` stands for it.
pub fn open(path: &Path, files: &mut Files, problems: &mut Problems) -> Option<FileId> {
    if path.as_os_str() == "-" {
        read_from(io::stdin().lock(), "<standard input>", files, problems)
    } else {
        read(path, files, problems)
    }
}
