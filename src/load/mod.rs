//! Text becomes data here, once: rule files, requirement files and values from the command line.
//!
//! Two shapes: as written (`node`, with spans) and valid (`model`). Reading never stops at the first mistake.

mod base;
mod cases;
mod cell;
mod condition;
mod decision_file;
mod embedded;
mod files;
mod lower;
mod lower_note;
mod lower_rule;
mod lower_transport;
mod node;
mod places;
mod reader;
mod requirements;
mod toml;
mod value;
mod vocabulary;

use std::path::PathBuf;

use crate::diag::{Files, Problems};
use crate::model::Knowledge;

pub use base::Kind;
pub use cases::read_cases;
pub use embedded::FILES as EMBEDDED_FILES;
pub use files::{LARGEST_FILE, read, read_from};
pub use places::{Part, Places};
pub use requirements::{read_assignment, read_requirements};
pub use value::{UNKNOWN, how_to_write};

/// A knowledge base with what is needed to point into its files.
pub struct Loaded {
    pub knowledge: Knowledge,
    pub files: Files,
    pub places: Places,
    pub problems: Problems,
}

/// The knowledge base that is part of the binary. It was checked when it was built.
pub fn embedded() -> Knowledge {
    let loaded = load(&[], Spans::None);
    debug_assert!(loaded.problems.is_empty(), "the embedded base has problems: `advisor rules check` lists them");
    loaded.knowledge
}

/// The embedded base with packs laid over it, in their order, and every problem of every file.
pub fn with_packs(folders: &[PathBuf]) -> Loaded {
    load(folders, if folders.is_empty() { Spans::None } else { Spans::OfPacks })
}

/// The same with the places of everything, for checks that point into files.
pub fn with_places(folders: &[PathBuf]) -> Loaded {
    load(folders, Spans::OfAll)
}

/// Which files are read as text, so that there are places to point at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spans {
    None,
    OfPacks,
    /// The embedded base too, from its text instead of its compact form.
    OfAll,
}

fn load(folders: &[PathBuf], spans: Spans) -> Loaded {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let mut base = base::Base::default();
    files::add_embedded(&mut base, spans == Spans::OfAll, &mut files, &mut problems);
    for folder in folders {
        files::add_folder(&mut base, folder, &mut files, &mut problems);
    }
    let (knowledge, places) = lower::lower(base, spans != Spans::None, &mut problems);
    Loaded { knowledge, files, places, problems }
}
