//! Cells of a condition: DMN unary tests, as docs/rule-language.md defines them.

use super::near::or_empty;
use super::node::{Node, Value as Raw};
use super::reader::Sink;
use super::value::how_to_write;
use crate::diag::{Code, did_you_mean};
use crate::model::{Fact, Interval, Kind, SetTest, Test, Text, Unit, parse_quantity};

/// What is wrong with a cell, and what to do where more can be said than how cells are written.
struct Wrong {
    message: String,
    help: Option<String>,
}

impl Wrong {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    fn help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}

/// Reads a cell; what is wrong is reported.
pub fn read_cell(fact: &Fact, node: &Node, sink: &mut Sink<'_>) -> Option<(Test, Text)> {
    let mut place = &node.span;
    let result = match (&node.value, &fact.kind) {
        (Raw::Flag(flag), Kind::YesNo) => Ok((Test::YesNo(*flag), if *flag { "yes" } else { "no" }.into())),
        (Raw::Integer(number), Kind::Number(Unit::Count)) => {
            let number = number.to_string();
            one_number(fact, &number, Unit::Count).map(|interval| (Test::Numbers([interval].into()), number.into()))
        }
        (Raw::Text(text), _) => text_cell(fact, text).map(|test| (test, text.clone())),
        (Raw::List(items), _) => alternatives(fact, items).map_err(|(wrong, item)| {
            place = item.map_or(&node.span, |item| &item.span);
            wrong
        }),
        _ => Err(Wrong::new(format!("`{}` cannot be tested with {}", fact.id, node.kind()))),
    };
    match result {
        Ok(cell) => Some(cell),
        Err(Wrong { message, help }) => {
            sink.error(Code::BadTest, place, message, Some(help.unwrap_or_else(|| how_to_test(fact))));
            None
        }
    }
}

fn how_to_test(fact: &Fact) -> String {
    match &fact.kind {
        Kind::Number(Unit::Duration) => {
            "write a test such as `\"< 30s\"`, `\">= 5m\"`, `\"[1s..5s)\"` or `\"not(30s)\"`".to_owned()
        }
        Kind::Number(Unit::Size) => {
            "write a test such as `\"< 2KB\"`, `\">= 1MB\"`, `\"[1KB..5KB)\"` or `\"not(2KB)\"`".to_owned()
        }
        Kind::Number(Unit::Count) => "write a test such as `2`, `\">= 20_000\"`, `\"[2..5]\"` or `\"not(1)\"`".to_owned(),
        Kind::Set { .. } => format!("write `\"contains x\"` or `\"only [x, y]\"`, with {}", how_to_write(fact)),
        Kind::Choice(_) => format!("{}, a list of them, or `\"not(x)\"`", how_to_write(fact)),
        Kind::YesNo => "write `true` or `false`".to_owned(),
    }
}

/// A list holds when one of its tests holds.
fn alternatives<'n>(fact: &Fact, items: &'n [Node]) -> Result<(Test, Text), (Wrong, Option<&'n Node>)> {
    let mut tests = Vec::with_capacity(items.len());
    let mut words = Vec::with_capacity(items.len());
    for item in items {
        let wrong = |wrong| (wrong, Some(item));
        let text = item.as_text().ok_or_else(|| wrong(Wrong::new(format!("a list of tests holds {}", item.kind()))))?;
        tests.push(positive(fact, text).map_err(wrong)?);
        words.push(text.as_ref());
    }
    let test = tests.into_iter().reduce(either).ok_or((Wrong::new("an empty list of tests never holds"), None))?;
    Ok((test, words.join(" or ").into()))
}

fn text_cell(fact: &Fact, text: &str) -> Result<Test, Wrong> {
    let text = text.trim();
    let Some(inside) = text.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) else {
        return positive(fact, text);
    };
    if inside.trim().is_empty() {
        return Err(Wrong::new("`not()` has nothing in it"));
    }
    let tests = split_outside_brackets(inside).map(|part| positive(fact, part)).collect::<Result<Vec<_>, _>>()?;
    let test = tests.into_iter().reduce(either).expect("splitting gives at least one part");
    Ok(negate(&fact.kind, test))
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

fn positive(fact: &Fact, text: &str) -> Result<Test, Wrong> {
    let text = text.trim();
    match &fact.kind {
        Kind::Choice(_) => Ok(Test::Choice(1 << position(fact, text)?)),
        Kind::YesNo => {
            Err(Wrong::new(format!("{} is a string, and `{}` is tested with `true` or `false`", or_empty(text), fact.id)))
        }
        Kind::Number(unit) => {
            number_test(fact, *unit, text).map(|interval| Test::Numbers(Interval::union(vec![interval]).into()))
        }
        Kind::Set { .. } => Ok(Test::Sets { tests: [set_test(fact, text)?].into(), negated: false }),
    }
}

/// The position of a value that a test names.
fn position(fact: &Fact, word: &str) -> Result<usize, Wrong> {
    let choices = fact.choices();
    choices.iter().position(|choice| choice.id == word).ok_or_else(|| {
        let near = did_you_mean(word, choices.iter().map(|choice| choice.id.as_ref()));
        Wrong::new(format!("{} is not a value of `{}`", or_empty(word), fact.id))
            .help(near.map(|near| format!("did you mean `{near}`?")))
    })
}

fn set_test(fact: &Fact, text: &str) -> Result<SetTest, Wrong> {
    let bit = |word: &str| position(fact, word).map(|at| 1u32 << at);
    if let Some(word) = text.strip_prefix("contains ") {
        return Ok(SetTest::Contains(bit(word.trim())?));
    }
    let Some(list) = text.strip_prefix("only").map(str::trim) else {
        let help = bit(text).is_ok().then(|| format!("write `\"contains {text}\"`"));
        return Err(Wrong::new(format!("{} is not a test of `{}`", or_empty(text), fact.id)).help(help));
    };
    let list = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let list = list.ok_or_else(|| Wrong::new("`only` takes a list in brackets"))?;
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    // Joined, not added: a word may stand twice.
    Ok(SetTest::Only(words.map(bit).try_fold(0, |joined, bit| bit.map(|bit| joined | bit))?))
}

fn number_test(fact: &Fact, unit: Unit, text: &str) -> Result<Interval, Wrong> {
    let unbounded = Interval::UNBOUNDED;
    let quantity = |part: &str| parse_quantity(unit, part).map_err(|_| no_number(fact, text));
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
        return one_number(fact, text, unit);
    };
    let from = match low.chars().next() {
        Some('[') => quantity(&low[1..])?,
        Some('(') => quantity(&low[1..])? + 1,
        _ => return Err(Wrong::new(format!("`{text}` begins with neither `[` nor `(`"))),
    };
    let to = match high.chars().last() {
        Some(']') => quantity(&high[..high.len() - 1])? + 1,
        Some(')') => quantity(&high[..high.len() - 1])?,
        _ => return Err(Wrong::new(format!("`{text}` ends with neither `]` nor `)`"))),
    };
    if from >= to.min(unbounded) {
        return Err(Wrong::new(format!("`{text}` is an interval with nothing in it")));
    }
    Ok(Interval { from, to })
}

fn one_number(fact: &Fact, text: &str, unit: Unit) -> Result<Interval, Wrong> {
    let number = parse_quantity(unit, text).map_err(|_| no_number(fact, text))?;
    Ok(Interval { from: number, to: number + 1 })
}

fn no_number(fact: &Fact, text: &str) -> Wrong {
    let turned = [("=>", ">="), ("=<", "<=")].into_iter().find_map(|(wrong, right)| Some((right, text.strip_prefix(wrong)?)));
    Wrong::new(format!("{} is not a test of `{}`", or_empty(text), fact.id))
        .help(turned.map(|(sign, rest)| format!("did you mean `{sign}{rest}`?")))
}

/// Holds where one of two tests of the same kind holds.
fn either(a: Test, b: Test) -> Test {
    match (a, b) {
        (Test::Choice(a), Test::Choice(b)) => Test::Choice(a | b),
        (Test::Numbers(a), Test::Numbers(b)) => Test::Numbers(Interval::union([&*a, &*b].concat()).into()),
        (Test::Sets { tests: a, .. }, Test::Sets { tests: b, .. }) => {
            Test::Sets { tests: [&*a, &*b].concat().into(), negated: false }
        }
        _ => unreachable!("tests of one cell are of one kind"),
    }
}

fn negate(kind: &Kind, test: Test) -> Test {
    match (kind, test) {
        (Kind::Choice(choices), Test::Choice(allowed)) => Test::Choice(((1 << choices.len()) - 1) & !allowed),
        (_, Test::Numbers(intervals)) => Test::Numbers(Interval::complement(&intervals).into()),
        (_, Test::Sets { tests, negated }) => Test::Sets { tests, negated: !negated },
        _ => unreachable!("a test is of its fact's kind"),
    }
}
