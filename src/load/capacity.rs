//! capacity.toml: the constants of the capacity formulas, and which facts they ask.

use super::base::{Base, Item, Kind};
use super::condition::read_condition;
use super::node::Value;
use super::reader::{Reader, Sink};
use super::value::quantity;
use super::vocabulary::Vocabulary;
use crate::diag::{Code, Diagnostic, Problems};
use crate::model::{
    Capacity, CapacityRemark, Condition, Constant, ConstantKey, FactId, Kind as FactKind, NumberKey, QuestionKey, Text,
};

/// Reads everything of capacity.toml; absent where no layer has one, or where something is wrong with it.
pub fn read(names: &Vocabulary<'_>, base: &Base, problems: &mut Problems) -> Option<Capacity> {
    if base.ids(Kind::Constant).is_empty() && base.ids(Kind::Input).is_empty() {
        return None;
    }
    unknown(base, Kind::Constant, ConstantKey::ALL.iter().map(|(_, id)| *id), problems);
    let inputs = NumberKey::ALL.iter().map(|(_, id)| *id).chain(QuestionKey::ALL.iter().map(|(_, id)| *id));
    unknown(base, Kind::Input, inputs, problems);
    let remarks = base.of_kind(Kind::Remark).map(|(_, item)| remark(names, item, problems)).collect();
    // All of them are read before any that is absent stops it, so that every mistake is said at once.
    let constants: Vec<_> = ConstantKey::ALL.iter().map(|(key, id)| constant(names, base, *key, id, problems)).collect();
    let numbers: Vec<_> = NumberKey::ALL.iter().map(|(key, id)| number(names, base, *key, id, problems)).collect();
    let questions: Vec<_> = QuestionKey::ALL.iter().map(|(_, id)| question(names, base, id, problems)).collect();
    Some(Capacity {
        constants: constants.into_iter().collect::<Option<_>>()?,
        numbers: numbers.into_iter().collect::<Option<_>>()?,
        questions: questions.into_iter().collect::<Option<_>>()?,
        remarks,
    })
}

/// Reports pieces that no formula asks for.
fn unknown(base: &Base, kind: Kind, known: impl Iterator<Item = &'static str> + Clone, problems: &mut Problems) {
    for (id, item) in base.of_kind(kind) {
        if !known.clone().any(|name| *id == name) {
            let message = format!("no formula asks for `{}/{id}`", kind.name());
            Sink { file: item.file, problems }.unknown(Code::UnknownKey, &item.span, message, id, known.clone());
        }
    }
}

/// The piece that a formula needs; one that is absent is reported.
fn piece<'b>(base: &'b Base, kind: Kind, id: &'static str, problems: &mut Problems) -> Option<&'b Item> {
    let found = base.items.get(&(kind, Text::from(id)));
    if found.is_none() {
        let table = if kind == Kind::Constant { "constant" } else { "input" };
        let message = format!("capacity.toml has no `[{table}.{id}]`");
        let help = "the formulas need every piece that the embedded capacity.toml has; docs/capacity.md lists them";
        problems.push(Diagnostic::error(Code::MissingKey, message).help(help));
    }
    found
}

fn constant(
    names: &Vocabulary<'_>,
    base: &Base,
    key: ConstantKey,
    id: &'static str,
    problems: &mut Problems,
) -> Option<Constant> {
    let item = piece(base, Kind::Constant, id, problems)?;
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a constant");
    let value = reader.required("value", sink).and_then(|node| quantity(key.unit(), "value", node, sink));
    if let (Some(0), Some(node)) = (value, reader.node("value")) {
        let help = "the formulas divide by it, or count with it; leave the constant as it is instead".to_owned();
        sink.error(Code::BadQuantity, &node.span, format!("`{id}` is 0"), Some(help));
    }
    let constant = Constant {
        id: Text::from(id),
        value: value.unwrap_or(1),
        unit: key.unit(),
        what: reader.required_text("what", sink),
        basis: reader.text("basis", sink),
        assumed: reader.flag("assumed", sink),
        sources: names.required_sources(&mut reader, &item.span, sink),
        origin: item.origin.clone(),
    };
    if constant.assumed && constant.basis.is_none() {
        let help = "say in `basis` why this value was taken".to_owned();
        sink.error(Code::MissingKey, &item.span, format!("`{id}` is assumed and has no `basis`"), Some(help));
    }
    reader.finish(sink);
    Some(constant)
}

fn number(names: &Vocabulary<'_>, base: &Base, key: NumberKey, id: &'static str, problems: &mut Problems) -> Option<FactId> {
    let item = piece(base, Kind::Input, id, problems)?;
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a number of the formulas");
    let node = reader.required("fact", sink);
    reader.finish(sink);
    let node = node?;
    let Value::Text(name) = &node.value else {
        sink.wrong_type(node, "fact", "the id of a fact");
        return None;
    };
    let fact = names.fact_named(name, &node.span, sink)?;
    if !matches!(names.fact(fact).kind, FactKind::Number(unit) if unit == key.unit()) {
        let message = format!("`{name}` is not a {}, which `{id}` has to be", key.unit().name());
        sink.error(Code::WrongType, &node.span, message, None);
        return None;
    }
    Some(fact)
}

fn question(names: &Vocabulary<'_>, base: &Base, id: &'static str, problems: &mut Problems) -> Option<Condition> {
    let item = piece(base, Kind::Input, id, problems)?;
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a question of the formulas");
    let when = reader.required("when", sink).map(|node| read_condition(names, "when", node, sink));
    reader.finish(sink);
    when
}

fn remark(names: &Vocabulary<'_>, item: &Item, problems: &mut Problems) -> CapacityRemark {
    let sink = &mut Sink { file: item.file, problems };
    let mut reader = Reader::new(&item.entries, item.span.clone(), "a remark");
    let remark = CapacityRemark {
        text: reader.required_text("text", sink),
        when: reader.node("when").map(|node| read_condition(names, "when", node, sink)).unwrap_or_default(),
        sources: names.required_sources(&mut reader, &item.span, sink),
    };
    reader.finish(sink);
    remark
}
