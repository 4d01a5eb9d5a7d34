//! `maillon-cli explain`: judges the observations of a stored report again, with the limits it was judged by.

use crate::exit::Exit;
use crate::output::{OutputArgs, emit, print};
use maillon_diagnosis::Limits;
use maillon_diagnosis::verdict::judge_all;
use maillon_report::ReadError;
use std::fs::File;
use std::path::Path;

/// Reads a report, judges it again and writes what was asked for; `why` prints the reasoning in place of the text.
pub fn explain(file: &Path, why: bool, outputs: &OutputArgs) -> Exit {
    let lang = outputs.lang();
    let read = File::open(file).map_err(ReadError::from).and_then(maillon_report::read);
    let mut report = match read {
        Ok(report) => report,
        Err(error) => {
            eprintln!("{}: {} ({error})", file.display(), error.sentence(lang));
            return Exit::Usage;
        }
    };
    let limits = match Limits::with_overrides(&report.profile.limits) {
        Ok(limits) => limits,
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            return Exit::Usage;
        }
    };
    report.verdict = judge_all(&mut report.checks, &limits);
    if !why {
        return emit(&report, lang, outputs);
    }
    let quiet = OutputArgs {
        quiet: true,
        ..outputs.clone()
    };
    match print(&maillon_report::reasoning(&report, lang)) {
        Ok(()) => emit(&report, lang, &quiet),
        Err(error) => {
            eprintln!("standard output: {error}");
            Exit::Fault
        }
    }
}
