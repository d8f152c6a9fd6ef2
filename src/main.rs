//! The `plenary` command: parses its words, runs one verb, prints what went wrong, and exits with a code that tells.

mod cli;
mod command;

use std::process::ExitCode;

use clap::Parser;

// Records are made by one thread and dropped by another, which the system's allocator does slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    command::stop::install();
    match command::run(cli) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) => command::report(&error),
    }
}
