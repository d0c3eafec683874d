//! Strategy rules, from the shape as written.

use super::base::Item;
use super::condition::{read_condition, read_stated};
use super::node::{Node, Value};
use super::reader::{Reader, Sink};
use super::vocabulary::Vocabulary;
use crate::diag::{Code, Problems};
use crate::model::{Effect, Example, Rule, Strength, Text, TransportId};

/// Reads one rule; what is wrong is reported.
pub fn rule(names: &Vocabulary<'_>, id: &Text, item: &Item, problems: &mut Problems) -> Rule {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a rule");
    let effects = effects(names, item, &mut reader, sink);
    let unless_node = reader.node("unless");
    if let (Some(node), true) = (unless_node, effects.iter().any(|(_, effect)| *effect == Effect::RuleOut)) {
        let help = "put the exception into `when`, turned round".to_owned();
        sink.error(Code::UnlessBesideRuleOut, &node.span, "a rule with `rule-out` has `unless`", Some(help));
    }
    let when = reader.required("when", sink);
    let rule = Rule {
        id: id.clone(),
        summary: reader.required_text("summary", sink),
        because: reader.required_text("because", sink),
        sources: names.required_sources(&mut reader, &item.span, sink),
        carries: names.carries(&mut reader, sink),
        when: when.map(|node| read_condition(names, "when", node, sink)).unwrap_or_default(),
        unless: unless_node.map(|node| read_condition(names, "unless", node, sink)),
        effects: effects.into(),
        examples: examples(names, &mut reader, sink).into(),
        origin: item.origin.clone(),
    };
    reader.finish(sink);
    rule
}

fn effects(names: &Vocabulary<'_>, item: &Item, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Vec<(TransportId, Effect)> {
    let mut effects: Vec<(TransportId, Effect)> = Vec::new();
    let mut add = |transport: Option<TransportId>, effect, span: &std::ops::Range<usize>, sink: &mut Sink<'_>| {
        let Some(transport) = transport else { return };
        if effects.iter().any(|(named, _)| *named == transport) {
            let message = format!("the rule says a second thing of `{}`", names.transports[transport.index()]);
            sink.error(Code::ConflictingEffects, span, message, None);
        } else {
            effects.push((transport, effect));
        }
    };
    for (key, make) in [("favour", Effect::Favour as fn(Strength) -> Effect), ("against", Effect::Against)] {
        for entry in reader.table(key, sink) {
            let strength = match entry.node.as_text().map(|text| text.as_ref()) {
                Some("strong") => Strength::Strong,
                Some("slight") => Strength::Slight,
                Some(word) => {
                    let message = format!("a reason cannot be `{word}`");
                    sink.unknown(Code::UnknownValue, &entry.node.span, message, word, ["strong", "slight"]);
                    continue;
                }
                None => {
                    sink.wrong_type(&entry.node, &entry.key, "`\"strong\"` or `\"slight\"`");
                    continue;
                }
            };
            add(names.transport_named(&entry.key, &entry.key_span, sink), make(strength), &entry.key_span, sink);
        }
    }
    for (name, span) in reader.texts("rule-out", sink) {
        add(names.transport_named(&name, &span, sink), Effect::RuleOut, &span, sink);
    }
    // An effect that was wrong has been reported.
    let says_something = ["favour", "against", "rule-out"].iter().any(|key| reader.node(key).is_some_and(|node| !is_empty(node)));
    if effects.is_empty() && !says_something {
        let help = "give it `favour`, `against` or `rule-out`".to_owned();
        sink.error(Code::NoEffect, &item.span, "the rule says nothing of any transport", Some(help));
    }
    effects.sort_by_key(|(transport, _)| *transport);
    effects
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Table(entries) => entries.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

fn examples(names: &Vocabulary<'_>, reader: &mut Reader<'_>, sink: &mut Sink<'_>) -> Vec<Example> {
    let mut examples = Vec::new();
    for node in reader.list("example", sink) {
        let Some(mut reader) = Reader::of(node, "an example", sink) else { continue };
        let stated = read_stated(names, reader.table("given", sink), true, sink);
        reader.required("given", sink);
        reader.required("fires", sink);
        let fires = reader.flag("fires", sink);
        let winner = reader.node("winner").and_then(|node| names.transport_in("winner", node, sink));
        reader.finish(sink);
        examples.push(Example { workload: stated.workload, given: stated.facts, fires, winner });
    }
    examples
}
