//! The command line.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line answers there")]

use maillon_reflector::config::{self, Config};
use maillon_reflector::log::Log;
use maillon_reflector::run;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: maillon-reflector [--config FILE] [--set KEY=VALUE]… [--check]

  --config FILE    read the settings of FILE (TOML); without it every setting has its default
  --set KEY=VALUE  set one of them, such as --set limits.mbps=500; wins over the file
  --check          read the settings, say what is wrong with them, and end
  --version        say which version this is
  --help           say this

SIGHUP reads the certificate again, SIGTERM lets transfers end and stops.
";
/// sysexits(3): wrong usage, wrong configuration.
const USAGE_ERROR: u8 = 64;
const CONFIG_ERROR: u8 = 78;

enum Request {
    Serve {
        file: Option<PathBuf>,
        set: Vec<String>,
        check: bool,
    },
    Say(String),
}

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    let request = match read(
        std::env::args_os()
            .skip(1)
            .map(|argument| argument.to_string_lossy().into_owned()),
    ) {
        Ok(request) => request,
        Err(error) => {
            eprintln!("maillon-reflector: {error}\n\n{USAGE}");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    let (file, set, check) = match request {
        Request::Say(text) => {
            print!("{text}");
            return ExitCode::SUCCESS;
        }
        Request::Serve { file, set, check } => (file, set, check),
    };
    match config::read(file.as_deref(), &set) {
        Ok(_) if check => {
            println!("the settings are valid");
            ExitCode::SUCCESS
        }
        Ok(config) => serve(&config),
        Err(error) => {
            eprintln!("maillon-reflector: {error}");
            ExitCode::from(CONFIG_ERROR)
        }
    }
}

fn serve(config: &Config) -> ExitCode {
    let log = Log::to(std::io::stderr(), config.log.addresses);
    match run::run(config, log) {
        Ok(()) => ExitCode::SUCCESS,
        // The log has it.
        Err(_) => ExitCode::FAILURE,
    }
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Request, String> {
    let (mut file, mut set, mut check) = (None, Vec::new(), false);
    while let Some(argument) = arguments.next() {
        let (name, attached) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            Some(_) | None => (argument, None),
        };
        let mut value = || {
            attached
                .clone()
                .or_else(|| arguments.next())
                .ok_or(format!("{name} needs a value"))
        };
        match name.as_str() {
            "--config" => file = Some(PathBuf::from(value()?)),
            "--set" => set.push(value()?),
            "--check" => check = true,
            "--help" | "-h" => return Ok(Request::Say(USAGE.to_owned())),
            "--version" => {
                return Ok(Request::Say(format!(
                    "maillon-reflector {}\n",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            _ => return Err(format!("`{name}` is not known")),
        }
    }
    Ok(Request::Serve { file, set, check })
}

#[cfg(test)]
#[path = "service_tests.rs"]
mod service_tests;

#[cfg(test)]
mod tests {
    use super::*;

    fn given(arguments: &[&str]) -> Result<Request, String> {
        read(arguments.iter().map(|&argument| argument.to_owned()))
    }

    #[test]
    fn settings_are_given_with_or_without_a_sign() {
        for line in [
            &["--config=a", "--set=b=c", "--check"][..],
            &["--config", "a", "--set", "b=c", "--check"],
        ] {
            let Ok(Request::Serve { file, set, check }) = given(line) else {
                panic!("{line:?}");
            };
            assert_eq!(
                (file, set, check),
                (Some(PathBuf::from("a")), vec!["b=c".to_owned()], true)
            );
        }
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for line in [&["--port"][..], &["x"], &["--config"], &["--set"]] {
            assert!(given(line).is_err(), "{line:?}");
        }
    }
}
