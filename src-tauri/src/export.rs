//! The report as a file: what is hidden in it, what it holds, where it goes.

use crate::wire::{CommandError, Document, ErrorCode};
use maillon_diagnosis::Report;
use maillon_measurement::whole_file;
use maillon_report::{Lang, RedactionItem, html, json, redact, system_error};
use std::path::{Path, PathBuf};

/// Names that are tried for the copy beside a page.
const COPIES: u32 = 9;

/// What was saved.
pub struct Files {
    /// The report, where the user said.
    pub report: PathBuf,
    /// Its copy that Maillon reads again, beside a page.
    pub copy: Option<PathBuf>,
}

impl Files {
    /// Every file.
    pub fn all(&self) -> impl Iterator<Item = &Path> {
        [Some(self.report.as_path()), self.copy.as_deref()]
            .into_iter()
            .flatten()
    }

    /// Their places as the page shows them: the report, and its copy.
    pub fn told(&self) -> (String, Option<String>) {
        let place = |path: &Path| path.display().to_string();
        (place(&self.report), self.copy.as_deref().map(place))
    }
}

/// The report with these items hidden; all of them for none.
pub fn hiding(report: &Report, hidden: Option<&[RedactionItem]>) -> Report {
    redact(report, hidden.unwrap_or(&RedactionItem::ALL))
}

/// A document of the report with these items hidden; all of them for none.
pub fn written(
    report: &Report,
    document: Document,
    hidden: Option<&[RedactionItem]>,
    lang: Lang,
) -> Result<String, CommandError> {
    document_of(&hiding(report, hidden), document, lang)
}

/// A document of the report as it is.
pub fn document_of(report: &Report, document: Document, lang: Lang) -> Result<String, CommandError> {
    let fault = |error: &dyn std::error::Error| CommandError::new(ErrorCode::Internal, error.to_string());
    match document {
        Document::Html => html(report, lang).map_err(|error| fault(&error)),
        Document::Maillon | Document::Json => json(report).map_err(|error| fault(&error)),
    }
}

/// Writes a document whole or not at all, and beside a page the copy that Maillon reads again; why the document could not
/// be written is said in `lang`.
pub fn save(path: &Path, report: &Report, document: Document, lang: Lang) -> Result<Files, CommandError> {
    let content = document_of(report, document, lang)?;
    whole_file::write(path, content.as_bytes(), 0o666)
        .map_err(|error| CommandError::new(ErrorCode::NotSaved, system_error(&error, lang)))?;
    let copy = match document {
        Document::Html => copy_beside(path, &document_of(report, Document::Maillon, lang)?),
        Document::Maillon | Document::Json => None,
    };
    Ok(Files {
        report: path.to_owned(),
        copy,
    })
}

/// Writes a copy under the name of the page, or that name with a number: the user agreed to replace the page at the most.
/// None where no room is left; the page is whole all the same.
fn copy_beside(page: &Path, content: &str) -> Option<PathBuf> {
    let stem = page.file_stem()?.to_string_lossy();
    let names = (1..=COPIES).map(|number| match number {
        1 => format!("{stem}.maillon"),
        _ => format!("{stem}-{number}.maillon"),
    });
    let is_free = |place: &PathBuf| match place.symlink_metadata() {
        Ok(_) => std::fs::read(place).is_ok_and(|there| there == content.as_bytes()),
        Err(_) => true,
    };
    let copy = names.map(|name| page.with_file_name(name)).find(is_free)?;
    whole_file::write(&copy, content.as_bytes(), 0o666).ok()?;
    Some(copy)
}

/// The name a report is saved under: the day and the minute it was made.
pub fn file_name(report: &Report, document: Document) -> String {
    let ending = match document {
        Document::Html => "html",
        Document::Maillon => "maillon",
        Document::Json => "json",
    };
    named(report, ending)
}

/// The same with any ending.
pub fn named(report: &Report, ending: &str) -> String {
    let moment: String = report
        .run
        .started_at
        .chars()
        .take("2026-11-24T14:05".len())
        .filter(|sign| sign.is_ascii_digit() || matches!(sign, '-' | 'T'))
        .map(|sign| if sign == 'T' { '-' } else { sign })
        .collect();
    format!("maillon-{moment}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, Radio};
    use anyhow::Context;

    #[test]
    fn everything_is_hidden_unless_the_user_says_otherwise() {
        let report = example::report(Radio::Weak);
        let wifi = "Livebox-EXEMPLE";
        for document in [Document::Html, Document::Maillon, Document::Json] {
            let written = |hidden| written(&report, document, hidden, Lang::Fr).expect("a report is written");
            assert!(!written(None).contains(wifi), "{document:?}");
            assert!(!written(None).contains("camille"), "{document:?}");
        }
        let open = written(&report, Document::Json, Some(&[]), Lang::Fr).expect("a report is written");
        assert!(open.contains(wifi) && open.contains("camille"));
    }

    #[test]
    fn beside_a_page_lies_its_copy_and_no_other_file_is_replaced() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let page = folder.path().join("rapport.html");
        let report = redact(&example::report(Radio::Weak), &RedactionItem::ALL);
        std::fs::write(folder.path().join("rapport.maillon"), "of somebody else")?;
        for _ in 0..2 {
            let files = save(&page, &report, Document::Html, Lang::Fr)?;
            let copy = files.copy.as_deref().context("a copy")?;
            assert_eq!(copy, folder.path().join("rapport-2.maillon"));
            let read: Report = serde_json::from_slice(&std::fs::read(copy)?)?;
            assert_eq!(read, report);
            assert_eq!(files.all().count(), 2);
        }
        assert_eq!(
            std::fs::read_to_string(folder.path().join("rapport.maillon"))?,
            "of somebody else"
        );
        let alone = save(&folder.path().join("data.json"), &report, Document::Json, Lang::Fr)?;
        assert_eq!((alone.copy, std::fs::read_dir(folder.path())?.count()), (None, 4));
        Ok(())
    }

    #[test]
    fn a_page_that_cannot_be_written_leaves_no_copy() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let page = folder.path().join("missing/rapport.html");
        let report = example::report(Radio::Weak);
        let refused = save(&page, &report, Document::Html, Lang::Fr)
            .err()
            .context("refused")?;
        assert_eq!(refused.code, ErrorCode::NotSaved);
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
        Ok(())
    }

    #[test]
    fn a_report_is_named_after_its_moment_whatever_a_file_holds() {
        let mut report = example::report(Radio::Weak);
        assert_eq!(file_name(&report, Document::Html), "maillon-2026-11-24-1405.html");
        assert_eq!(file_name(&report, Document::Maillon), "maillon-2026-11-24-1405.maillon");
        report.run.started_at = "../../etc/passwd".to_owned();
        assert_eq!(file_name(&report, Document::Json), "maillon-.json");
    }
}
