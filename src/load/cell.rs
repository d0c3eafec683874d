//! Cells of a condition: DMN unary tests, as docs/rule-language.md defines them.

use super::node::{Node, Value as Raw};
use super::reader::Sink;
use super::value::how_to_write;
use crate::diag::Code;
use crate::model::{Fact, Interval, Kind, SetTest, Test, Text, Unit, parse_quantity};

/// Reads a cell; what is wrong is reported.
pub fn read_cell(fact: &Fact, node: &Node, sink: &mut Sink<'_>) -> Option<(Test, Text)> {
    let result = match (&node.value, &fact.kind) {
        (Raw::Flag(flag), Kind::YesNo) => Ok((Test::YesNo(*flag), if *flag { "yes" } else { "no" }.into())),
        (Raw::Integer(number), Kind::Number(Unit::Count)) => one_number(&number.to_string(), Unit::Count)
            .map(|interval| (Test::Numbers(vec![interval]), number.to_string().into())),
        (Raw::Text(text), kind) => text_cell(kind, text).map(|test| (test, text.clone())),
        (Raw::List(items), kind) => alternatives(kind, items),
        _ => Err(format!("a cell on `{}` is a text such as in the help", fact.id)),
    };
    match result {
        Ok(cell) => Some(cell),
        Err(message) => {
            sink.error(Code::BadTest, &node.span, message, Some(how_to_test(fact)));
            None
        }
    }
}

fn how_to_test(fact: &Fact) -> String {
    match &fact.kind {
        Kind::Number(_) => "write a test such as `\"< 30s\"`, `\">= 2KB\"`, `\"[1s..5s)\"` or `\"not(30s)\"`".to_owned(),
        Kind::Set { .. } => format!("write `\"contains x\"` or `\"only [x, y]\"`, with {}", how_to_write(fact)),
        Kind::Choice(_) => format!("{}, a list of them, or `\"not(x)\"`", how_to_write(fact)),
        Kind::YesNo => "write `true` or `false`".to_owned(),
    }
}

/// A list holds when one of its tests holds.
fn alternatives(kind: &Kind, items: &[Node]) -> Result<(Test, Text), String> {
    let mut tests = Vec::with_capacity(items.len());
    let mut words = Vec::with_capacity(items.len());
    for item in items {
        let text = item.as_text().ok_or_else(|| format!("a list of tests holds {}", item.kind()))?;
        tests.push(positive(kind, text)?);
        words.push(text.as_ref());
    }
    let test = tests.into_iter().reduce(either).ok_or("an empty list of tests never holds")?;
    Ok((test, words.join(" or ").into()))
}

fn text_cell(kind: &Kind, text: &str) -> Result<Test, String> {
    let text = text.trim();
    let Some(inside) = text.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) else {
        return positive(kind, text);
    };
    let tests = split_outside_brackets(inside).map(|part| positive(kind, part)).collect::<Result<Vec<_>, _>>()?;
    let test = tests.into_iter().reduce(either).ok_or("`not()` has nothing in it")?;
    Ok(negate(kind, test))
}

/// Splits at commas that stand in no bracket: `[1s..5s], 9s`.
fn split_outside_brackets(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    text.split(move |c| {
        depth += i32::from(c == '[' || c == '(') - i32::from(c == ']' || c == ')');
        c == ',' && depth == 0
    })
    .map(str::trim)
}

fn positive(kind: &Kind, text: &str) -> Result<Test, String> {
    let text = text.trim();
    match kind {
        Kind::Choice(choices) => {
            let position = choices.iter().position(|choice| choice.id == text);
            position.map(|at| Test::Choice(1 << at)).ok_or_else(|| format!("`{text}` is not a value of this fact"))
        }
        Kind::YesNo => Err(format!("`{text}` is a text, and a yes/no fact is tested with `true` or `false`")),
        Kind::Number(unit) => number_test(*unit, text).map(|interval| Test::Numbers(Interval::union(vec![interval]))),
        Kind::Set { choices, .. } => {
            let bit = |word: &str| {
                let position = choices.iter().position(|choice| choice.id == word);
                position.map(|at| 1u32 << at).ok_or_else(|| format!("`{word}` is not a value of this fact"))
            };
            let test = if let Some(word) = text.strip_prefix("contains ") {
                SetTest::Contains(bit(word.trim())?)
            } else if let Some(list) = text.strip_prefix("only").map(str::trim) {
                let list =
                    list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).ok_or("`only` takes a list in brackets")?;
                let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
                SetTest::Only(words.map(bit).sum::<Result<u32, _>>()?)
            } else {
                return Err(format!("`{text}` is not a test of a set"));
            };
            Ok(Test::Sets { tests: vec![test], negated: false })
        }
    }
}

fn number_test(unit: Unit, text: &str) -> Result<Interval, String> {
    let unbounded = Interval::UNBOUNDED;
    let quantity = |text: &str| parse_quantity(unit, text);
    for (sign, make) in [
        ("<=", (|n| Interval { from: 0, to: n + 1 }) as fn(u64) -> Interval),
        (">=", |n| Interval { from: n, to: Interval::UNBOUNDED }),
        ("<", |n| Interval { from: 0, to: n }),
        (">", |n| Interval { from: n + 1, to: Interval::UNBOUNDED }),
    ] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Ok(make(quantity(rest)?));
        }
    }
    let Some((low, high)) = text.split_once("..") else {
        return one_number(text, unit);
    };
    let from = match low.chars().next() {
        Some('[') => quantity(&low[1..])?,
        Some('(') => quantity(&low[1..])? + 1,
        _ => return Err(format!("`{text}` begins with neither `[` nor `(`")),
    };
    let to = match high.chars().last() {
        Some(']') => quantity(&high[..high.len() - 1])? + 1,
        Some(')') => quantity(&high[..high.len() - 1])?,
        _ => return Err(format!("`{text}` ends with neither `]` nor `)`")),
    };
    if from >= to.min(unbounded) {
        return Err(format!("`{text}` is an interval with nothing in it"));
    }
    Ok(Interval { from, to })
}

fn one_number(text: &str, unit: Unit) -> Result<Interval, String> {
    let number = parse_quantity(unit, text)?;
    Ok(Interval { from: number, to: number + 1 })
}

/// Holds where one of two tests of the same kind holds.
fn either(a: Test, b: Test) -> Test {
    match (a, b) {
        (Test::Choice(a), Test::Choice(b)) => Test::Choice(a | b),
        (Test::Numbers(a), Test::Numbers(b)) => Test::Numbers(Interval::union([a, b].concat())),
        (Test::Sets { tests: a, .. }, Test::Sets { tests: b, .. }) => Test::Sets { tests: [a, b].concat(), negated: false },
        _ => unreachable!("tests of one cell are of one kind"),
    }
}

fn negate(kind: &Kind, test: Test) -> Test {
    match (kind, test) {
        (Kind::Choice(choices), Test::Choice(allowed)) => Test::Choice(((1 << choices.len()) - 1) & !allowed),
        (_, Test::Numbers(intervals)) => Test::Numbers(Interval::complement(&intervals)),
        (_, Test::Sets { tests, negated }) => Test::Sets { tests, negated: !negated },
        _ => unreachable!("a test is of its fact's kind"),
    }
}
