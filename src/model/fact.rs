//! The vocabulary: what may be known about a feature.

use std::fmt::{self, Write};

use serde::Serialize;

use super::{List, Text, Unit, Value, format_quantity};

/// One fact, declared in `facts/*.toml`.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    pub id: Text,
    /// The theme under which it is asked and documented.
    pub theme: Text,
    pub kind: Kind,
    pub scope: Scope,
    /// What is taken to hold where nothing is said; absent: nothing is.
    pub default: Option<Value>,
    /// A short noun phrase: "time between two updates".
    pub label: Text,
    pub question: Text,
    pub help: Text,
    pub asked_because: Text,
}

/// What a fact is about.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub enum Scope {
    /// One feature.
    #[default]
    Feature,
    /// The app with all of its features: asked once.
    App,
}

/// What values a fact takes.
#[derive(Clone, Debug, Serialize)]
pub enum Kind {
    /// One of these.
    Choice(List<Choice>),
    /// Any of these together.
    Set {
        choices: List<Choice>,
        may_be_empty: bool,
    },
    YesNo,
    Number(Unit),
}

/// One value of a choice or a set.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub id: Text,
    pub means: Text,
}

impl Fact {
    /// The values by name; empty for numbers and yes/no.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Choice(choices) | Kind::Set { choices, .. } => choices,
            Kind::YesNo | Kind::Number(_) => &[],
        }
    }

    /// A value as it would stand in a requirements file: `"never"`, `["browser"]`, `true`, `"30s"`, `20_000`.
    pub fn format(&self, value: Value) -> String {
        let mut text = String::new();
        self.write(value, &mut text).expect("a string takes everything");
        text
    }

    /// The same, onto something that is being written.
    pub fn write(&self, value: Value, out: &mut impl Write) -> fmt::Result {
        match value {
            Value::Choice(position) => write!(out, "\"{}\"", self.choice(position)),
            Value::Set(members) => {
                out.write_char('[')?;
                for (position, name) in self.members(members).enumerate() {
                    let comma = if position > 0 { ", " } else { "" };
                    write!(out, "{comma}\"{name}\"")?;
                }
                out.write_char(']')
            }
            Value::YesNo(flag) => write!(out, "{flag}"),
            Value::Number(number) => match self.kind {
                Kind::Number(Unit::Count) => out.write_str(&format_quantity(Unit::Count, number)),
                Kind::Number(unit) => write!(out, "\"{}\"", format_quantity(unit, number)),
                _ => write!(out, "{number}"),
            },
        }
    }

    /// A value for people: `never`, `browser, mobile`, `yes`, `30s`, `20_000`.
    pub fn format_plain(&self, value: Value) -> String {
        match value {
            Value::Choice(position) => self.choice(position).to_owned(),
            Value::Set(0) => "none".to_owned(),
            Value::Set(members) => self.members(members).collect::<Vec<_>>().join(", "),
            Value::YesNo(flag) => if flag { "yes" } else { "no" }.to_owned(),
            Value::Number(_) => self.format(value).trim_matches('"').to_owned(),
        }
    }

    fn choice(&self, position: u16) -> &str {
        &self.choices()[usize::from(position)].id
    }

    fn members(&self, members: u32) -> impl Iterator<Item = &str> {
        self.choices()
            .iter()
            .enumerate()
            .filter(move |(position, _)| members & (1 << position) != 0)
            .map(|(_, choice)| choice.id.as_ref())
    }
}
