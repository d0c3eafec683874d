//! advisor: short polling, long polling, Server-Sent Events or WebSocket?
//!
//! The way of the data is `load` → `facts` → `engine` → `report`; docs/architecture.md draws it. The library exists for the binary,
//! the tests and the benchmarks; its interface follows their needs and is not stable.

pub mod backtest;
pub mod capacity;
pub mod check;
pub mod cli;
pub mod compile;
pub mod diag;
pub mod diff;
pub mod embedded;
pub mod engine;
pub mod facts;
pub mod load;
pub mod model;
pub mod prompt;
pub mod report;
pub mod scaffold;
