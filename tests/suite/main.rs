//! Tests of the whole program from outside, in one binary.

mod adr;
mod architecture;
mod bad_input;
mod capacity;
mod ci;
mod command_line;
mod committed;
mod decided;
mod diff;
mod expectations;
mod generate;
mod generated;
mod init;
mod man;
mod mutations;
mod numeric_sweep;
mod oracle;
mod output;
mod properties;
mod questionnaire;
mod readme;
mod requirements_file;
mod robustness;
mod scenarios;
mod schemas;
mod support;
