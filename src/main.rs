//! The binary: `advisor::cli` does everything.

fn main() -> advisor::cli::Exit {
    advisor::cli::run()
}
