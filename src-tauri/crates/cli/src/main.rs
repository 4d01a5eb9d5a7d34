//! Maillon without a window. Results go to standard output, everything else to standard error.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks through its streams"
)]

mod arguments;
mod check;
mod exit;
mod explain;
mod output;
mod profile;
mod progress;
mod schema;

use arguments::{Arguments, Command, ProfileCommand};
use clap::Parser;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked_for_help = !error.use_stderr();
            let printed = error.print();
            return match (asked_for_help, printed) {
                (true, Ok(())) => ExitCode::SUCCESS,
                (true, Err(_)) => Exit::Fault.into(),
                (false, _) => Exit::Usage.into(),
            };
        }
    };
    match arguments.command {
        Command::Check(arguments) => check::check(&arguments),
        Command::Explain { report, why, outputs } => explain::explain(&report, why, &outputs),
        Command::Profile {
            command: ProfileCommand::Validate { file },
        } => profile::validate(&file),
        Command::Schema { document } => schema::print(document),
    }
    .into()
}
