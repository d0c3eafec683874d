//! settings.toml, the settings of the generated servers.

use std::net::SocketAddr;

use super::node::{Entry, Node, Value};
use super::reader::{Reader, Sink};
use super::toml;
use super::value::quantity;
use crate::diag::{Code, FileId, Files, Problems};
use crate::model::{Setting, SettingKind, Text, Unit, Usual};

/// The words for the kinds.
const KINDS: [&str; 6] = ["address", "number", "yes-no", "list", "text", "secret"];

/// Reads the settings, in the order of the file; absent where something is wrong with them, which is reported.
pub fn read_settings(files: &Files, file: FileId, problems: &mut Problems) -> Option<Vec<Setting>> {
    let entries = toml::parse(files, file, problems)?;
    let sink = &mut Sink { file, problems };
    let mut reader = Reader::new(&entries, 0..0, "settings.toml");
    // All are read before one that is wrong stops it, so that every mistake is said at once.
    let settings: Vec<_> = reader.table("setting", sink).iter().map(|entry| setting(entry, sink)).collect();
    reader.finish(sink);
    settings.into_iter().collect()
}

fn setting(entry: &Entry, sink: &mut Sink<'_>) -> Option<Setting> {
    check_name(entry, sink);
    let mut reader = Reader::of(&entry.node, "a setting", sink)?;
    let group = reader.required_text("group", sink);
    let what = reader.required_text("what", sink);
    let when = reader.text("when", sink);
    let kind = kind(&mut reader, sink)?;
    let usual = usual(kind, &mut reader, sink);
    reader.finish(sink);
    Some(Setting { name: entry.key.clone(), group, what, kind, usual, when })
}

fn check_name(Entry { key: name, key_span, .. }: &Entry, sink: &mut Sink<'_>) {
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.bytes().all(plain) {
        let help = "upper-case letters and `_`, beginning with a letter".to_owned();
        sink.error(Code::BadId, key_span, format!("`{name}` cannot be the name of a setting"), Some(help));
    }
}

fn kind(reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<SettingKind> {
    let word = reader.required_text("kind", sink);
    match word.as_ref() {
        "address" => Some(SettingKind::Address),
        "number" => bounds(reader, sink),
        "yes-no" => Some(SettingKind::YesNo),
        "list" => Some(SettingKind::List),
        "text" => Some(SettingKind::Text),
        "secret" => Some(SettingKind::Secret),
        "" => None,
        _ => {
            let span = &reader.node("kind")?.span;
            sink.unknown(Code::UnknownValue, span, format!("`{word}` is not a kind of setting"), &word, KINDS);
            None
        }
    }
}

/// The bounds of a number.
fn bounds(reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<SettingKind> {
    let [least, most] = ["least", "most"].map(|key| quantity(Unit::Count, key, reader.required(key, sink)?, sink));
    let (least, most) = (least?, most?);
    if least > most {
        let help = "change one of the two".to_owned();
        sink.error(Code::BadQuantity, &reader.node("most")?.span, "`most` is less than `least`", Some(help));
        return None;
    }
    Some(SettingKind::Number { least, most })
}

/// The default of a setting of this kind; what is wrong with it is reported.
fn usual(kind: SettingKind, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Option<Usual> {
    match kind {
        SettingKind::Address => address(reader.required("usual", sink)?, sink),
        SettingKind::Number { least, most } => number(least, most, reader.required("usual", sink)?, sink),
        SettingKind::YesNo => {
            reader.required("usual", sink)?;
            reader.optional_flag("usual", sink).map(Usual::YesNo)
        }
        SettingKind::Text => reader.text("usual", sink).map(|text| hole(&text).unwrap_or(Usual::Text(text))),
        SettingKind::List | SettingKind::Secret => {
            let help = "leave `usual` out".to_owned();
            sink.error(Code::UnknownKey, &reader.node("usual")?.span, "lists and secrets have no default", Some(help));
            None
        }
    }
}

fn address(node: &Node, sink: &mut Sink<'_>) -> Option<Usual> {
    let Value::Text(text) = &node.value else {
        sink.wrong_type(node, "usual", "a string");
        return None;
    };
    if text.parse::<SocketAddr>().is_err() {
        let help = "write an address and a port, such as `127.0.0.1:8080`".to_owned();
        sink.error(Code::UnknownValue, &node.span, format!("a server cannot listen on `{text}`"), Some(help));
        return None;
    }
    Some(Usual::Text(text.clone()))
}

fn number(least: u64, most: u64, node: &Node, sink: &mut Sink<'_>) -> Option<Usual> {
    if let Some(hole) = node.as_text().and_then(|text| hole(text)) {
        return Some(hole);
    }
    let number = quantity(Unit::Count, "usual", node, sink)?;
    if !(least..=most).contains(&number) {
        let help = format!("write a number from {least} to {most}");
        sink.error(Code::BadQuantity, &node.span, format!("the default {number} is out of bounds"), Some(help));
        return None;
    }
    Some(Usual::Number(number))
}

/// The hole that a text is: `«name»`.
fn hole(text: &str) -> Option<Usual> {
    let name = text.strip_prefix('«')?.strip_suffix('»')?;
    Some(Usual::Hole(Text::from(name.to_owned())))
}
