//! `--format adr`: a record in MADR's structure, whose Confirmation can be run.

mod confirmation;

use std::collections::BTreeSet;

use crate::support::{Advisor, items, repository, text, toml_files};

/// The sections of MADR 4's template, in its order. Of these the context, the options and the outcome are required; the others
/// may be left out, and are not.
const SECTIONS: [&str; 6] = [
    "Context and Problem Statement",
    "Decision Drivers",
    "Considered Options",
    "Decision Outcome",
    "Pros and Cons of the Options",
    "More Information",
];

/// What the template has below the outcome.
const OUTCOME: [&str; 2] = ["Consequences", "Confirmation"];

/// The keys of the template's front matter, in its order; each may be left out.
const FRONT_MATTER: [&str; 5] = ["status", "date", "decision-makers", "consulted", "informed"];

/// A file without a transport left for one feature.
const NOTHING_LEFT: &str = "[feature.chat]\nworkload = \"chat\"\n\n[feature.frames]\npayload = \"binary\"\nmax_staleness = \"1s\"\n\
                            may_not_use = [\"websocket\", \"long-polling\", \"short-polling\", \"sse\"]\n";

/// A file whose texts try to be markup.
const HOSTILE: &str = "[app]\nname = \"1. # <script>alert(1)</script> [x](javascript:y) `z`\"\n\
                       description = \"- **bold** &lt; $x$ ~~gone~~\\u001B[31m \\u202Eback | cell\\n\\n## Heading\"\n\
                       [feature.chat]\ndescription = \"+ <img src=x onerror=y>\"\nworkload = \"chat\"\n";

/// The headings, with their levels; what a fence holds is none.
fn headings(record: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in record.lines() {
        fenced ^= line.starts_with("```");
        let level = line.len() - line.trim_start_matches('#').len();
        if level > 0 && !fenced {
            found.push((level, line[level..].trim()));
        }
    }
    found
}

/// The lines between the heading and the next one of its level or above.
fn section<'r>(record: &'r str, title: &str) -> Vec<&'r str> {
    let level = |line: &str| line.len() - line.trim_start_matches('#').len();
    let mut lines = record.lines().skip_while(|line| line.trim_start_matches('#').trim() != title || level(line) == 0);
    let own = level(lines.next().unwrap_or_else(|| panic!("no section {title}:\n{record}")));
    lines.take_while(|line| level(line) == 0 || level(line) > own).collect()
}

/// The points of a list, without those below them.
fn points<'r>(section: &[&'r str]) -> Vec<&'r str> {
    section.iter().filter_map(|line| line.strip_prefix("* ")).collect()
}

/// The records of all examples, and of what examples do not have.
fn records() -> Vec<(String, String)> {
    let of_examples = toml_files("examples").into_iter().map(|example| {
        let record = Advisor::new().args(["recommend", "--format", "adr"]).arg(example.display()).run().exits(0).stdout;
        (example.display().to_string(), record)
    });
    let given = |name: &str, text: &str, code: i32| {
        let run = Advisor::new().args(["recommend", "-", "--format", "adr"]).stdin(text).run().exits(code);
        (name.to_owned(), run.stdout)
    };
    let others = [
        given("nothing left", NOTHING_LEFT, 4),
        given("hostile texts", HOSTILE, 0),
        given("nothing known", "[feature.chat]\n", 0),
    ];
    of_examples.chain(others).collect()
}

#[test]
fn a_record_has_the_sections_of_madr_in_its_order() {
    for (name, record) in records() {
        let headings = headings(&record);
        assert_eq!(headings.iter().filter(|(level, _)| *level == 1).count(), 1, "{name}");
        assert_eq!(headings[0].0, 1, "{name}: the title comes first");
        let sections: Vec<&str> = headings.iter().filter(|(level, _)| *level == 2).map(|(_, title)| *title).collect();
        assert_eq!(sections, SECTIONS, "{name}");
        for title in SECTIONS {
            assert!(section(&record, title).iter().any(|line| !line.is_empty()), "{name}: {title} is empty");
        }
    }
}

#[test]
fn the_sections_below_are_those_of_madr_and_one_for_each_option() {
    for (name, record) in records() {
        let options = points(&section(&record, "Considered Options"));
        assert_eq!(options.len(), 4, "{name}");
        let below: Vec<&str> = headings(&record).iter().filter(|(level, _)| *level == 3).map(|(_, title)| *title).collect();
        assert_eq!(below, [&OUTCOME[..], &options].concat(), "{name}");
        assert!(headings(&record).iter().all(|(level, _)| *level <= 3), "{name}");
    }
}

#[test]
fn the_front_matter_has_keys_of_the_template_alone() {
    for (name, record) in records() {
        let (front, _) = record.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("front matter");
        let keys: Vec<&str> = front.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key).collect();
        let known: Vec<&str> = FRONT_MATTER.into_iter().filter(|key| keys.contains(key)).collect();
        assert_eq!(keys, known, "{name}");
        assert_eq!(keys, ["status", "decision-makers"], "{name}: no clock is read");
    }
}

#[test]
fn what_is_chosen_is_one_of_the_options() {
    let mut chosen = 0;
    for (name, record) in records() {
        let options = points(&section(&record, "Considered Options"));
        for (_, rest) in record.match_indices("Chosen option: \"").map(|(at, sign)| (at, &record[at + sign.len()..])) {
            let option = rest.split('"').next().expect("it ends");
            assert!(options.contains(&option), "{name}: {option}");
            chosen += 1;
        }
    }
    assert!(chosen > 20, "{chosen}");
}

#[test]
fn each_argument_says_which_side_it_is_on() {
    for (name, record) in records() {
        let consequences = section(&record, "Consequences");
        let arguments: Vec<&str> = consequences.split(|line| line.ends_with(':')).next().map(points).unwrap_or_default();
        let pros_and_cons = points(&section(&record, "Pros and Cons of the Options"));
        assert!(!arguments.is_empty() && pros_and_cons.len() >= 4, "{name}");
        for argument in arguments.into_iter().chain(pros_and_cons) {
            let side = argument.split(", because ").next().expect("a side");
            assert!(["Good", "Neutral", "Bad"].contains(&side), "{name}: {argument}");
        }
    }
}

#[test]
fn every_footnote_stands_at_the_end_and_is_used() {
    for (name, record) in records() {
        let (mut used, mut defined) = (BTreeSet::new(), Vec::new());
        for line in record.lines() {
            let rest = line.strip_prefix("[^").and_then(|rest| rest.split_once("]: ").map(|(id, _)| id));
            match rest {
                Some(id) => defined.push(id),
                None => used.extend(line.split("[^").skip(1).filter_map(|rest| rest.split_once(']')).map(|(id, _)| id)),
            }
        }
        assert_eq!(defined, used.into_iter().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn a_record_says_of_each_feature_what_the_json_says() {
    for example in toml_files("examples") {
        let record = Advisor::new().args(["recommend", "--format", "adr"]).arg(example.display()).run().exits(0).stdout;
        let decision = Advisor::json_of(&example).run().exits(0).json();
        for feature in items(&decision["features"]) {
            let expected = format!("{}={}", text(&feature["name"]), text(&feature["recommended"]));
            assert!(section(&record, "Confirmation").join("\n").contains(&expected), "{}: {expected}", example.display());
            assert!(record.contains(text(&feature["decided"]["sentence"])), "{}", example.display());
        }
    }
}

#[test]
fn a_text_of_the_user_is_no_markup() {
    let record = Advisor::new().args(["recommend", "-", "--format", "adr"]).stdin(HOSTILE).run().exits(0).stdout;
    assert!(!record.chars().any(|c| c.is_control() && c != '\n'), "{record}");
    for wrong in ["\u{202e}", " <script", " <img", "**bold**", " [x](", " &lt;", "\n- ", "\n+ ", "\n1. ", "\n## Heading"] {
        assert!(!record.contains(wrong), "{wrong}:\n{record}");
    }
}

#[test]
fn a_record_is_dated_when_it_is_told_to_be() {
    let dated = |day: &str, format: &str| {
        let example = repository("examples/dashboard.toml");
        Advisor::new().arg("recommend").arg(example.display()).args(["--format", format, "--date", day]).run()
    };
    assert!(
        dated("2026-02-28", "adr").exits(0).stdout.starts_with("---\nstatus: proposed\ndate: 2026-02-28\ndecision-makers: []\n")
    );
    for wrong in ["2026-02-30", "today", "2026-02-28T10:00:00Z", "10:00:00", ""] {
        dated(wrong, "adr").exits(2).complains("write a day of the calendar");
    }
    dated("2026-02-28", "markdown").exits(2).complains("`--date` dates an ADR");
}

#[test]
fn the_record_of_the_team_chat_is_as_it_was() {
    // From standard input, since a path would be another one on each machine.
    let team_chat = crate::support::read(&repository("examples/team-chat.toml"));
    insta::assert_snapshot!(
        "team-chat-adr",
        Advisor::new().args(["recommend", "-", "--format", "adr"]).stdin(team_chat).run().stdout
    );
}
