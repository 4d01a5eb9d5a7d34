//! `maillon-cli explain`: judges the observations of a stored report again, with the limits it was judged by.

use crate::exit::Exit;
use crate::output::{OutputArgs, emit};
use crate::streams;
use maillon_report::{Lang, ReadError, opened};
use std::fs::File;
use std::io;
use std::path::Path;

/// Reads a report from a file, or from standard input for `-`, judges it again and writes what was asked for; `why`
/// prints the reasoning in place of the text.
pub fn explain(file: &Path, why: bool, outputs: &OutputArgs, lang: Lang) -> Exit {
    if outputs.is_ambiguous(lang) {
        return Exit::Usage;
    }
    let read = if file == Path::new("-") {
        maillon_report::read(io::stdin().lock())
    } else {
        File::open(file).map_err(ReadError::from).and_then(maillon_report::read)
    };
    let report = match read.map_err(opened::OpenError::from).and_then(opened::judged) {
        Ok(report) => report,
        Err(error) => {
            streams::note(&streams::about(file, error.sentence(lang), lang));
            return Exit::Usage;
        }
    };
    if !why {
        return emit(&report, lang, outputs);
    }
    let quiet = OutputArgs {
        quiet: true,
        ..outputs.clone()
    };
    let exit = emit(&report, lang, &quiet);
    streams::print(&maillon_report::reasoning(&report, lang), lang, exit)
}
