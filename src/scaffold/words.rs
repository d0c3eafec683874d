//! What a language says in the files that all of them share, for their templates.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::model::{Text, Words};

/// What `words` has.
pub const WORDS: [&str; 10] = ["language", "ending", "run", "test", "build", "node", "tools", "image", "built_from", "ignored"];

/// The words of a language, each under its name.
pub fn words(words: &Words) -> Value {
    let text = |text: &Text| Value::from(text.as_ref());
    let list = |list: &[Text]| list.iter().map(text).collect::<Value>();
    let words = [
        ("language", text(&words.language)),
        ("ending", text(&words.ending)),
        ("run", text(&words.run)),
        ("test", text(&words.test)),
        ("build", text(&words.build)),
        ("node", text(&words.node)),
        ("tools", text(&words.tools)),
        ("image", text(&words.image)),
        ("built_from", list(&words.built_from)),
        ("ignored", list(&words.ignored)),
    ];
    Value::from(BTreeMap::from(words))
}
