//! `advisor schema`

use super::args::{Schema, WhichSchema};
use super::exit::Exit;
use super::output;
use crate::report::schema;

/// Prints one schema.
pub fn run(arguments: Schema) -> Exit {
    let knowledge = match output::knowledge(&arguments.packs) {
        Ok(knowledge) => knowledge,
        Err(exit) => return exit,
    };
    let schema = match arguments.which {
        WhichSchema::Requirements => schema::requirements(knowledge),
        WhichSchema::Rules => schema::rules(knowledge),
        WhichSchema::Decision => schema::decision(),
        WhichSchema::Diff => schema::diff(),
        WhichSchema::Starters => schema::starters(),
    };
    output::print(&format!("{schema:#}\n"), Exit::Done)
}
