//! Past runs of this computer against the same doors, in the user's own folder: by hour of the day, kept 90 days.

use crate::host::Host;
use crate::whole_file;
use jiff::{ToSpan, Zoned, civil::Date};
use maillon_diagnosis::checks::gateway::{Observation, PastRun};
use maillon_diagnosis::report::CheckResult;
use maillon_diagnosis::statistics::median;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const FILE: &str = "gateway-history.json";
const DAYS_KEPT: i64 = 90;
/// A file beyond this is not one of ours.
const LARGEST_FILE: u64 = 1 << 20;
const MOST_RUNS: usize = 2000;
/// Time the disk gets: the report does not wait for a dead drive.
const BUDGET: Duration = Duration::from_millis(500);
/// Whom an employee reaches, and when, is nobody else's to read.
const PRIVATE: u32 = 0o600;

/// Past runs; none when there is no readable history.
pub(crate) async fn recall<H: Host>(host: &Arc<H>) -> Vec<PastRun> {
    let host = Arc::clone(host);
    let reading = move || {
        let folder = host.own_folder().ok()?;
        Some(read(&folder.join(FILE)))
    };
    let read = tokio::time::timeout(BUDGET, tokio::task::spawn_blocking(reading)).await;
    read.ok().and_then(Result::ok).flatten().unwrap_or_default()
}

/// Adds this run. A folder that cannot be written costs the history, never the run.
pub(crate) async fn remember<H: Host>(host: &Arc<H>, gateway: &CheckResult<Observation>, now: &Zoned) {
    let Some(seen) = &gateway.observation else { return };
    let today = past_runs(seen, now);
    if today.is_empty() {
        return;
    }
    let (host, date) = (Arc::clone(host), now.date());
    let writing = move || {
        let Ok(folder) = host.own_folder() else { return };
        let path = folder.join(FILE);
        let runs = kept(read(&path).into_iter().chain(today).collect(), date);
        drop(store(&path, &runs));
    };
    drop(tokio::time::timeout(BUDGET, tokio::task::spawn_blocking(writing)).await);
}

fn read(path: &Path) -> Vec<PastRun> {
    let small = fs::metadata(path).is_ok_and(|data| data.len() <= LARGEST_FILE);
    let text = small.then(|| fs::read(path).ok()).flatten();
    text.and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

fn store(path: &Path, runs: &[PastRun]) -> std::io::Result<()> {
    whole_file::write(path, &serde_json::to_vec(runs)?, PRIVATE)
}

fn past_runs(seen: &Observation, now: &Zoned) -> Vec<PastRun> {
    let of = |door: &maillon_diagnosis::checks::gateway::Door| {
        let path = door.path_rtt_ms;
        Some(PastRun {
            day: now.date().to_string(),
            hour: u8::try_from(now.hour()).unwrap_or_default(),
            door: door.name.clone(),
            connect_ms: median(door.tries.iter().filter_map(|one| one.tcp_ms))?,
            own_ms: median(door.tries.iter().filter_map(|one| Some(one.answer_ms? - path?))),
            path_rtt_ms: path,
        })
    };
    seen.doors.iter().filter_map(of).collect()
}

/// The runs of the last 90 days, the newest 2000 of them.
fn kept(mut runs: Vec<PastRun>, today: Date) -> Vec<PastRun> {
    let oldest = today.saturating_sub(DAYS_KEPT.days());
    runs.retain(|run| run.day.parse::<Date>().is_ok_and(|day| day >= oldest && day <= today));
    let surplus = runs.len().saturating_sub(MOST_RUNS);
    runs.drain(..surplus);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::checks::gateway::{Door, Try};

    fn at(day: &str) -> PastRun {
        PastRun {
            day: day.to_owned(),
            ..PastRun::default()
        }
    }

    #[test]
    fn runs_older_than_ninety_days_and_dates_that_are_none_are_forgotten() {
        let today = jiff::civil::date(2026, 11, 24);
        let runs = vec![
            at("2026-08-25"),
            at("2026-08-26"),
            at("2026-11-24"),
            at("2027-01-01"),
            at("yesterday"),
        ];
        let days: Vec<String> = kept(runs, today).into_iter().map(|run| run.day).collect();
        assert_eq!(days, ["2026-08-26", "2026-11-24"]);
    }

    #[test]
    fn a_run_is_kept_beside_the_older_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        let one = Try {
            tcp_ms: Some(12.0),
            answer_ms: Some(30.0),
            ..Try::default()
        };
        let door = Door {
            name: "tse1:3389".to_owned(),
            path_rtt_ms: Some(10.0),
            tries: vec![one; 3],
            ..Door::default()
        };
        let seen = Observation {
            doors: vec![door],
            ..Observation::default()
        };
        let runs = past_runs(&seen, &Zoned::now());
        assert_eq!((runs[0].connect_ms, runs[0].own_ms), (12.0, Some(20.0)));
        store(&path, &runs).expect("a writable folder");
        assert_eq!(read(&path), runs);
        fs::write(&path, "not a history").expect("a writable folder");
        assert_eq!(read(&path), []);
    }
}
