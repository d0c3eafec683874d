//! Diagnostics: a code, a place in the user's file, one sentence, and a help line.

mod code;
mod diagnostic;
mod files;
mod render;
mod suggest;

pub use code::Code;
pub use diagnostic::{Diagnostic, Place, Problems};
pub use files::{FileId, Files};
pub use render::{is_hidden, render, visible};
pub use suggest::{did_you_mean, listed};
