//! Empty lines where conditionals stood: what is left reads as if they had never been there.

/// Takes out the lines that are `mark`, and of the empty lines around them all that a formatter would.
///
/// A template stands with an empty line on each side of a conditional, or on one, or none. Where a mark and empty lines run into
/// each other, the longest stretch of empty lines stays; at the ends of the file and inside of brackets none does.
pub fn settle(text: &str, mark: &str, is_code: bool) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.peek().copied() {
        if !is_gap(line, mark) {
            out.push(line);
            lines.next();
            continue;
        }
        let (mut longest, mut here, mut marked) = (0, 0, false);
        while let Some(line) = lines.next_if(|line| is_gap(line, mark)) {
            here = if line == mark { 0 } else { here + 1 };
            longest = longest.max(here);
            marked |= line == mark;
        }
        let before = out.last().map(|line| line.trim_end());
        let after = lines.peek().map(|line| line.trim_start());
        let inside = |before: &str, after: &str| is_code && (before.ends_with(OPENING) || after.starts_with(CLOSING));
        let none = marked && before.zip(after).is_none_or(|(before, after)| inside(before, after));
        out.extend(std::iter::repeat_n("", if none { 0 } else { longest }));
    }
    let mut text = out.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

const OPENING: [char; 3] = ['(', '[', '{'];
const CLOSING: [char; 3] = [')', ']', '}'];

fn is_gap(line: &str, mark: &str) -> bool {
    line == mark || line.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::settle;

    proptest! {
        #[test]
        fn only_marks_and_empty_lines_ever_go(
            lines in prop::collection::vec(prop::sample::select(vec!["", "", "%", "%", "a", "  b", "{", "}", "f(", ");"]), 0..30),
            is_code: bool,
        ) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let settled = settle(&text, "%", is_code);
            let kept = |line: &&str| !line.is_empty() && *line != "%";
            prop_assert!(settled.lines().filter(kept).eq(text.lines().filter(kept)));
            prop_assert!(settled.lines().all(|line| line != "%"));
            prop_assert_eq!(settle(&settled, "%", is_code), settled);
        }
    }

    #[test]
    fn nothing_is_left_of_a_mark_and_one_gap_stays_one() {
        for (text, settled) in [
            ("a\n%\nb\n", "a\nb\n"),
            ("a\n\n%\nb\n", "a\n\nb\n"),
            ("a\n\n%\n\nb\n", "a\n\nb\n"),
            ("a\n\n%\n%\n\n%\n\nb\n", "a\n\nb\n"),
            ("%\n\na\n\n%\n", "a\n"),
            ("{\n%\n\na\n\n%\n}\n", "{\na\n}\n"),
            ("%\n", ""),
        ] {
            assert_eq!(settle(text, "%", true), settled, "{text:?}");
        }
    }

    #[test]
    fn what_no_conditional_stands_in_stays_as_it_is() {
        for text in ["a\n\n\nb\n", "{\n\na\n\n}\n", "\na\n"] {
            assert_eq!(settle(text, "%", true), text);
        }
        assert_eq!(settle("[\n\n%\na\n", "%", false), "[\n\na\n");
    }
}
