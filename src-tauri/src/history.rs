//! The past runs of this computer: kept after each run, listed, shown again, compared, erased. The example never
//! enters them.

use crate::commands::{Opened, shown};
use crate::session::Session;
use crate::wire::{CommandError, Comparison, ErrorCode, Opening};
use maillon_diagnosis::Report;
use maillon_diagnosis::checks::gateway::PastRun;
use maillon_measurement::kept_reports::{DAYS_KEPT, KeptReports};
use maillon_report::comparison::ComparisonView;
use maillon_report::history::{HistoryView, PastReport, recalled};
use maillon_report::opened::{self, OpenError, OpenedView};
use maillon_report::read::ReadError;
use maillon_report::{Lang, json};
use std::io;
use std::sync::Arc;
use tauri::State;

/// The past runs in words.
#[tauri::command]
pub async fn history(opened: State<'_, Opened>, lang: Lang) -> Result<HistoryView, CommandError> {
    let kept = opened.history.clone();
    away(move || {
        kept.map_or_else(
            || HistoryView::of(&[], 0, "–", DAYS_KEPT, lang),
            |kept| told(&kept, lang),
        )
    })
    .await
}

/// Shows a past run.
#[tauri::command]
pub async fn open_past(
    session: State<'_, Arc<Session>>,
    opened: State<'_, Opened>,
    id: String,
) -> Result<Opening, CommandError> {
    let kept = opened.history.clone();
    shown(&session, OpenedView::from_history, move || one(kept.as_ref(), &id)).await
}

/// Two past runs side by side, the earlier one first whatever the order they are named in.
#[tauri::command]
pub async fn compare_past(opened: State<'_, Opened>, ids: [String; 2], lang: Lang) -> Result<Comparison, CommandError> {
    let kept = opened.history.clone();
    away(move || {
        let [first, second] = &ids;
        let (before, after) = (first.min(second), first.max(second));
        let both = one(kept.as_ref(), before).and_then(|before| Ok((before, one(kept.as_ref(), after)?)));
        both.map(|(before, after)| ComparisonView::of(&before, &after, lang))
            .into()
    })
    .await
}

/// Erases every past run.
#[tauri::command]
pub async fn erase_history(opened: State<'_, Opened>) -> Result<(), CommandError> {
    let Some(kept) = opened.history.clone() else {
        return Ok(());
    };
    let erased = away(move || kept.erase()).await?;
    erased.map_err(|error| CommandError::new(ErrorCode::NotErased, error.to_string()))
}

/// What past runs saw of the company's doors.
pub fn doors(kept: Option<&KeptReports>) -> Vec<PastRun> {
    kept.map(|kept| recalled(kept.files(), &KeptReports::oldest_day()))
        .unwrap_or_default()
}

/// Keeps a run that went to its end. A folder that cannot be written costs the history, never the run.
pub fn keep(kept: Option<&KeptReports>, report: &Report) {
    if let (Some(kept), Ok(content)) = (kept, json(report)) {
        let _ = kept.keep_run(&report.run, content.as_bytes());
    }
}

/// Keeps a run again, with a slow moment that became known after it; one that was erased meanwhile stays erased.
pub fn keep_again(kept: Option<&KeptReports>, report: &Report) {
    if kept.is_some_and(|kept| kept.keeps(&report.run)) {
        keep(kept, report);
    }
}

fn told(kept: &KeptReports, lang: Lang) -> HistoryView {
    kept.tidy();
    let files = kept.files();
    let runs: Vec<PastReport> = files
        .iter()
        .filter_map(|file| {
            let id = file.file_name()?.to_str()?.to_owned();
            Some(PastReport::of(id, &opened::file(file).ok()?, lang))
        })
        .collect();
    let folder = kept.folder().display().to_string();
    HistoryView::of(&runs, files.len() - runs.len(), &folder, DAYS_KEPT, lang)
}

fn one(kept: Option<&KeptReports>, id: &str) -> Result<Report, OpenError> {
    let missing = || OpenError::Read(ReadError::Unreadable(io::ErrorKind::NotFound.into()));
    opened::file(&kept.and_then(|kept| kept.file(id)).ok_or_else(missing)?)
}

/// Reads files away from the threads that serve the page.
async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CommandError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| CommandError::new(ErrorCode::Internal, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, Radio};
    use std::fs;

    fn kept_now(folder: &std::path::Path) -> (KeptReports, Report) {
        let kept = KeptReports::in_folder(folder.join("history"));
        let mut report = example::report(Radio::Weak);
        report.run.example = false;
        report.run.started_at = format!("{}T09:05:00+01:00", KeptReports::today());
        (kept, report)
    }

    #[test]
    fn a_finished_run_enters_the_history_and_the_example_or_half_a_run_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let (kept, report) = kept_now(folder.path());
        keep(Some(&kept), &example::report(Radio::Weak));
        let mut half = report.clone();
        half.run.complete = false;
        keep(Some(&kept), &half);
        assert!(kept.files().is_empty());
        keep(Some(&kept), &report);
        let view = told(&kept, Lang::Fr);
        assert_eq!((view.runs.len(), view.damaged.as_str()), (1, ""));
        let again = one(Some(&kept), &view.runs[0].id).expect("it was kept");
        assert_eq!(again.run.started_at, report.run.started_at);
    }

    #[test]
    fn a_damaged_file_is_told_and_hides_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let (kept, report) = kept_now(folder.path());
        keep(Some(&kept), &report);
        let name = format!("{}-140500.maillon", KeptReports::today());
        let damaged = kept.file(&name).expect("a name of ours");
        fs::write(damaged, "{\"form").expect("writable");
        let view = told(&kept, Lang::En);
        assert_eq!(view.runs.len(), 1);
        assert!(!view.damaged.is_empty());
    }

    #[test]
    fn a_slow_moment_that_becomes_known_later_is_kept_with_its_run_unless_that_was_erased() {
        let folder = tempfile::tempdir().expect("a folder");
        let (kept, mut report) = kept_now(folder.path());
        keep(Some(&kept), &report);
        report.slow_moments.push(example::slow_moment());
        keep_again(Some(&kept), &report);
        let id = told(&kept, Lang::En).runs[0].id.clone();
        let again = one(Some(&kept), &id).expect("it was kept");
        assert_eq!(again.slow_moments, report.slow_moments);
        kept.erase().expect("writable");
        keep_again(Some(&kept), &report);
        assert!(kept.files().is_empty());
    }

    #[test]
    fn what_is_older_than_ninety_days_is_gone_when_the_past_runs_are_listed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (kept, report) = kept_now(folder.path());
        keep(Some(&kept), &report);
        let old = kept.file("2026-01-02-140500.maillon").expect("a name of ours");
        fs::write(&old, "{}").expect("writable");
        assert_eq!(told(&kept, Lang::En).runs.len(), 1);
        assert!(!old.exists());
    }

    #[test]
    fn what_is_no_name_of_a_past_run_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let (kept, _) = kept_now(folder.path());
        for id in ["../settings.json", "/etc/passwd", "2026-01-01-000000.maillon"] {
            one(Some(&kept), id).expect_err(id);
        }
    }
}
