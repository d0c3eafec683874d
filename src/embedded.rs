//! The knowledge base that is part of the binary.
//!
//! `build.rs` reads `rules/` with this crate's own loader and writes the checked result, so that nothing is parsed at start-up and
//! a base that does not load breaks the build. The texts are kept for packs, which are laid over them, and for checks.

use std::path::PathBuf;

use crate::load::{BaseFile, Loaded, load};
use crate::model::{Knowledge, with_pool};

static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));

/// What the texts of the compiled base are places in.
static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/knowledge.txt"));

/// The texts of the base, sorted by path.
static FILES: &[BaseFile] = include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

/// The requirement files that `init` can begin with, sorted by path.
pub static EXAMPLES: &[BaseFile] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The knowledge base, without the examples that only checks run.
pub fn knowledge() -> Knowledge {
    with_pool(TEXTS, || postcard::from_bytes(COMPILED)).expect("build.rs wrote the same types")
}

/// The base with packs laid over it, in their order; examples, places and every problem of every file with it.
pub fn with_packs(folders: &[PathBuf]) -> Loaded {
    load(FILES, folders)
}
