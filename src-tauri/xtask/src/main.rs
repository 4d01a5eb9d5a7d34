//! Developer tasks: `cargo xtask setup | run | test | windows | dist | codegen | screenshots | figures | lab | tidy`.
//!
//! It compiles before everything else, so it has one dependency and must stay that way. CI calls `test` like anyone
//! else: there is no second, private way to build or to test Maillon.

#![expect(clippy::print_stdout, reason = "a developer tool talks on its standard output")]

mod codegen;
mod components;
mod delivery;
mod elsewhere;
mod figures;
mod foreign;
mod lab;
mod macos;
mod needs;
mod node;
mod page;
mod run;
mod setup;
mod shell;
mod test;
mod tidy;
mod windows;

use std::process::ExitCode;

use anyhow::{Result, bail};
use codegen::Generated;

const USAGE: &str = "\
usage: cargo xtask <task>

  setup    installs what building and testing need
  run      installs what is needed, builds, opens the window
  test     installs what is needed, runs every check and every test
  windows  builds the command line program for Windows, on Linux, and runs the checklist under Wine
  dist linux    makes what is delivered for Linux: a Debian package and an archive
  dist windows  makes what is delivered for Windows: an installer and an archive, on Linux too
  codegen  writes schemas, types and recorded runs from Rust (--check: only says what is out of date)
  figures  measures what README says of the delivered programs
  lab      plays the scenarios and writes the table of results (--only NAME, --repeat N, --judge: recorded runs only)
  screenshots  takes a picture of every state of the page into ui/screenshots
  tidy     checks the rules of the house that no other tool knows";

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => code,
        Err(error) => {
            println!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = shell::workspace_root()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["setup"] => setup::setup(setup::Purpose::Test)?,
        ["run"] => run::run(&root)?,
        ["test"] => return Ok(test::test(&root)),
        ["codegen"] => codegen::codegen(&root, Generated::Written)?,
        ["codegen", "--check"] => codegen::codegen(&root, Generated::Compared)?,
        ["figures"] => figures::figures(&root)?,
        ["windows"] => windows::try_out(&root)?,
        #[cfg(unix)]
        ["dist", "linux"] => delivery::linux::make(&root)?,
        ["dist", "windows"] => delivery::windows::make(&root)?,
        ["lab", arguments @ ..] => lab::lab(&root, arguments)?,
        ["screenshots"] => page::screenshots(&root)?,
        ["tidy"] => tidy::tidy(&root)?,
        ["help" | "--help" | "-h"] => println!("{USAGE}"),
        [] => bail!("no task given\n{USAGE}"),
        other => bail!("unknown task `{}`\n{USAGE}", other.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
