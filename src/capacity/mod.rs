//! What a feature costs on each transport: connections, requests, bytes, delay, memory, nodes. Pure, and total: what cannot be
//! calculated is a gap that names the facts.
//!
//! The constants are data (`rules/capacity.toml`), and so are the facts that are asked and the way in which a transport moves
//! data. Only the formulas stand here: what travels in [`traffic`], what servers carry in [`machines`].

mod app;
mod break_even;
mod estimate;
mod figure;
mod gap;
mod machines;
mod number;
mod series;
mod setting;
mod shown;
mod traffic;

pub use app::{Member, together};
pub use estimate::{Depth, estimate};
