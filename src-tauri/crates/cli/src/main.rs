//! Maillon without a window. Results go to standard output, everything else to standard error.

mod arguments;
mod check;
mod compare;
mod decode;
mod destination;
mod exit;
mod explain;
mod help;
mod language;
mod output;
mod profile;
mod progress;
mod schema;
mod streams;

use arguments::{Arguments, Command, ProfileCommand};
use clap::error::ErrorKind;
use exit::Exit;
use maillon_measurement::probes::process_start;
use maillon_report::{Lang, Words};
use std::ffi::OsString;
use std::panic::{self, UnwindSafe};
use std::process::ExitCode;

fn main() -> ExitCode {
    if process_start::is_only_timed() {
        return ExitCode::SUCCESS;
    }
    let words: Vec<OsString> = std::env::args_os().collect();
    let lang = language::wished(&words);
    tell_faults(lang);
    guarded(move || run(&words, lang)).into()
}

fn run(words: &[OsString], lang: Lang) -> Exit {
    let arguments = match help::read(words, lang) {
        Ok(arguments) => arguments,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return streams::print(&error.to_string(), lang, Exit::Fine);
        }
        Err(error) => {
            streams::note(help::usage_error(&error, lang).trim_end());
            return Exit::Usage;
        }
    };
    act(arguments)
}

fn act(arguments: Arguments) -> Exit {
    let lang = language::chosen(arguments.lang);
    match arguments.command {
        Command::Check(arguments) => check::check(&arguments, lang),
        Command::Explain { report, why, outputs } => explain::explain(&report, why, &outputs, lang),
        Command::Compare { before, after } => compare::compare(&before, &after, lang),
        Command::Decode { code } => decode::decode(&code, lang),
        Command::Profile {
            command: ProfileCommand::Validate { file },
        } => profile::validate(&file, lang),
        Command::Schema { document } => schema::print(document, lang),
    }
}

/// Tells a fault of the program in one line; the exit code says the rest.
fn tell_faults(lang: Lang) {
    panic::set_hook(Box::new(move |fault| {
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        let what = fault.payload_as_str().unwrap_or_default();
        let detail = format!("{what} ({place})");
        streams::note(&Words::of(lang).tell("cli-fault", [("detail", detail.into())]));
    }));
}

/// Does something; a fault of the program becomes its exit code.
fn guarded(work: impl FnOnce() -> Exit + UnwindSafe) -> Exit {
    panic::catch_unwind(work).unwrap_or(Exit::Fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_program_ends_with_its_exit_code() {
        assert_eq!(guarded(|| panic!("a fault")), Exit::Fault);
        assert_eq!(guarded(|| Exit::WeakLink), Exit::WeakLink);
    }
}
