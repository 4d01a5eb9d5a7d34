//! What opening fresh files costs: the first touch of a file against the second, and against a neutral pseudo-file.
//!
//! The bytes are inert: random, with no header of any program and no test signature, so that nothing raises an alarm.

use super::stoppable::{self, Stop};
use super::{ProbeError, nonce};
use maillon_diagnosis::checks::security::FileTouch;
use maillon_diagnosis::statistics::{median, ratio_interval};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

const OPERATION: &str = "file touch";

/// Rounds: AV-TEST runs each action at least seven times; two more allow for a disturbed one.
const ROUNDS: usize = 9;

/// Rounds without which nothing is told.
const ROUNDS_NEEDED: usize = 3;

/// Files of a round, at the most.
const FILES: usize = 20;

/// Files of a round where each is held back so long that more would leave no time for the other rounds.
const FILES_AT_LEAST: usize = 2;

/// Files touched beforehand to find out how many a round can afford.
const SCOUTS: usize = 2;

/// Share of the time that first touches may take; the rest is for writing, for second touches and for chance.
const SHARE_OF_FIRST_TOUCHES: f64 = 0.6;

/// Bytes of a file.
const FILE_BYTES: usize = 8192;

/// Endings that people's files have; some scanners look at kinds apart.
const ENDINGS: [&str; 3] = ["txt", "js", "dat"];

/// How the temporary folders are called.
const PREFIX: &str = "maillon-touch-";

/// Age after which a folder of that name was left behind by a run that was killed.
const LEFT_BEHIND: Duration = Duration::from_hours(1);

/// Answered by the kernel itself, so that no scanner looks at it.
#[cfg(target_os = "linux")]
const BASELINE: Option<&str> = Some("/proc/self/stat");
#[cfg(not(target_os = "linux"))]
const BASELINE: Option<&str> = None;

/// Touches files in a folder of its own below `folder`, removed at the end whatever happens. Writes 1.5 MB and stops
/// when `budget` is spent or the future is dropped; rounds done by then count.
pub async fn measure(folder: &Path, budget: Duration) -> Result<FileTouch, ProbeError> {
    let target = folder.display().to_string();
    let folder = folder.to_owned();
    stoppable::run(OPERATION, &target, budget, move |stop| {
        test(&folder, stop).map_err(|error| ProbeError::from_io(OPERATION, &folder.display(), error))
    })
    .await
}

fn test(folder: &Path, stop: &Stop) -> io::Result<FileTouch> {
    sweep(folder);
    let own = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
    let files = files_of_a_round(own.path(), stop)?;
    let mut rounds = Vec::with_capacity(ROUNDS);
    while rounds.len() < ROUNDS && !stop.is_set() {
        match round(own.path(), files, stop) {
            Ok(round) => rounds.push(round),
            Err(error) if error.kind() == ErrorKind::TimedOut => break,
            Err(error) => return Err(error),
        }
    }
    own.close()?;
    if rounds.len() < ROUNDS_NEEDED {
        return Err(io::Error::new(ErrorKind::TimedOut, "too few rounds"));
    }
    Ok(summary(&rounds, files))
}

/// As many files as leave time for every round: the slower the scanner, the fewer, else the slowest would be told least.
fn files_of_a_round(folder: &Path, stop: &Stop) -> io::Result<usize> {
    let mut quickest = Duration::MAX;
    for number in 0..SCOUTS {
        let scout = fresh_file(folder, number)?;
        quickest = quickest.min(touch(&scout)?);
        std::fs::remove_file(scout)?;
    }
    let each_round = stop.left().mul_f64(SHARE_OF_FIRST_TOUCHES) / ROUNDS as u32;
    let affordable = each_round.as_secs_f64() / quickest.as_secs_f64().max(f64::MIN_POSITIVE);
    Ok((affordable as usize).clamp(FILES_AT_LEAST, FILES))
}

/// Removes what a killed run left behind.
fn sweep(folder: &Path) {
    let now = SystemTime::now();
    let old = |entry: &std::fs::DirEntry| {
        let modified = entry.metadata().and_then(|data| data.modified()).ok();
        modified.and_then(|time| now.duration_since(time).ok()) > Some(LEFT_BEHIND)
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX) && old(entry)) {
        // What cannot be removed now is tried again by the next run.
        let _ = std::fs::remove_dir_all(entry.path());
    }
}

/// Milliseconds a file in one round.
#[derive(Debug, Clone, Copy)]
struct Round {
    first: f64,
    second: f64,
    baseline: Option<f64>,
}

fn round(folder: &Path, files: usize, stop: &Stop) -> io::Result<Round> {
    let (mut first, mut second, mut baseline) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let files = (0..files)
        .map(|number| fresh_file(folder, number))
        .collect::<io::Result<Vec<_>>>()?;
    for file in &files {
        if stop.is_set() {
            return Err(ErrorKind::TimedOut.into());
        }
        first += touch(file)?;
        second += touch(file)?;
        if let Some(pseudo_file) = BASELINE {
            baseline += touch(Path::new(pseudo_file))?;
        }
    }
    for file in &files {
        std::fs::remove_file(file)?;
    }
    let each = |total: Duration| total.as_secs_f64() * 1000.0 / files.len() as f64;
    Ok(Round {
        first: each(first),
        second: each(second),
        baseline: BASELINE.map(|_| each(baseline)),
    })
}

/// A file no scanner has seen: its bytes are new, and begin with a letter so that they look like no program.
fn fresh_file(folder: &Path, number: usize) -> io::Result<PathBuf> {
    let path = folder.join(format!("{:016x}.{}", nonce(), ENDINGS[number % ENDINGS.len()]));
    let mut state = nonce() | 1;
    let bytes = (0..FILE_BYTES).map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        b'a' + (state % 26) as u8
    });
    std::fs::write(&path, bytes.collect::<Vec<u8>>())?;
    Ok(path)
}

fn touch(path: &Path) -> io::Result<Duration> {
    let mut bytes = [0; FILE_BYTES];
    let start = Instant::now();
    let mut file = File::open(path)?;
    while file.read(&mut bytes)? > 0 {}
    drop(file);
    Ok(start.elapsed())
}

fn summary(rounds: &[Round], files: usize) -> FileTouch {
    let column = |of: fn(&Round) -> f64| rounds.iter().map(of).collect::<Vec<_>>();
    let (first_ms, second_ms) = (column(|round| round.first), column(|round| round.second));
    let medians = median(first_ms.iter().copied()).zip(median(second_ms.iter().copied()));
    FileTouch {
        files: files as u32,
        ratio: medians
            .filter(|(_, second)| *second > 0.0)
            .map(|(first, second)| first / second),
        ratio_interval: ratio_interval(&first_ms, &second_ms),
        added_ms: median(rounds.iter().map(|round| round.first - round.second)),
        baseline_ms: rounds.iter().filter_map(|round| round.baseline).collect(),
        first_ms,
        second_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::Limits;
    use maillon_diagnosis::checks::security::{Observation, judge};
    use maillon_diagnosis::{Code, GapReason};

    fn rounds(first: f64, second: f64) -> Vec<Round> {
        let at = |step: usize| 1.0 + step as f64 * 0.01;
        let round = |step| Round {
            first: first * at(step),
            second: second * at(step),
            baseline: Some(0.02),
        };
        (0..ROUNDS).map(round).collect()
    }

    fn accused(touch: FileTouch) -> bool {
        let observation = Observation {
            file_touch: Some(touch),
            ..Observation::default()
        };
        let judgement = judge(&observation, &Limits::default());
        judgement
            .findings
            .iter()
            .any(|found| found.code == Code::SecurityFileCost)
    }

    #[test]
    fn a_scanner_is_seen_and_a_machine_without_one_is_not_accused() {
        let scanned = summary(&rounds(30.0, 0.5), FILES);
        assert!(
            scanned.ratio.is_some_and(|ratio| (ratio - 60.0).abs() < 1.0),
            "{scanned:?}"
        );
        assert!(scanned.ratio_interval.is_some_and(|(low, _)| low > 50.0), "{scanned:?}");
        assert!(scanned.added_ms.is_some_and(|added| added > 25.0), "{scanned:?}");
        assert!(accused(scanned));
        assert!(
            !accused(summary(&rounds(0.05, 0.01), FILES)),
            "five times almost nothing is nothing"
        );
        assert!(!accused(summary(&rounds(9.0, 8.0), FILES)), "a slow disk is slow twice");
    }

    #[tokio::test]
    async fn this_machine_is_touched_round_by_round_and_left_as_it_was() {
        let folder = tempfile::tempdir().expect("temporary folder");
        assert_eq!(files_of_a_round(folder.path(), &Stop::never()).ok(), Some(FILES));
        let touch = measure(folder.path(), Duration::from_secs(20))
            .await
            .expect("a writable folder");
        assert_eq!((touch.first_ms.len(), touch.second_ms.len()), (ROUNDS, ROUNDS));
        assert_eq!(touch.baseline_ms.len(), if BASELINE.is_some() { ROUNDS } else { 0 });
        assert!(touch.first_ms.iter().chain(&touch.second_ms).all(|time| *time > 0.0));
        assert!(touch.ratio_interval.is_some() && touch.added_ms.is_some());
        assert_eq!(std::fs::read_dir(folder.path()).expect("still there").count(), 0);
    }

    #[tokio::test]
    async fn a_spent_budget_and_an_unwritable_folder_are_gaps() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let spent = measure(folder.path(), Duration::ZERO).await.expect_err("no time");
        assert_eq!(spent.reason(), GapReason::TimedOut);
        assert_eq!(std::fs::read_dir(folder.path()).expect("still there").count(), 0);
        assert!(
            measure(&folder.path().join("missing"), Duration::from_secs(5))
                .await
                .is_err()
        );
    }

    #[test]
    fn fresh_files_look_like_no_program() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let paths = [0, 1].map(|number| fresh_file(folder.path(), number).expect("writable"));
        let contents = paths.map(|path| std::fs::read(path).expect("just written"));
        assert_ne!(contents[0], contents[1]);
        assert!(contents.iter().flatten().all(u8::is_ascii_lowercase));
    }

    #[test]
    fn only_old_folders_of_ours_are_swept_away() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let make = |name: &str, age: Duration| {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).expect("writable");
            std::fs::write(path.join("file.txt"), "left").expect("writable");
            let handle = File::open(&path).expect("a folder can be opened");
            handle.set_modified(SystemTime::now() - age).expect("own folder");
        };
        make("maillon-touch-old", 2 * LEFT_BEHIND);
        make("maillon-touch-running", Duration::ZERO);
        make("letters", 2 * LEFT_BEHIND);
        sweep(folder.path());
        let mut left: Vec<_> = std::fs::read_dir(folder.path())
            .expect("still there")
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["letters", "maillon-touch-running"]);
    }
}
