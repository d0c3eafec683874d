//! The schema that editors read, beside a requirements file.

use std::fs;
use std::path::{Path, PathBuf};

use super::write::same_place;
use crate::model::Knowledge;
use crate::report::requirements_file::SCHEMA_FILE;
use crate::report::schema;

/// The schema, and where it belongs.
pub struct SchemaBeside {
    pub path: PathBuf,
    pub text: String,
    pub there: There,
}

/// What lies in its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum There {
    Nothing,
    /// The schema, byte for byte: it need not be written again, and files of one folder share it.
    Same,
    Other,
}

/// The schema for a requirements file that is to be written.
pub fn schema_beside(knowledge: &Knowledge, file: &Path) -> SchemaBeside {
    let path = file.with_file_name(SCHEMA_FILE);
    let text = format!("{:#}\n", schema::requirements(knowledge));
    let there = match fs::read(&path) {
        // A file that takes the schema's own place does not leave it as it is.
        _ if same_place(&path, file) => There::Nothing,
        Ok(old) if old == text.as_bytes() => There::Same,
        Ok(_) => There::Other,
        Err(_) if path.symlink_metadata().is_ok() => There::Other,
        Err(_) => There::Nothing,
    };
    SchemaBeside { path, text, there }
}
