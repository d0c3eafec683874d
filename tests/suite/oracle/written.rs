//! Reads a range of the report back in, as a user would: what it says must be what it means.

use advisor::model::{Fact, FactId, Kind, Range, Unit, Value, parse_quantity};

use super::Oracle;

/// Whether a value lies in a range of a fact, going by what is written.
pub fn in_range(oracle: &Oracle<'_>, fact: FactId, range: &Range, value: Value) -> bool {
    let declared = oracle.knowledge.fact(fact);
    range.written.split(" or ").any(|part| match (&declared.kind, value) {
        (Kind::Number(unit), Value::Number(number)) => in_interval(*unit, part, number),
        // A set that is named stands for every set that no rule tells from it.
        (Kind::Set { .. }, Value::Set(_)) => oracle.alike(fact, named_set(declared, part), value),
        (Kind::Choice(choices), Value::Choice(position)) => choices[usize::from(position)].id == part,
        (Kind::YesNo, Value::YesNo(flag)) => part == if flag { "true" } else { "false" },
        _ => panic!("{value:?} is no value of {}", declared.id),
    })
}

fn named_set(fact: &Fact, written: &str) -> Value {
    let bit = |name: &str| 1 << fact.choices().iter().position(|choice| choice.id == name).expect("a set names its choices");
    if written == "none" { Value::Set(0) } else { Value::Set(written.split(", ").map(bit).sum()) }
}

fn in_interval(unit: Unit, written: &str, number: u64) -> bool {
    let read = |text: &str| parse_quantity(unit, text).expect("a range is written in the rule language");
    if written == "any" {
        return true;
    }
    for (sign, holds) in [("<=", u64::le as fn(&u64, &u64) -> bool), (">=", u64::ge), ("<", u64::lt), (">", u64::gt)] {
        if let Some(bound) = written.strip_prefix(sign) {
            return holds(&number, &read(bound));
        }
    }
    let Some((low, high)) = written.split_once("..") else { return number == read(written) };
    let above = match low.split_at(1) {
        ("[", low) => number >= read(low),
        ("(", low) => number > read(low),
        _ => panic!("{written} begins with no bracket"),
    };
    let below = match high.split_at(high.len() - 1) {
        (high, "]") => number <= read(high),
        (high, ")") => number < read(high),
        _ => panic!("{written} ends with no bracket"),
    };
    above && below
}
