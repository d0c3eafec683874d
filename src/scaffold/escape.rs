//! What a user wrote, as text that stays text: on one line, and without a way out of the comment or the page that it stands in.

use super::dialect::Dialect;
use crate::diag::visible;
use crate::report::markdown;

/// The text for a comment, or for a page, of a file of this dialect.
pub fn one_line(text: &str, dialect: Dialect) -> String {
    if dialect == Dialect::Markdown {
        return markdown::plain(text);
    }
    let text = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match dialect {
        Dialect::Html => text.chars().map(in_html).collect(),
        // A comment may be one with an end, and could be closed or opened again.
        Dialect::Slashes | Dialect::Css => text.replace("*/", "* /").replace("/*", "/ *"),
        _ => text,
    }
}

fn in_html(c: char) -> String {
    match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        // Two of them end a comment, for some readers.
        '-' => "&#45;".to_owned(),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_is_written_ends_a_line_a_comment_or_an_element(text in any::<String>()) {
            for dialect in Dialect::ALL {
                let line = one_line(&text, dialect);
                prop_assert!(!line.contains(['\n', '\r', '\0', '\u{1b}', '\u{2028}']), "{line:?}");
                match dialect {
                    Dialect::Html => prop_assert!(!line.contains(['<', '>', '"', '\'']), "{line:?}"),
                    Dialect::Slashes | Dialect::Css => prop_assert!(!line.contains("*/") && !line.contains("/*"), "{line:?}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn hostile_text_is_shown_and_does_nothing() {
        assert_eq!(one_line("a\n*//* «x» \u{1b}[2J", Dialect::Slashes), "a * // * «x» \\u{1b}[2J");
        assert_eq!(one_line("--><script>", Dialect::Html), "&#45;&#45;&gt;&lt;script&gt;");
        assert_eq!(one_line("<!-- [x](y) `z`", Dialect::Markdown), "\\<!-- \\[x\\](y) \\`z\\`");
    }
}
