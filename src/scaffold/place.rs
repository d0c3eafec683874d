//! Where a file of a project may stand: below the project, under a name that every system takes.

/// The most letters of a place; far below what any file system takes.
const LONGEST: usize = 200;

/// Whether a place is made of plain names and leads nowhere else.
pub fn is_plain(place: &str) -> bool {
    place.len() <= LONGEST && place.split('/').all(is_plain_name)
}

/// Whether two places cannot both be files: they are one where letters have no case, or one lies below the other.
pub fn collide(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let below = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    one == other || below(&one, &other) || below(&other, &one)
}

fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !name.is_empty() && name.bytes().all(plain) && !name.ends_with('.') && !name.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_leads_out_of_the_project() {
        for place in ["a", "a/b.rs", ".github/workflows/ci.yml", ".env.example"] {
            assert!(is_plain(place), "{place}");
        }
        for place in ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\\b", "c:", "a b", "-x", "a\n", "ä", "a.", "«app»"] {
            assert!(!is_plain(place), "{place}");
        }
        assert!(!is_plain(&"a".repeat(LONGEST + 1)));
    }

    #[test]
    fn one_place_holds_one_file() {
        assert!(collide("a", "A") && collide("a", "a/b") && collide("A/b", "a"));
        assert!(!collide("a", "ab") && !collide("a/b", "a/c") && !collide("a.rs", "a/b.rs"));
    }
}
