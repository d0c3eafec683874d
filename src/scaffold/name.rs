//! What an app is called where it runs: a word that is the same in a manifest, a key, an address and a shell.

use crate::diag::{Code, Diagnostic};

/// The most letters of it.
const LONGEST: usize = 32;

/// What an app is called that nobody named.
const USUAL: &str = "app";

/// Where a name may come from, the first that is there counts.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Given with `--name`.
    pub given: Option<&'a str>,
    /// The name in the requirements file.
    pub app: Option<&'a str>,
    /// The folder that is written; what cannot be a name is passed over.
    pub folder: Option<&'a str>,
}

/// The slug of an app.
pub fn slug(names: Names<'_>) -> Result<String, Diagnostic> {
    let form = format!("a lower-case letter, then up to {} lower-case letters, digits and hyphens", LONGEST - 1);
    if let Some(given) = names.given {
        let message = format!("`--name {given}` cannot be the name of a project");
        return slug_of(given).ok_or_else(|| Diagnostic::error(Code::BadArgument, message).help(form));
    }
    if let Some(app) = names.app {
        let message = format!("`{app}` cannot be the name of a project");
        let help = format!("give it one with `--name`: {form}");
        return slug_of(app).ok_or_else(|| Diagnostic::error(Code::BadArgument, message).help(help));
    }
    Ok(names.folder.and_then(slug_of).unwrap_or_else(|| USUAL.to_owned()))
}

/// Lower case, with hyphens for spaces and underscores, where that is all it takes.
fn slug_of(name: &str) -> Option<String> {
    let slug: String = name.trim().chars().map(|c| if matches!(c, ' ' | '_') { '-' } else { c.to_ascii_lowercase() }).collect();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let ends = slug.starts_with(|c: char| c.is_ascii_lowercase()) && !slug.ends_with('-');
    (slug.len() <= LONGEST && ends && slug.bytes().all(plain)).then_some(slug)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_a_file_says_a_name_is_a_plain_word(app: String, folder: String) {
            for names in [Names { given: None, app: Some(&app), folder: None }, Names { given: None, app: None, folder: Some(&folder) }] {
                let Ok(slug) = slug(names) else { continue };
                prop_assert!(slug.len() <= LONGEST && slug.starts_with(|c: char| c.is_ascii_lowercase()), "{slug}");
                prop_assert!(slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{slug}");
            }
        }
    }

    #[test]
    fn a_name_is_taken_as_it_is_but_for_case_spaces_and_underscores() {
        let of = |app| slug(Names { given: None, app: Some(app), folder: None }).ok();
        assert_eq!(of("Team Chat_2").as_deref(), Some("team-chat-2"));
        for name in ["", "2chat", "chät", "a/b", "a.b", "a$(x)", "a\nb", "-a", "a-", "a\"b", &"a".repeat(33)] {
            assert_eq!(of(name), None, "{name:?}");
        }
    }

    #[test]
    fn the_folder_names_what_the_file_does_not() {
        let of = |folder| slug(Names { given: None, app: None, folder }).expect("a name");
        assert_eq!([of(Some("My_App")), of(Some("ü")), of(None)], ["my-app", "app", "app"]);
        assert_eq!(slug(Names { given: Some("other"), app: Some("ü"), folder: None }).expect("a name"), "other");
    }
}
