//! starters.toml and the starter.toml of a language.

use super::condition::read_condition;
use super::node::{Entry, Node};
use super::offer;
use super::reader::{Reader, Sink};
use super::requirements::Names;
use super::toml;
use super::vocabulary::Vocabulary;
use crate::diag::{FileId, Files, Problems};
use crate::model::{
    Condition, Knowledge, NoteId, Refusal, Roles, SecondServer, Starter, StarterFile, Starters, Text, TransportId, Words,
};

/// The folder of the files that all languages share.
const SHARED: &str = "shared";

/// Reads what the starters of every language share; absent where something is wrong with it, which is reported.
pub fn read_starters(knowledge: &Knowledge, files: &Files, file: FileId, problems: &mut Problems) -> Option<Starters> {
    let entries = toml::parse(files, file, problems)?;
    let names = Names::of(knowledge);
    let vocabulary = names.vocabulary(knowledge);
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "starters.toml");
    let served = vocabulary.transports("transports", &mut reader, sink);
    let asked = vocabulary.transports("asked", &mut reader, sink);
    let streamed =
        reader.required("streamed", sink).and_then(|node| vocabulary.transport_named(node.as_text()?, &node.span, sink));
    let flags = reader.table("flag", sink).iter().map(|entry| flag(&vocabulary, entry, sink)).collect();
    let roles = roles(&vocabulary, &mut reader, sink);
    let refusals = reader.list("refuse", sink).iter().filter_map(|node| refusal(knowledge, &vocabulary, node, sink)).collect();
    let second_server = second_server(knowledge, &vocabulary, &mut reader, sink);
    let files = starter_files(SHARED, &mut reader, sink);
    // Those are for who chooses a language.
    for key in offer::OF_ALL {
        reader.node(key);
    }
    reader.finish(sink);
    Some(Starters {
        served: served.to_vec(),
        asked: asked.to_vec(),
        streamed: streamed?,
        flags,
        roles: roles?,
        refusals,
        second_server: second_server?,
        files,
    })
}

/// Reads the starter of one language, whose files lie in the folder of this name.
pub fn read_starter(language: &str, files: &Files, file: FileId, problems: &mut Problems) -> Option<Starter> {
    let entries = toml::parse(files, file, problems)?;
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "starter.toml");
    let words = words(&mut reader, sink);
    let files = starter_files(language, &mut reader, sink);
    // Those are for who chooses a language.
    for key in offer::OF_ONE {
        reader.node(key);
    }
    reader.finish(sink);
    Some(Starter { words: words?, files })
}

fn words(reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<Words> {
    let mut reader = Reader::of(reader.required("words", sink)?, "`[words]`", sink)?;
    let words = Words {
        language: reader.required_text("language", sink),
        ending: reader.required_text("ending", sink),
        run: reader.required_text("run", sink),
        test: reader.required_text("test", sink),
        build: reader.required_text("build", sink),
        node: reader.required_text("node", sink),
        tools: reader.required_text("tools", sink),
        image: reader.required_text("image", sink),
        built_from: reader.required_texts("built_from", sink),
        ignored: reader.required_texts("ignored", sink),
    };
    reader.finish(sink);
    Some(words)
}

fn flag(vocabulary: &Vocabulary<'_>, entry: &Entry, sink: &mut Sink<'_>) -> (Text, Vec<TransportId>) {
    let transports = Reader::of(&entry.node, "a flag", sink).map(|mut reader| {
        let transports = vocabulary.transports("transports", &mut reader, sink);
        reader.finish(sink);
        transports.to_vec()
    });
    (entry.key.clone(), transports.unwrap_or_default())
}

fn roles(vocabulary: &Vocabulary<'_>, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<Roles> {
    let node = reader.required("input", sink)?;
    let mut inputs = Reader::of(node, "`[input]`", sink)?;
    // All are read before any that is absent stops it, so that every mistake is said at once.
    let [idle, delay, between] = ["idle-limit", "longest-delay", "time-between-updates"].map(|key| {
        let mut input = Reader::of(inputs.required(key, sink)?, "an input", sink)?;
        let node = input.required("fact", sink);
        input.finish(sink);
        vocabulary.fact_named(node?.as_text()?, &node?.span, sink)
    });
    let [latest, reply, binary, never, same] = ["latest-is-enough", "one-reply", "binary-data", "never-sends", "same-answer"]
        .map(|key| {
            let mut input = Reader::of(inputs.required(key, sink)?, "an input", sink)?;
            let when = input.required("when", sink).map(|node| read_condition(vocabulary, "when", node, sink));
            input.finish(sink);
            when
        });
    inputs.finish(sink);
    Some(Roles {
        idle_limit: idle?,
        longest_delay: delay?,
        time_between_updates: between?,
        latest_is_enough: latest?,
        one_reply: reply?,
        binary_data: binary?,
        never_sends: never?,
        same_answer: same?,
    })
}

/// Absent where it is about a workload that this knowledge base does not have.
fn refusal(knowledge: &Knowledge, vocabulary: &Vocabulary<'_>, node: &Node, sink: &mut Sink<'_>) -> Option<Refusal> {
    let mut reader = Reader::of(node, "a refusal", sink)?;
    let named = reader.text("workload", sink);
    let workload = named.as_ref().and_then(|name| knowledge.find_workload(name));
    let refusal = Refusal {
        workload,
        transports: vocabulary.transports("transports", &mut reader, sink).to_vec(),
        when: reader.node("when").map(|node| read_condition(vocabulary, "when", node, sink)).unwrap_or_default(),
        unless: reader.node("unless").map(|node| read_condition(vocabulary, "unless", node, sink)),
        because: reader.required_text("because", sink),
        use_instead: reader.required_text("use_instead", sink),
    };
    reader.finish(sink);
    (named.is_none() || workload.is_some()).then_some(refusal)
}

fn second_server(
    knowledge: &Knowledge,
    vocabulary: &Vocabulary<'_>,
    reader: &mut Reader<'_>,
    sink: &mut Sink<'_>,
) -> Option<SecondServer> {
    let mut reader = Reader::of(reader.required("second-server", sink)?, "`[second-server]`", sink)?;
    // A pack may have switched one of the notes off, and then it calls for nothing.
    let named = reader.texts("notes", sink);
    let notes: Vec<NoteId> = named.iter().filter_map(|(name, _)| knowledge.find_note(name)).collect();
    let when: Option<Condition> = reader.required("when", sink).map(|node| read_condition(vocabulary, "when", node, sink));
    reader.finish(sink);
    Some(SecondServer { notes, when: when? })
}

fn starter_files(folder: &str, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Vec<StarterFile> {
    let mut files = Vec::new();
    for node in reader.list("files", sink) {
        let Some(mut reader) = Reader::of(node, "a file", sink) else { continue };
        let to = reader.required_text("to", sink);
        let from = reader.text("from", sink).unwrap_or_else(|| to.clone());
        files.push(StarterFile { from: format!("{folder}/{from}").into(), to, when: reader.text("when", sink) });
        reader.finish(sink);
    }
    files
}
