//! Text as TOML writes it.

use crate::diag::is_hidden;

/// A basic string on one line. What could steer a terminal or reorder text is escaped, so that the file can be shown as it is.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key: bare where TOML allows that.
pub fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_reads_back_as_it_was() {
        // What is hidden lies within four hexadecimal digits, which is what `\u` takes.
        assert!(('\u{10000}'..=char::MAX).all(|c| !is_hidden(c)));
        for c in (char::MIN..='\u{ffff}').chain(['\u{10000}', '🦀', char::MAX]) {
            let text = format!("a{c}b");
            let file: toml::Table = format!("{} = {}", key(&text), quoted(&text)).parse().expect("valid TOML");
            assert_eq!(file[&text].as_str(), Some(text.as_str()));
        }
    }

    #[test]
    fn a_quoted_text_shows_as_it_is() {
        let text = quoted("line\nend \u{1b}[31m \u{202e}desrever \"so\" \\ it is");
        assert_eq!(text, r#""line\nend \u001B[31m \u202Edesrever \"so\" \\ it is""#);
    }
}
