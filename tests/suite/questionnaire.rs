//! The questionnaire: what it asks is enough, and nothing that somebody does to it does harm.

mod answering;
mod figures;
#[cfg(unix)]
mod keyboard;
#[cfg(unix)]
mod recording;
mod saving;
#[cfg(unix)]
mod screen;
mod steps;
#[cfg(unix)]
mod trouble;
