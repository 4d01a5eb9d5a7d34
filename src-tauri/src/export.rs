//! The report as a file: what is hidden in it, what it holds, where it goes.

use crate::wire::{CommandError, Document, ErrorCode};
use maillon_diagnosis::Report;
use maillon_measurement::whole_file;
use maillon_report::{Lang, RedactionItem, html, json, redact, system_error};
use std::path::Path;

/// A document of the report with these items hidden; all of them for none.
pub fn written(
    report: &Report,
    document: Document,
    hidden: Option<&[RedactionItem]>,
    lang: Lang,
) -> Result<String, CommandError> {
    document_of(&redact(report, hidden.unwrap_or(&RedactionItem::ALL)), document, lang)
}

/// A document of the report as it is.
pub fn document_of(report: &Report, document: Document, lang: Lang) -> Result<String, CommandError> {
    let fault = |error: &dyn std::error::Error| CommandError::new(ErrorCode::Internal, error.to_string());
    match document {
        Document::Html => html(report, lang).map_err(|error| fault(&error)),
        Document::Maillon | Document::Json => json(report).map_err(|error| fault(&error)),
    }
}

/// Writes a document whole or not at all; why it could not be is said in `lang`.
pub fn save(path: &Path, content: &str, lang: Lang) -> Result<(), CommandError> {
    whole_file::write(path, content.as_bytes(), 0o666)
        .map_err(|error| CommandError::new(ErrorCode::NotSaved, system_error(&error, lang)))
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
    fn a_report_is_named_after_its_moment_whatever_a_file_holds() {
        let mut report = example::report(Radio::Weak);
        assert_eq!(file_name(&report, Document::Html), "maillon-2026-11-24-1405.html");
        assert_eq!(file_name(&report, Document::Maillon), "maillon-2026-11-24-1405.maillon");
        report.run.started_at = "../../etc/passwd".to_owned();
        assert_eq!(file_name(&report, Document::Json), "maillon-.json");
    }
}
