//! Tests of the whole program from outside, in one binary.

mod generate;
mod numeric_sweep;
mod oracle;
mod properties;
