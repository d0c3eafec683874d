//! Because: the engine's smallest forcing set against trying every set with every part of the rest.

use advisor::engine::{Program, decide};
use proptest::prelude::*;

use super::{holds_for, shipped};
use crate::generate::{cases, few_said, shipped_oracle};
use crate::oracle::Oracle;

#[test]
fn the_forcing_set_is_the_first_of_the_smallest() {
    holds_for(cases(), |case| {
        let because = decide(&Program::new(&case.knowledge), &case.situation).because;
        prop_assert_eq!(because, Oracle::new(&case.knowledge).smallest_forcing_set(&case.situation));
        Ok(())
    });
}

#[test]
fn on_the_shipped_base_the_forcing_set_is_the_first_of_the_smallest() {
    holds_for(few_said(), |situation| {
        let because = decide(shipped::program(), &situation).because;
        prop_assert_eq!(because, shipped_oracle().smallest_forcing_set(&situation));
        Ok(())
    });
}
