//! The word of `--lang`: one of the starters' languages.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, Error};

use crate::embedded;

/// Takes the languages that there is a starter for, and names the list of them where another one is given.
#[derive(Clone)]
pub struct LanguageParser(PossibleValuesParser);

impl LanguageParser {
    pub fn new() -> Self {
        Self(PossibleValuesParser::new(embedded::languages()))
    }
}

impl TypedValueParser for LanguageParser {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        self.0.parse_ref(command, argument, value).map_err(|mut error| {
            let tip = StyledStr::from("`advisor scaffold --list` says what there is for each language");
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}
