//! What may be written on the command line.

use crate::check::CheckArgs;
use crate::language::LangArg;
use crate::output::OutputArgs;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Names the weak link between a home office and the company.
#[derive(Debug, Parser)]
#[command(name = "maillon-cli", version, about, disable_help_subcommand = true)]
pub struct Arguments {
    /// Language of the words; the system's by default
    #[arg(long, value_name = "LANG", value_enum, global = true)]
    pub lang: Option<LangArg>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the checklist and names the weak link
    Check(CheckArgs),
    /// Judges the observations of a stored report again and tells them
    Explain {
        /// The report, JSON; standard input for `-`
        report: PathBuf,
        /// Tells how the verdict was reached, a line for each piece of evidence, in place of the report
        #[arg(long)]
        why: bool,
        /// Where the results go.
        #[command(flatten)]
        outputs: OutputArgs,
    },
    /// Puts two stored reports side by side and tells what changed
    Compare {
        /// The earlier report, JSON
        before: PathBuf,
        /// The later report, JSON
        after: PathBuf,
    },
    /// Tells what a spoken code says
    Decode {
        /// The code, as it was dictated or scanned
        #[arg(required = true)]
        code: Vec<String>,
    },
    /// Works with a company's profile
    Profile {
        /// What to do with it.
        #[command(subcommand)]
        command: ProfileCommand,
    },
    /// Prints the JSON Schema of a document
    Schema {
        /// Which document
        #[arg(value_enum)]
        document: Document,
    },
}

/// What to do with a profile.
#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// Reads a profile and tells the first thing that is wrong, with its line and column
    Validate {
        /// The profile, TOML
        file: PathBuf,
    },
}

/// A document with a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// The report of a run, JSON
    Report,
    /// A company's profile, TOML
    Profile,
}
