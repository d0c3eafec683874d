//! The knowledge base that is part of the binary.
//!
//! `build/` reads `rules/` with this crate's own loader and writes the checked result as constants, so that nothing is read at
//! start-up and a base that does not load breaks the build. The texts are kept for packs, which are laid over them, and for checks.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::compile::Compiled;
use crate::diag::{Files, Problems};
use crate::load::{BaseFile, Loaded, load, read, toml_files};
use crate::model::Knowledge;

/// The constants, where the names of the model are in scope.
mod constants {
    use std::ops::Range;

    use crate::compile::*;
    use crate::model::*;

    pub static KNOWLEDGE: Knowledge = include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));
    pub static COMPILED: Compiled = include!(concat!(env!("OUT_DIR"), "/compiled.rs"));
}

/// The texts of the base, sorted by path.
static FILES: &[BaseFile] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The requirement files that `init` can begin with, sorted by path.
pub static EXAMPLES: &[BaseFile] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The templates of the generated projects, and what is known of them, sorted by path.
pub static STARTERS: &[BaseFile] = include!(concat!(env!("OUT_DIR"), "/starters.rs"));

/// The knowledge base, without the examples that only checks run.
pub fn knowledge() -> &'static Knowledge {
    &constants::KNOWLEDGE
}

/// The rules of [`knowledge`], compiled.
pub fn compiled() -> &'static Compiled {
    &constants::COMPILED
}

/// The base with packs laid over it, in their order; examples, places and every problem of every file with it.
pub fn with_packs(folders: &[PathBuf]) -> Loaded {
    load(FILES, folders)
}

/// The languages that there is a starter for, sorted.
pub fn languages() -> impl Iterator<Item = &'static str> + Clone {
    STARTERS.iter().filter_map(|file| file.path.strip_suffix("/starter.toml"))
}

/// Every text of the base and of packs, in the order in which they are read: what a base is told from another by.
pub fn texts(folders: &[PathBuf], files: &mut Files, problems: &mut Problems) -> Vec<Cow<'static, str>> {
    let mut texts: Vec<Cow<'static, str>> = FILES.iter().map(|file| file.text.into()).collect();
    for folder in folders {
        for path in toml_files(folder, problems) {
            let file = read(&folder.join(&path), files, problems);
            texts.push(path.into());
            texts.extend(file.map(|file| files.text(file).to_owned().into()));
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_rules_are_those_of_the_base() {
        assert!(*compiled() == Compiled::new(knowledge()));
        assert!(*compiled() == Compiled::new(&with_packs(&[]).knowledge), "as they are read");
    }
}
