//! What a report becomes on the command line: text on standard output, documents in files, an exit code.
//!
//! A file is written whole or not at all. When it cannot be written, one line says so and the text goes to standard
//! output all the same, so that a run is never lost.

use crate::exit::Exit;
use clap::{Args, ValueEnum};
use maillon_diagnosis::Report;
use maillon_measurement::whole_file;
use maillon_report::Lang;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where the results go, and in which language; the same for every command that makes a report.
#[derive(Debug, Clone, Default, Args)]
pub struct OutputArgs {
    /// Language of the words; the system's by default
    #[arg(long, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// Writes the report as JSON to a file, or to standard output with `-`
    #[arg(long, value_name = "FILE|-")]
    pub json: Option<PathBuf>,
    /// Writes the report as one HTML page
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Writes the report as text to a file, or to standard output with `-` (the default)
    #[arg(long, value_name = "FILE|-")]
    pub text: Option<PathBuf>,
    /// Shows no progress, and writes nothing to standard output that was not asked for
    #[arg(long)]
    pub quiet: bool,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// French.
    Fr,
    /// English.
    En,
}

impl OutputArgs {
    /// The language asked for, else the system's.
    pub fn lang(&self) -> Lang {
        match self.lang {
            Some(LangArg::Fr) => Lang::Fr,
            Some(LangArg::En) => Lang::En,
            None => Lang::of_locale(&sys_locale::get_locale().unwrap_or_default()),
        }
    }

    /// Whether standard output is asked for twice, which would mix two documents; standard error then says so.
    pub fn is_ambiguous(&self) -> bool {
        let twice = is_stdout(self.json.as_deref()) && is_stdout(self.text.as_deref());
        if twice {
            eprintln!("--json - and --text - cannot both write to standard output");
        }
        twice
    }
}

/// Writes every document asked for. The exit code is that of the verdict, or of a fault when a document is missing.
pub fn emit(report: &Report, lang: Lang, outputs: &OutputArgs) -> Exit {
    if outputs.is_ambiguous() {
        return Exit::Usage;
    }
    let text = maillon_report::text(report, lang);
    let mut all_written = true;
    let mut to_file = |path: &Option<PathBuf>, content: Result<String, String>| {
        let Some(path) = path.as_deref().filter(|path| !is_stdout(Some(path))) else {
            return;
        };
        let written = content.and_then(|content| write_whole(path, &content).map_err(|error| error.to_string()));
        if let Err(error) = written {
            eprintln!("{}: the report cannot be written: {error}", path.display());
            all_written = false;
        }
    };
    let json = maillon_report::json(report).map_err(|error| error.to_string());
    to_file(&outputs.json, json.clone());
    to_file(
        &outputs.html,
        maillon_report::html(report, lang).map_err(|error| error.to_string()),
    );
    to_file(&outputs.text, Ok(text.clone()));

    let printed = if is_stdout(outputs.json.as_deref()) {
        json.map_err(io::Error::other).and_then(|json| print(&json))
    } else if !all_written || is_stdout(outputs.text.as_deref()) || (!outputs.quiet && outputs.text.is_none()) {
        print(&text)
    } else {
        Ok(())
    };
    if let Err(error) = printed {
        eprintln!("standard output: {error}");
        return Exit::Fault;
    }
    if all_written {
        Exit::of(report.verdict.outcome)
    } else {
        Exit::Fault
    }
}

/// Writes a file whole or not at all: beside its place first, then moved there.
///
/// # Errors
/// What the system says of the folder, the disk or the move; a file that stood there before is then untouched.
pub fn write_whole(path: &Path, content: &str) -> io::Result<()> {
    let existing = fs::metadata(path).ok();
    if existing.is_some_and(|existing| !existing.is_file()) {
        // A device or a pipe holds no file that could be replaced.
        return OpenOptions::new().write(true).open(path)?.write_all(content.as_bytes());
    }
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    whole_file::write(&place, content.as_bytes(), 0o644)
}

/// Writes to standard output; a reader that has gone is no fault.
///
/// # Errors
/// What the system says of standard output.
pub fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        // `maillon-cli … | head` is no fault.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn is_stdout(path: Option<&Path>) -> bool {
    path == Some(Path::new("-"))
}
