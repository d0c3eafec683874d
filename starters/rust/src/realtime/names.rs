//! The form of names that clients give.

use std::sync::Arc;

use super::feature::{Feature, TopicId};
use super::problem::Problem;

/// The topic of a request, `main` unless it says.
pub fn topic(feature: &'static Feature, name: Option<&str>) -> Result<TopicId, Problem> {
    let name = name.unwrap_or("main");
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
    if !(1..=128).contains(&name.len()) || !name.bytes().all(known) {
        return Err(Problem::bad(
            "bad-topic",
            "A topic has 1 to 128 of A-Z a-z 0-9 . _ : -",
        ));
    }
    Ok(TopicId {
        feature,
        name: Arc::from(name),
    })
}

/// Whether an event may have this type.
pub fn is_type(text: &str) -> bool {
    let known =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(known)
}

/// Whether this may be the key of a message.
pub fn is_key(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_short_and_plain() {
        assert!(
            is_type("message")
                && is_type("a")
                && is_type("read.mark_2-x")
                && is_type(&"a".repeat(64))
        );
        assert!(
            !is_type("")
                && !is_type("Message")
                && !is_type("1a")
                && !is_type("a b")
                && !is_type(&"a".repeat(65))
        );
    }

    #[test]
    fn keys_are_visible_characters() {
        assert!(is_key("1") && is_key("!~") && is_key(&"k".repeat(128)));
        assert!(
            !is_key("")
                && !is_key("a b")
                && !is_key("ü")
                && !is_key("a\n")
                && !is_key(&"k".repeat(129))
        );
    }
}
