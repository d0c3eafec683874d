//! A comparison for a pull request: a heading, a line, a table, and the rest folded away.

use super::diff::{DiffDocument, FeatureDiff};
use super::diff_words::{Marks, causes, changer, details, extent, fact, rule_in_full, summary};
use super::markdown::{code, plain, prose};
use super::sentences::capitalised;

/// Marks as Markdown.
struct Markdown;

impl Marks for Markdown {
    fn code(&self, text: &str) -> String {
        code(text)
    }

    fn prose(&self, text: &str) -> String {
        prose(text)
    }
}

/// Renders the comparison.
pub fn render(document: &DiffDocument<'_>) -> String {
    let (old, new) = (code(document.old), code(document.new));
    let mut text = format!("## Transport decisions\n\n**{}** ({old} → {new}).\n", capitalised(&summary(document)));
    let shown: Vec<&FeatureDiff<'_>> = document.features.iter().filter(|feature| feature.change != "none").collect();
    if !shown.is_empty() {
        text.push_str("\n| feature | before | after | | because of |\n|---|---|---|---|---|\n");
        shown.iter().for_each(|feature| text.push_str(&row(feature)));
    }
    shown.iter().for_each(|feature| text.push_str(&folded(feature)));
    text
}

fn label(feature: &FeatureDiff<'_>) -> String {
    let file = feature.file.map(|file| format!("{} ", code(file))).unwrap_or_default();
    format!("{file}{}", plain(feature.feature))
}

fn row(feature: &FeatureDiff<'_>) -> String {
    let name = |side: &Option<super::diff::SideReport<'_>>| side.as_ref().map_or("—".to_owned(), |side| prose(side.name));
    let (old, new) = (name(&feature.old), name(&feature.new));
    let new = if feature.change == "recommendation" { format!("**{new}**") } else { new };
    let because = causes(&Markdown, feature).join("; or ");
    format!("| {} | {old} | {new} | {} | {because} |\n", label(feature), extent(feature))
}

/// What is behind a row; GitHub and GitLab fold `<details>`.
fn folded(feature: &FeatureDiff<'_>) -> String {
    let mut body = String::new();
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let lines: String = lines.iter().map(|line| format!("- {line}\n")).collect();
            body.push_str(&format!("\n**{title}**\n\n{lines}"));
        }
    };
    list("Rules", feature.rules.iter().map(|rule| rule_in_full(&Markdown, rule)).collect());
    list("Changed", feature.facts.iter().map(|change| fact(&Markdown, change)).collect());
    list("Besides", details(feature));
    if feature.change == "details" {
        list("Would change it now", feature.now_changes.iter().map(|entry| changer(&Markdown, entry)).collect());
        list("Would no longer change it", feature.no_longer_changes.iter().map(|entry| changer(&Markdown, entry)).collect());
    }
    if body.is_empty() {
        return body;
    }
    let name = feature.file.map_or(feature.feature.to_owned(), |file| format!("{file} {}", feature.feature));
    // Within a tag Markdown is not read, so the name stands there as HTML.
    let name = crate::diag::visible(&name).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("\n<details>\n<summary>{name}</summary>\n{body}\n</details>\n")
}
