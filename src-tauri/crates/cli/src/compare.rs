//! `maillon-cli compare`: two stored reports side by side, and what changed between them.

use crate::exit::Exit;
use crate::streams;
use maillon_diagnosis::Report;
use maillon_report::comparison::ComparisonView;
use maillon_report::{Lang, opened};
use std::path::Path;

/// Reads two reports, judges both again and tells what changed from the first to the second.
pub fn compare(before: &Path, after: &Path, lang: Lang) -> Exit {
    let read = |file: &Path| -> Option<Report> {
        let outcome = opened::file(file);
        if let Err(error) = &outcome {
            streams::note(&streams::about(file, error.sentence(lang), lang));
        }
        outcome.ok()
    };
    let (Some(before), Some(after)) = (read(before), read(after)) else {
        return Exit::Usage;
    };
    let view = ComparisonView::of(&before, &after, lang);
    streams::print(&view.text(lang), lang, Exit::Fine)
}
