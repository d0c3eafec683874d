//! Diagnostics as text, with a caret into the user's file.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, Files};

/// How much of a long line stands on each side of the place.
const AROUND: usize = 60;

/// The most characters of a message; what the user wrote may be any length.
const LONGEST_MESSAGE: usize = 400;

/// Draws one diagnostic, with its code, place and help.
pub fn render(diagnostic: &Diagnostic, files: &Files, colour: bool) -> String {
    let message = one_line(&shortened(&diagnostic.message));
    let title = Level::ERROR.primary_title(&*message).id(diagnostic.code.name());
    let excerpt = diagnostic
        .place
        .as_ref()
        .map(|place| (one_line(files.name(place.file)), Excerpt::around(files.text(place.file), place.span.clone())));

    let mut group = match &excerpt {
        Some((path, excerpt)) => title.element(
            Snippet::source(excerpt.text.as_str())
                .path(path.as_str())
                .line_start(excerpt.line)
                .fold(false)
                .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
        ),
        None => annotate_snippets::Group::with_title(title),
    };
    let help = diagnostic.help.as_deref().map(visible);
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(&**help));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group]).to_string()
}

/// The line of a place, with characters that could steer a terminal made visible.
struct Excerpt {
    text: String,
    span: Range<usize>,
    line: usize,
}

impl Excerpt {
    fn around(text: &str, span: Range<usize>) -> Self {
        let start = floor_boundary(text, span.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor_boundary(text, span.end.clamp(start, line_end));
        let line = text.as_bytes()[..line_start].iter().filter(|byte| **byte == b'\n').count() + 1;

        let long = line_end - line_start > 4 * AROUND;
        let from = if long { floor_boundary(text, start.saturating_sub(AROUND).max(line_start)) } else { line_start };
        let to = if long { floor_boundary(text, (end + AROUND).min(line_end)) } else { line_end };
        let end = end.min(to);

        let before = visible(&text[from..start]);
        let inside = visible(&text[start..end]);
        let after = visible(text[end..to].trim_end_matches('\r'));
        let span = before.len()..before.len() + inside.len();
        Self { text: format!("{before}{inside}{after}"), span, line }
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A message keeps to its line, whatever it quotes.
fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n")
}

/// Leaves the middle of a long message out: the end says what is wrong.
fn shortened(message: &str) -> Cow<'_, str> {
    if message.len() <= LONGEST_MESSAGE {
        return Cow::Borrowed(message);
    }
    let head = &message[..floor_boundary(message, LONGEST_MESSAGE / 2)];
    let tail = &message[floor_boundary(message, message.len() - LONGEST_MESSAGE / 2)..];
    Cow::Owned(format!("{head} … {tail}"))
}

/// Control characters, and those that reorder text, as an escape: nothing that a file says reaches the terminal as a command.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Nearly all text is printable ASCII.
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte) || byte == b'\n' || byte == b'\t') || !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// A character that is not seen but acts: it could steer a terminal, or reorder what stands around it.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\t' && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}
