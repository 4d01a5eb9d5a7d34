//! `maillon-cli compare`: two stored reports side by side, and what changed between them.

use crate::exit::Exit;
use crate::streams;
use maillon_diagnosis::Report;
use maillon_report::comparison::ComparisonView;
use maillon_report::{Lang, Words, opened};
use std::path::Path;

/// Reads two reports, judges both again and tells what changed from the first to the second.
pub fn compare(before: &Path, after: &Path, lang: Lang) -> Exit {
    let read = |file: &Path| -> Option<Report> {
        let outcome = opened::file(file);
        if let Err(error) = &outcome {
            let variables = [
                ("path", file.display().to_string().into()),
                ("sentence", error.sentence(lang).into()),
            ];
            streams::note(&Words::of(lang).tell("cli-about_file", variables));
        }
        outcome.ok()
    };
    let (Some(before), Some(after)) = (read(before), read(after)) else {
        return Exit::Usage;
    };
    let view = ComparisonView::of(&before, &after, lang);
    streams::print(&view.text(lang), lang, Exit::Fine)
}
