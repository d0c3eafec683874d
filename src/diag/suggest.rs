//! "Did you mean": only where something is near.

/// Longer words are no slip of the pen, and comparing them takes long.
const LONGEST_WORD: usize = 80;

/// The nearest candidate, if it is near enough to be a slip of the pen.
///
/// At most a third of the letters may differ (Damerau–Levenshtein), or the word is the beginning of exactly one candidate.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let normal = word.to_lowercase().replace(['_', ' '], "-");
    let mut begins = Vec::new();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let plain = candidate.replace('_', "-");
        if normal.len() >= 3 && plain.starts_with(&normal) {
            begins.push(candidate);
        }
        let distance = strsim::damerau_levenshtein(&normal, &plain);
        if distance <= plain.chars().count().max(3) / 3 && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    match (best, begins.as_slice()) {
        (Some((_, candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// Names for a help line: `a`, `b` or `c`.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [start @ .., last] => format!("{} or {last}", start.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_found_and_a_guess_is_not_made() {
        let facts = ["direction", "update_interval", "max_staleness", "payload", "payload_size"];
        assert_eq!(did_you_mean("direktion", facts), Some("direction"));
        assert_eq!(did_you_mean("max-stalenes", facts), Some("max_staleness"));
        assert_eq!(did_you_mean("update", facts), Some("update_interval"));
        assert_eq!(did_you_mean("latency", facts), None);
        assert_eq!(did_you_mean("", facts), None);
    }
}
