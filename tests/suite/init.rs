//! `advisor init`: a file to fill in that is right as it is, and nothing written over.

mod refusals;

use std::collections::BTreeMap;

use advisor::diag::{Files, Problems};
use advisor::facts::{Resolved, resolve};
use advisor::load::read_requirements;
use advisor::model::Shows;

use crate::generate::shipped;
use crate::support::{Advisor, read, toml_files};

/// What `init` prints with these arguments.
fn printed(arguments: &[&str]) -> String {
    Advisor::new().args(["init", "-"]).args(arguments).run().exits(0).stdout
}

/// A file for each workload, one for all of them, one for none and one for two of a kind.
fn templates() -> Vec<String> {
    let workloads: Vec<&str> = shipped().workloads.iter().map(|workload| workload.id.as_ref()).collect();
    let each = workloads.iter().map(|workload| printed(&["--workload", workload]));
    let all: Vec<&str> = workloads.iter().flat_map(|workload| ["--workload", workload]).collect();
    let twice = ["--workload", workloads[0], "--workload", workloads[0]];
    each.chain([printed(&all), printed(&[]), printed(&twice)]).collect()
}

/// What is known of each feature of a text that is right.
#[track_caller]
fn resolved(text: &str) -> Vec<Resolved> {
    let mut files = Files::default();
    let mut problems = Problems::default();
    let file = files.add("init", text.to_owned());
    let requirements = read_requirements(shipped(), &files, file, &mut problems);
    let resolved = resolve(shipped(), &requirements, &[], Some(file), &mut problems);
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(messages.is_empty(), "{messages:?}\n{text}");
    resolved
}

/// Whether the line would state something if its sign were taken away.
fn is_slot(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()) && rest.contains(" = "))
}

/// The text with the sign of some lines taken away.
fn stating(text: &str, wanted: impl Fn(usize, &str) -> bool) -> String {
    let line = |(at, line): (usize, &str)| {
        let stated = is_slot(line) && wanted(at, line);
        format!("{}\n", if stated { &line[1..] } else { line })
    };
    text.lines().enumerate().map(line).collect()
}

#[test]
fn each_new_file_is_decided_at_once() {
    for text in templates() {
        let output = Advisor::new().args(["recommend", "-"]).stdin(text).run().exits(0);
        assert_eq!(output.stderr, "");
    }
}

#[test]
fn any_single_fact_may_be_stated_as_it_is_shown() {
    for text in templates() {
        let slots: Vec<usize> = text.lines().enumerate().filter(|(_, line)| is_slot(line)).map(|(at, _)| at).collect();
        assert!(slots.len() > shipped().facts.len(), "{text}");
        for slot in slots {
            resolved(&stating(&text, |at, _| at == slot));
        }
    }
}

#[test]
fn stating_all_that_is_assumed_or_a_default_changes_nothing() {
    for text in templates() {
        let holds = |line: &str| line.contains("  # assumed of ") || line.ends_with("  # the default");
        let plain = resolved(&text);
        let stated = resolved(&stating(&text, |_, line| holds(line)));
        assert!(!plain.is_empty());
        for (plain, stated) in plain.iter().zip(&stated) {
            for fact in shipped().fact_ids() {
                assert_eq!(plain.situation.value(fact), stated.situation.value(fact), "{}", shipped().fact(fact).id);
            }
        }
    }
}

#[test]
fn every_fact_stands_once_in_each_feature_or_once_in_the_app() {
    for text in templates() {
        let mut section = "";
        let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let features: Vec<&str> = text.lines().filter(|line| line.starts_with("[feature.")).collect();
        for line in text.lines() {
            if line.starts_with('[') {
                section = line;
            } else if is_slot(line) {
                seen.entry(line[1..].split(" = ").next().expect("a key")).or_default().push(section);
            }
        }
        for fact in &shipped().facts {
            let places = seen.get(fact.id.as_ref()).unwrap_or_else(|| panic!("{} is missing", fact.id));
            assert!(*places == ["[app]"] || *places == features, "{}: {places:?}", fact.id);
        }
    }
}

#[test]
fn every_question_its_help_and_its_values_are_there() {
    let text = printed(&["--workload", "chat", "--workload", "dashboard"]);
    let flowing = text.lines().map(|line| line.trim_start_matches('#').trim()).collect::<Vec<_>>().join(" ");
    for fact in &shipped().facts {
        for said in [fact.question.as_ref(), fact.help.as_ref()] {
            assert_eq!(flowing.matches(said).count(), 1, "{}: {said}", fact.id);
        }
        for choice in fact.choices() {
            assert!(text.contains(choice.id.as_ref()) && flowing.contains(choice.means.as_ref()), "{}", choice.id);
        }
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100 || !line.starts_with("# ")), "{text}");
}

#[test]
fn features_are_named_as_their_workloads_and_numbered_where_there_are_several() {
    let names = |arguments: &[&str]| {
        let text = printed(arguments);
        text.lines().filter(|line| line.starts_with("[feature")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(&[]), ["[feature.example]"]);
    let twice = names(&["--workload", "chat", "--workload", "dashboard", "--workload", "chat"]);
    assert_eq!(twice, ["[feature.chat]", "[feature.dashboard]", "[feature.chat-2]"]);
}

#[test]
fn the_schema_stands_beside_the_file_and_accepts_it() {
    let init = Advisor::new().args(["init", "folder/app.toml", "--workload", "chat"]).file("folder/other.toml", "");
    let output = init.run().exits(0).complains("wrote folder/app.toml and folder/requirements.schema.json");
    assert_eq!(output.stdout, "");
    let text = read(&init.path("folder/app.toml"));
    assert!(text.starts_with("#:schema requirements.schema.json\n"), "{text}");
    let schema = read(&init.path("folder/requirements.schema.json"));
    assert_eq!(schema, Advisor::new().args(["schema", "requirements"]).run().exits(0).stdout);
    let schema = serde_json::from_str(&schema).expect("JSON");
    let table: toml::Table = text.parse().expect("TOML");
    let validator = jsonschema::draft7::new(&schema).expect("a schema");
    assert!(validator.is_valid(&serde_json::to_value(table).expect("JSON")));
}

#[test]
fn without_a_schema_neither_it_nor_the_line_that_names_it_is_written() {
    let init = Advisor::new().args(["init", "app.toml", "--no-schema"]);
    init.run().exits(0).complains("wrote app.toml\n").complains("advisor recommend app.toml");
    assert!(!init.path("requirements.schema.json").exists());
    assert!(!read(&init.path("app.toml")).contains("#:schema"));
    assert!(!printed(&[]).contains("#:schema"), "nothing stands beside standard output");
}

#[test]
fn the_command_that_comes_next_can_be_pasted() {
    let init = Advisor::new().args(["init", "my app's.toml"]);
    init.run().exits(0).complains("advisor recommend \"my app's.toml\"");
}

#[test]
fn each_shipped_example_is_one_to_begin_with() {
    for path in toml_files("examples") {
        let name = path.file_stem().expect("a name").to_str().expect("UTF-8");
        let text = read(&path);
        assert_eq!(printed(&["--from-example", name]), text);
        let init = Advisor::new().args(["init", "app.toml", "--from-example", name]);
        init.run().exits(0);
        assert_eq!(read(&init.path("app.toml")), format!("#:schema requirements.schema.json\n\n{text}"));
    }
}

#[test]
fn a_base_of_ones_own_gives_its_own_file() {
    let pack = |advisor: Advisor| {
        let facts = "theme = \"All\"\n[fact.urgent]\nkind = \"yes-no\"\nlabel = \"urgency\"\nquestion = \"Is\\nit\\n[urgent]?\"\n\
            help = \"Ask.\\u001b[31m\"\nasked_because = \"Pigeons fly.\"\n";
        let transport = "name = \"Post\"\nshort = \"post\"\nwhat = \"It carries letters.\"\nopen_connection = false\n\
            browser_limit = false\nsends_back = \"another letter\"\nsources = [\"folklore\"]\n";
        advisor
            .file("pack/decision.toml", "standalone = true\ntitle = \"Ours\"\nversion = \"7\"\nmachinery = [\"post\"]\n")
            .file("pack/facts/all.toml", facts)
            .file("pack/sources.toml", "[source.folklore]\ntitle = \"F\"\nchecked = 2026-11-22\nstanding = \"secondary\"\n")
            .file("pack/transports/post.toml", transport)
            .args(["--rules", "pack"])
    };
    let output = pack(Advisor::new().args(["init", "-"])).run().exits(0).stdout;
    assert!(output.contains("\n# Is it [urgent]?\n# Ask.\\u{1b}[31m\n"), "{output}");
    assert!(output.contains("#urgent = false"), "{output}");
    pack(Advisor::new().args(["recommend", "-"])).stdin(output).run().exits(0);
    let example = pack(Advisor::new().args(["init", "app.toml", "--from-example", "forum"]));
    example.run().exits(3).complains("error[unknown-fact]");
    assert!(!example.path("app.toml").exists());
}

#[test]
fn an_example_value_never_contradicts_what_a_workload_assumes() {
    let knowledge = shipped();
    let id = |fact| knowledge.find_fact(fact).expect("a fact");
    // Of a socket that both sides use nobody says how often the client sends; "never" would contradict it.
    let mut knowledge = knowledge.clone();
    let chat = knowledge.find_workload("chat").expect("a workload").index();
    let (direction, sends) = (id("direction"), id("client_sends"));
    knowledge.workloads.edit()[chat].assume.edit().retain(|(fact, _)| *fact == direction);
    let outline = advisor::facts::outline(&knowledge, vec![("chat".to_owned(), knowledge.find_workload("chat"))]);
    let slot = outline.features[0].slots.iter().find(|slot| slot.fact == sends).expect("its slot");
    let Shows::Example(Some(value)) = slot.shows else { panic!("{slot:?}") };
    assert_ne!(knowledge.fact(sends).format_plain(value), "never");
}
