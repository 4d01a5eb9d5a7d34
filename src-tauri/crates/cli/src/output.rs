//! Where a report goes: files written whole or not at all, and the streams.

use crate::exit::Exit;
use clap::Args;
use maillon_diagnosis::{Outcome, Report};
use std::io::{self, Write, stdout};
use std::path::{Path, PathBuf};

/// What may be written to say where the report goes.
#[derive(Debug, Clone, Args)]
pub struct OutputArgs {
    /// Writes the report as JSON; `-` is standard output
    #[arg(long, value_name = "FILE|-")]
    pub json: Option<PathBuf>,
    /// Shows no progress
    #[arg(long)]
    pub quiet: bool,
}

/// Writes the report where it was asked; standard output when nowhere was.
pub fn emit(report: &Report, wanted: &OutputArgs) -> Exit {
    let Ok(mut json) = serde_json::to_vec_pretty(report) else {
        eprintln!("the report could not be written as JSON");
        return Exit::Fault;
    };
    json.push(b'\n');
    let place = wanted.json.as_deref().unwrap_or(Path::new("-"));
    if let Err(error) = write(place, &json) {
        eprintln!("{}: {error}", place.display());
        return Exit::Fault;
    }
    match report.verdict.outcome {
        Outcome::NothingAbnormal => Exit::Fine,
        Outcome::WeakLink => Exit::WeakLink,
        Outcome::CannotTell => Exit::CannotTell,
    }
}

/// Writes a file whole, or leaves the place as it was: full disks and unwritable folders never cut a report in half.
fn write(place: &Path, content: &[u8]) -> io::Result<()> {
    if place == Path::new("-") {
        return stdout().lock().write_all(content);
    }
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(place)?;
    Ok(())
}
