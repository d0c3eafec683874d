//! Text becomes data here, once: rule files, requirement files and values from the command line.
//!
//! Two shapes: as written (`node`, with spans) and valid (`model`). Reading never stops at the first mistake.

mod base;
mod capacity;
mod cases;
mod cell;
mod condition;
mod day;
mod decision_file;
mod files;
mod lower;
mod lower_note;
mod lower_rule;
mod lower_transport;
mod near;
mod node;
mod offer;
mod places;
mod reader;
mod record;
mod requirements;
mod settings;
mod starters;
mod toml;
mod value;
mod vocabulary;

use std::path::PathBuf;

use crate::diag::{Files, Problems};
use crate::model::Knowledge;

pub use base::Kind;
pub use cases::read_cases;
pub use day::is_day;
pub use files::{read, read_from, toml_files};
pub use offer::{read_evidence, read_offer};
pub use places::{Part, Places};
pub use record::read_record;
pub use requirements::{may_be_feature_name, read_answer, read_assignment, read_requirements};
pub use settings::read_settings;
pub use starters::{read_starter, read_starters};

/// A knowledge base with what is needed to point into its files.
pub struct Loaded {
    pub knowledge: Knowledge,
    pub files: Files,
    pub places: Places,
    pub problems: Problems,
}

/// A file of the base, as text.
pub struct BaseFile {
    /// Below the base's folder, with forward slashes.
    pub path: &'static str,
    pub text: &'static str,
}

/// Reads a base and lays packs over it, in their order; returns every problem of every file with what could be read.
pub fn load(base: &[BaseFile], folders: &[PathBuf]) -> Loaded {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let mut pieces = base::Base::default();
    files::add_base(&mut pieces, base, &mut files, &mut problems);
    for folder in folders {
        files::add_folder(&mut pieces, folder, &mut files, &mut problems);
    }
    let (knowledge, places) = lower::lower(pieces, &mut problems);
    Loaded { knowledge, files, places, problems }
}
