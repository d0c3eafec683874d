//! The claims of the wire contract, and the page that says which check stands for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::{env, fs};

use harness::host::project::repository;

use crate::list::List;

const CONTRACT: &str = "starters/shared/docs/wire-contract.md";
const PAGE: &str = "docs/wire-contract-checks.md";
const REASONS: &str = "tests/contract/unchecked.toml";

/// A claim: its id, and the words before it.
struct Claim {
    heading: String,
    id: String,
    words: String,
}

/// Reads the page: each claim is what stands between the comment before and its own.
fn claims(text: &str) -> Vec<Claim> {
    let (mut found, mut heading, mut words) = (Vec::new(), String::new(), String::new());
    for line in text.lines() {
        if let Some(title) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
            title.clone_into(&mut heading);
            words.clear();
            continue;
        }
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("<!-- ") {
            let (id, after) = after.split_once(" -->").expect("a comment ends on its line");
            words.push_str(before);
            found.push(Claim { heading: heading.clone(), id: id.to_owned(), words: tidy(&words) });
            words.clear();
            rest = after;
        }
        words.push_str(rest);
        words.push(' ');
    }
    found
}

fn tidy(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_start_matches(['-', ' ', ';', ',']).trim_end_matches([',', ';', ':']).replace('|', "\\|")
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|problem| panic!("{path}: {problem}"))
}

/// Everything that is wrong between the claims, the checks and the reasons.
fn gaps(list: &List) -> Vec<String> {
    let claims = claims(&read(CONTRACT));
    let reasons = reasons();
    let mut known = BTreeSet::new();
    let mut gaps = Vec::new();
    for claim in &claims {
        if !known.insert(claim.id.as_str()) {
            gaps.push(format!("{CONTRACT} has the id `{}` twice", claim.id));
        }
        let checked = list.checks.iter().any(|check| check.claims.contains(&claim.id.as_str()));
        match (checked, reasons.contains_key(&claim.id)) {
            (false, false) => gaps.push(format!("`{}` has no check, and {REASONS} does not say why", claim.id)),
            (true, true) => gaps.push(format!("`{}` has a check: take it out of {REASONS}", claim.id)),
            _ => {}
        }
    }
    let named = list.checks.iter().flat_map(|check| check.claims.iter().copied()).chain(reasons.keys().map(String::as_str));
    gaps.extend(named.filter(|id| !known.contains(id)).map(|id| format!("there is no claim `{id}` in {CONTRACT}")));
    gaps
}

fn reasons() -> BTreeMap<String, String> {
    toml::from_str(&read(REASONS)).unwrap_or_else(|problem| panic!("{REASONS}: {problem}"))
}

/// Fails where a claim has neither a check nor a reason.
pub fn every_claim_has_a_check_or_a_reason(list: &List) {
    let gaps = gaps(list);
    assert!(gaps.is_empty(), "\n{}", gaps.join("\n"));
}

/// Fails where the page is not what it would be today; writes it with ADVISOR_UPDATE=1.
pub fn the_page_is_up_to_date(list: &List) {
    let page = page(list);
    if env::var_os("ADVISOR_UPDATE").is_some() {
        fs::write(repository().join(PAGE), &page).unwrap_or_else(|problem| panic!("{PAGE}: {problem}"));
    }
    let stands = fs::read_to_string(repository().join(PAGE)).unwrap_or_default();
    assert!(stands == page, "{PAGE} is stale: run `ADVISOR_UPDATE=1 cargo test -p contract -- docs`, and look at the difference");
}

fn page(list: &List) -> String {
    let reasons = reasons();
    let mut page = String::from(
        "# Which check stands for which sentence\n\n<!-- Written by the suite in tests/contract/: ADVISOR_UPDATE=1 cargo test -p contract -- docs -->\n\n\
         The claims of the [wire contract](../starters/shared/docs/wire-contract.md), where the id of each follows it in a comment, and what\n\
         checks them. A check runs in process, on Redis with one node and on Redis with two, unless it says where. What cannot be checked from outside, or is checked elsewhere, has its reason.\n",
    );
    let mut heading = String::new();
    for claim in claims(&read(CONTRACT)) {
        if claim.heading != heading {
            let _ = write!(page, "\n## {}\n\n| claim | check |\n|---|---|\n", claim.heading);
            heading.clone_from(&claim.heading);
        }
        let checks = list.checks.iter().filter(|check| check.claims.contains(&claim.id.as_str()));
        let mut cells: Vec<String> = checks
            .map(|check| match check.modes {
                [_, _, _] => check.says.to_owned(),
                modes => format!("{} *({})*", check.says, modes.iter().map(|mode| mode.name()).collect::<Vec<_>>().join(", ")),
            })
            .collect();
        cells.extend(reasons.get(&claim.id).map(|reason| format!("*not here:* {reason}")));
        let _ = writeln!(page, "| `{}` {} | {} |", claim.id, claim.words, cells.join("<br>"));
    }
    page
}
