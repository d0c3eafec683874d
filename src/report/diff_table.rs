//! A comparison in a terminal: the changed decisions first, then why, then what else is otherwise.

use super::diff::{DiffDocument, FeatureDiff};
use super::diff_words::{FEW, Plain, causes, changer, details, extent, fact, from_to, rule_in_full, summary};
use super::paper::{Look, Paper};

/// Renders the comparison onto a page.
pub fn render(document: &DiffDocument<'_>, mut paper: Paper) -> String {
    let sides = format!("{} → {}: ", document.old, document.new);
    paper.heading(&[(Look::Heading, &sides), (Look::Plain, &summary(document))]);
    let shown: Vec<&FeatureDiff<'_>> = document.features.iter().filter(|feature| feature.change != "none").collect();
    paper.gap();
    rows(&mut paper, &shown);
    for feature in shown.iter().filter(|feature| ["recommendation", "details"].contains(&feature.change)) {
        let title = format!("{}: ", label(feature));
        paper.heading(&[(Look::Heading, &title), (Look::Chosen, &from_to(feature))]);
        body(&mut paper, feature);
    }
    paper.finish()
}

fn label(feature: &FeatureDiff<'_>) -> String {
    feature.file.map_or_else(|| feature.feature.to_owned(), |file| format!("{file} {}", feature.feature))
}

/// A line for each feature; where they do not fit beside each other, the name stands alone.
fn rows(paper: &mut Paper, shown: &[&FeatureDiff<'_>]) {
    let cells = |feature: &&FeatureDiff<'_>| (label(feature), from_to(feature), extent(feature));
    let cells: Vec<(String, String, &str)> = shown.iter().map(cells).collect();
    let widest = |column: fn(&(String, String, &'static str)) -> usize| cells.iter().map(column).max().unwrap_or(0);
    let (names, transports) = (widest(|row| row.0.chars().count()), widest(|row| row.1.chars().count()));
    let fits = names + transports + widest(|row| row.2.len()) + 6 <= paper.width();
    for (feature, (name, transport, says)) in shown.iter().zip(&cells) {
        let look = if feature.change == "recommendation" { Look::Chosen } else { Look::Plain };
        if fits {
            let (name, transport) = (format!("{name:<names$}  "), format!("{transport:<transports$}  "));
            paper.row(2, &[(Look::Plain, &name), (look, &transport), (Look::Dim, says)]);
        } else {
            paper.item(
                2,
                (Look::Plain, "·"),
                &[(Look::Plain, &format!("{name}: ")), (look, transport), (Look::Dim, &format!(" ({says})"))],
            );
        }
    }
}

fn body(paper: &mut Paper, feature: &FeatureDiff<'_>) {
    match causes(&Plain, feature).as_slice() {
        [] => {}
        [only] => paper.paragraph(2, &[(Look::Plain, &format!("Because of {only}. Nothing else is needed for it."))]),
        several => {
            paper.paragraph(2, &[(Look::Plain, "Each of these alone is enough for it:")]);
            several.iter().for_each(|line| paper.item(4, (Look::Plain, "·"), &[(Look::Plain, line)]));
        }
    }
    let mut list = |title: &str, look: Look, lines: Vec<String>| {
        if !lines.is_empty() {
            paper.paragraph(2, &[(look, title)]);
            lines.iter().for_each(|line| paper.item(4, (look, "·"), &[(look, line)]));
        }
    };
    let rules = if feature.change == "recommendation" { Look::Plain } else { Look::Dim };
    list("Rules", rules, feature.rules.iter().map(|rule| rule_in_full(&Plain, rule)).collect());
    list("Changed", Look::Dim, feature.facts.iter().map(|change| fact(&Plain, change)).collect());
    list("Besides", Look::Dim, details(feature));
    // Another recommendation has other neighbours, all of them; that says nothing.
    if feature.change == "details" {
        for (title, changers) in
            [("Would change it now", &feature.now_changes), ("Would no longer change it", &feature.no_longer_changes)]
        {
            let mut lines: Vec<String> = changers.iter().take(FEW).map(|entry| changer(&Plain, entry)).collect();
            if changers.len() > FEW {
                lines.push(format!("and {} more with --format json", changers.len() - FEW));
            }
            list(title, Look::Dim, lines);
        }
    }
}
