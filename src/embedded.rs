//! The knowledge base that is part of the binary.
//!
//! `build/` reads `rules/` with this crate's own loader and writes the checked result as constants, so that nothing is read at
//! start-up and a base that does not load breaks the build. The texts are kept for packs, which are laid over them, and for checks.

use std::path::PathBuf;

use crate::load::{BaseFile, Loaded, load};
use crate::model::Knowledge;

/// The constants, where the names of the model are in scope.
mod constants {
    use crate::model::*;

    pub static KNOWLEDGE: Knowledge = include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));
}

/// The texts of the base, sorted by path.
static FILES: &[BaseFile] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The requirement files that `init` can begin with, sorted by path.
pub static EXAMPLES: &[BaseFile] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The knowledge base, without the examples that only checks run.
pub fn knowledge() -> &'static Knowledge {
    &constants::KNOWLEDGE
}

/// The base with packs laid over it, in their order; examples, places and every problem of every file with it.
pub fn with_packs(folders: &[PathBuf]) -> Loaded {
    load(FILES, folders)
}
