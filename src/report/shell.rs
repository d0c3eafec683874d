//! Words of a command line, quoted for a POSIX shell.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;

use crate::diag::visible;

/// One word, as a shell reads it back byte for byte. What cannot be shown as it is, is spelled out by `printf`.
pub fn quoted(word: &OsStr) -> String {
    let shown = word.to_str().filter(|word| visible(word) == *word && !word.contains(['\n', '\t']));
    let quoted = shown.and_then(|word| if is_plain(word) { Some(word.into()) } else { shlex::try_quote(word).ok() });
    quoted.map_or_else(|| printed(word.as_encoded_bytes()), Cow::into_owned)
}

/// A file as the last words of a command. One whose name begins with a dash is no option.
pub fn operand(file: &Path) -> String {
    let dashes = if file.as_os_str().as_encoded_bytes().starts_with(b"-") { "-- " } else { "" };
    format!("{dashes}{}", quoted(file.as_os_str()))
}

/// Nothing of it means anything to a shell, where it is not the first word.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-=./,:@+".contains(&byte))
}

/// `"$(printf 'odd\033name')"`. A shell strips line ends from the end of what a command prints, so those stand for themselves.
fn printed(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last + 1);
    let mut format = String::new();
    for byte in &bytes[..end] {
        match byte {
            b'%' => format.push_str("%%"),
            b'\\' => format.push_str(r"\\"),
            b' '..=b'~' if *byte != b'\'' => format.push(char::from(*byte)),
            _ => write!(format, r"\{byte:03o}").expect("a String takes everything"),
        }
    }
    // `--`: a word may begin with a dash.
    format!("\"$(printf -- '{format}'){}\"", "\n".repeat(bytes.len() - end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_word_stands_as_it_is() {
        assert_eq!(quoted(OsStr::new("examples/team-chat.toml")), "examples/team-chat.toml");
    }

    #[test]
    fn a_word_with_a_meaning_for_the_shell_is_quoted() {
        assert_eq!(quoted(OsStr::new("a b$c.toml")), "'a b$c.toml'");
    }

    #[test]
    fn a_file_that_begins_with_a_dash_is_no_option() {
        assert_eq!(operand(Path::new("-x.toml")), "-- -x.toml");
        assert_eq!(operand(Path::new(r"a\b.toml")), r#""a\\b.toml""#);
    }

    #[test]
    fn what_cannot_be_shown_is_spelled_out() {
        assert_eq!(quoted(OsStr::new("50%\u{1b}'\n")), "\"$(printf -- '50%%\\033\\047')\n\"");
    }
}
