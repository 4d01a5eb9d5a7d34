//! A report that came from a file: read, judged again, marked as what it is. Whoever wrote it is not believed.

use crate::format::foreign;
use crate::lang::Lang;
use crate::read::{self, ReadError};
use crate::words::Words;
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Limits, Report};
use serde::Serialize;
use std::fs::File;
use std::path::Path;

/// How a report from a file is marked as long as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct OpenedView {
    /// Whose moment it tells, and that it came from a file.
    pub banner: String,
    /// What must not be concluded from it, a sentence.
    pub note: String,
    /// Whether it is a past run of this computer.
    pub from_history: bool,
}

impl OpenedView {
    /// The mark of a past run of this computer.
    pub fn from_history(report: &Report, lang: Lang) -> Self {
        let words = Words::of(lang);
        let moment = words.moment(&report.run.started_at);
        Self {
            banner: words.tell("history-opened", [("moment", moment.into())]),
            note: words.say("history-opened-note"),
            from_history: true,
        }
    }

    /// The mark of a report.
    pub fn of(report: &Report, lang: Lang) -> Self {
        let words = Words::of(lang);
        let started = &report.run.started_at;
        Self {
            banner: if started.is_empty() {
                words.say("opened-banner-undated")
            } else {
                words.tell("opened-banner", [("moment", words.moment(started).into())])
            },
            note: words.say("opened-note"),
            from_history: false,
        }
    }
}

/// Why a file is not shown.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A folder, a pipe or a device.
    #[error("not a regular file")]
    NoFile,
    /// A run is going on.
    #[error("a run is going on")]
    Running,
    /// Not a report that can be told.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The company's own limits in the report are wrong.
    #[error("limits: {0}")]
    Limits(String),
}

impl OpenError {
    /// The error as a sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        let words = Words::of(lang);
        match self {
            Self::NoFile => words.say("opened-no_file"),
            Self::Running => words.say("opened-running"),
            Self::Read(error) => error.sentence(lang),
            Self::Limits(detail) => words.tell("read-limits", [("detail", foreign(detail).into())]),
        }
    }
}

/// Opens a report file and judges its observations again, by the limits it was judged by.
///
/// # Errors
/// The first reason why it cannot be told.
pub fn file(path: &Path) -> Result<Report, OpenError> {
    let kind = path.metadata().map_err(ReadError::from)?;
    // Opening a pipe would wait for whoever writes into it.
    if !kind.is_file() {
        return Err(OpenError::NoFile);
    }
    let file = File::open(path).map_err(ReadError::from)?;
    judged(read::read(file)?)
}

/// The same for bytes that are there already.
///
/// # Errors
/// The first reason why they cannot be told.
pub fn bytes(bytes: &[u8]) -> Result<Report, OpenError> {
    judged(read::parse(bytes)?)
}

/// Judges the stored observations of a report again, by the limits it was judged by.
///
/// # Errors
/// [`OpenError::Limits`] when the company's own limits in it are wrong.
pub fn judged(mut report: Report) -> Result<Report, OpenError> {
    let limits =
        Limits::with_overrides(&report.profile.limits).map_err(|error| OpenError::Limits(error.to_string()))?;
    report.verdict = judge_all(&mut report.checks, &limits);
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use maillon_diagnosis::Outcome;
    use maillon_diagnosis::limits::LimitOverride;

    fn written(report: &Report) -> Vec<u8> {
        crate::json(report).expect("plain data").into_bytes()
    }

    #[test]
    fn a_file_that_lies_about_its_verdict_is_judged_by_what_was_observed() {
        let mut lying = fixtures::weak_wifi();
        lying.verdict.outcome = Outcome::NothingAbnormal;
        lying.verdict.weak_links.clear();
        let opened = bytes(&written(&lying)).expect("a report");
        assert_eq!(opened.verdict, fixtures::weak_wifi().verdict);
    }

    #[test]
    fn the_mark_says_when_whatever_a_file_holds() {
        let mut report = fixtures::weak_wifi();
        let french = OpenedView::of(&report, Lang::Fr).banner;
        assert_eq!(french, "Rapport du 24 novembre 2026 à 14:05, ouvert depuis un fichier");
        report.run.started_at = "\u{202e}<b>hier</b>".to_owned();
        assert!(!OpenedView::of(&report, Lang::En).banner.contains('\u{202e}'));
        report.run.started_at.clear();
        let undated = OpenedView::of(&report, Lang::En).banner;
        assert_eq!(undated, "Report without a date, opened from a file");
    }

    #[test]
    fn what_is_no_report_is_refused_with_a_sentence_in_both_languages() {
        let folder = std::env::temp_dir();
        let mut limits = fixtures::weak_wifi();
        let odd = LimitOverride { slow: 1.0, broken: 2.0 };
        limits.profile.limits.insert("no.such_limit".to_owned(), odd);
        for error in [
            file(&folder).expect_err("a folder"),
            file(&folder.join("no-such-folder/missing.maillon")).expect_err("no file"),
            bytes(b"hello").expect_err("no report"),
            bytes(&written(&limits)).expect_err("a limit that does not exist"),
            OpenError::Running,
        ] {
            for lang in Lang::ALL {
                let sentence = error.sentence(lang);
                assert!(sentence.ends_with('.') && !sentence.contains("opened-"), "{sentence}");
            }
        }
    }
}
