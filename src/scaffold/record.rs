//! advisor.toml: what made a project, enough for a later advisor to make it again.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::model::ProjectOptions;
use crate::report::quoted::quoted;

/// The name of the file.
pub const RECORD: &str = "advisor.toml";

/// Who made it, from what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Maker {
    pub advisor: String,
    pub knowledge: String,
    pub starter: String,
}

/// The text of the record.
pub fn record(maker: &Maker, options: &ProjectOptions) -> String {
    let mut text = String::from(
        "# What made this project. `advisor scaffold --diff` makes it again, as today's advisor would, and shows the difference.\n\n",
    );
    text.push_str("[made-by]\n");
    for (key, value) in [("advisor", &maker.advisor), ("knowledge", &maker.knowledge), ("starter", &maker.starter)] {
        writeln!(text, "{key} = {}", quoted(value)).expect("a string takes everything");
    }
    text.push_str("\n[options]\n");
    for (key, value) in [("language", Some(&options.language)), ("name", options.name.as_ref())] {
        value.into_iter().for_each(|value| writeln!(text, "{key} = {}", quoted(value)).expect("a string takes everything"));
    }
    for (key, values) in options.lists().into_iter().filter(|(_, values)| !values.is_empty()) {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        writeln!(text, "{key} = [{}]", values.join(", ")).expect("a string takes everything");
    }
    text
}

/// What tells one set of texts from another.
pub fn digest<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut sha = Sha256::new();
    for text in texts {
        // The length first, so that no two lists of texts are one.
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text);
    }
    let bytes = sha.finalize();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_in_where_they_end_have_another_digest() {
        let of = |texts: &[&str]| digest(texts.iter().copied());
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
    }
}
