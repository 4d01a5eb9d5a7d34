//! The reports of past runs on this computer, in a folder of the user's own: kept 90 days, bounded in number and size.
//! Knows files and their names, never what is in them.

use crate::whole_file;
use chrono::{Days, Local, NaiveDate};
use maillon_diagnosis::report::Run;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::PathBuf;

/// Days a report is kept.
pub const DAYS_KEPT: i64 = 90;

/// Reports kept at the most; the newest ones.
pub const MOST_KEPT: usize = 200;

/// Bytes kept at the most; a usual report has a tenth of a megabyte.
const MOST_BYTES: u64 = 60_000_000;

/// Whom an employee reaches, and when, is nobody else's to read.
const PRIVATE: u32 = 0o600;

/// Its name without the ending, as written by [`name_of`].
const NAME: &str = "0000-00-00-000000";
const ENDING: &str = ".maillon";

/// A folder of kept reports.
#[derive(Debug, Clone)]
pub struct KeptReports {
    folder: PathBuf,
}

impl KeptReports {
    /// Those in this folder, which need not exist yet.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Those of the user who runs the program: by the XDG base directory specification below `$XDG_DATA_HOME`, else
    /// `~/.local/share`; on Windows below `%LOCALAPPDATA%`. None when the system names no such place.
    pub fn of_user() -> Option<Self> {
        folder_by(|variable| std::env::var_os(variable)).map(Self::in_folder)
    }

    /// Where they lie.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Keeps a run that went to its end, `content` being its report; the example and half a run never enter.
    ///
    /// # Errors
    /// As [`keep`](Self::keep).
    pub fn keep_run(&self, run: &Run, content: &[u8]) -> io::Result<()> {
        if run.complete && !run.example {
            self.keep(&run.started_at, content)
        } else {
            Ok(())
        }
    }

    /// Keeps a report under the moment it began, RFC 3339, and drops what is too old or too much.
    ///
    /// # Errors
    /// When the folder cannot be written, or the moment is none.
    pub fn keep(&self, started_at: &str, content: &[u8]) -> io::Result<()> {
        let name = name_of(started_at).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no moment"))?;
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)?;
        whole_file::write(&self.folder.join(name), content, PRIVATE)?;
        self.tidy();
        Ok(())
    }

    /// Drops what is too old or too much: a computer that runs nothing for months keeps nothing for longer.
    pub fn tidy(&self) {
        self.drop_surplus(Local::now().date_naive());
    }

    /// Whether this run is kept.
    pub fn keeps(&self, run: &Run) -> bool {
        name_of(&run.started_at).is_some_and(|name| self.folder.join(name).is_file())
    }

    /// The files that are there, the newest first; what is not named like ours is passed over.
    pub fn files(&self) -> Vec<PathBuf> {
        let names = self.entries().into_iter().rev();
        names.map(|(name, _)| self.folder.join(name)).collect()
    }

    /// The file of this name; none when it is not one of [`files`](Self::files).
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        is_ours(name).then(|| self.folder.join(name))
    }

    /// Removes every kept report, and nothing else.
    ///
    /// # Errors
    /// The first file that could not be removed; the others are gone all the same.
    pub fn erase(&self) -> io::Result<()> {
        let removed = self.files().into_iter().map(fs::remove_file);
        removed.fold(Ok(()), io::Result::and)
    }

    /// Today, `YYYY-MM-DD`, local time.
    pub fn today() -> String {
        Local::now().date_naive().to_string()
    }

    /// First day that is still kept, `YYYY-MM-DD`.
    pub fn oldest_day() -> String {
        oldest(Local::now().date_naive()).to_string()
    }

    fn drop_surplus(&self, today: NaiveDate) {
        for name in surplus(&self.entries(), today) {
            // What cannot be removed now is tried again after the next run.
            let _ = fs::remove_file(self.folder.join(name));
        }
    }

    /// Names and sizes, the oldest first. A link is followed by nobody: only regular files count.
    fn entries(&self) -> Vec<(String, u64)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut found: Vec<(String, u64)> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok().filter(|name| is_ours(name))?;
                let kind = fs::symlink_metadata(entry.path()).ok()?;
                kind.is_file().then_some((name, kind.len()))
            })
            .collect();
        found.sort();
        found
    }
}

fn folder_by(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let below = |name: &str, rest: &str| {
        let base = PathBuf::from(variable(name)?);
        base.is_absolute().then(|| base.join(rest))
    };
    if cfg!(windows) {
        below("LOCALAPPDATA", "Maillon/history")
    } else {
        below("XDG_DATA_HOME", "maillon/history").or_else(|| below("HOME", ".local/share/maillon/history"))
    }
}

/// `2026-11-24-140500.maillon` of `2026-11-24T14:05:00+01:00`.
fn name_of(started_at: &str) -> Option<String> {
    let (day, time) = started_at.split_once('T')?;
    let time: String = time.chars().filter(|sign| *sign != ':').take(6).collect();
    let name = format!("{day}-{time}{ENDING}");
    is_ours(&name).then_some(name)
}

fn is_ours(name: &str) -> bool {
    let Some(moment) = name.strip_suffix(ENDING) else {
        return false;
    };
    let alike = |(sign, shape): (u8, u8)| {
        if shape == b'0' {
            sign.is_ascii_digit()
        } else {
            sign == shape
        }
    };
    moment.len() == NAME.len() && moment.bytes().zip(NAME.bytes()).all(alike)
}

fn oldest(today: NaiveDate) -> NaiveDate {
    today
        .checked_sub_days(Days::new(DAYS_KEPT.unsigned_abs()))
        .unwrap_or(today)
}

/// Which of these, the oldest first, are not kept.
fn surplus(entries: &[(String, u64)], today: NaiveDate) -> Vec<&str> {
    let oldest = oldest(today);
    let (mut number, mut bytes) = (0, 0);
    let newest_first = entries.iter().rev().filter(|(name, size)| {
        number += 1;
        bytes += size;
        let day = name.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
        number > MOST_KEPT || bytes > MOST_BYTES || day.is_none_or(|day| day < oldest)
    });
    newest_first.map(|(name, _)| name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(day: &str, size: u64) -> (String, u64) {
        (format!("{day}-120000{ENDING}"), size)
    }

    #[test]
    fn what_is_older_than_ninety_days_or_too_much_is_dropped_from_the_old_end() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        let aged = [
            entry("2026-02-30", 1),
            entry("2026-08-25", 1),
            entry("2026-08-26", 1),
            entry("2026-11-24", 1),
        ];
        assert_eq!(
            surplus(&aged, today),
            ["2026-08-25-120000.maillon", "2026-02-30-120000.maillon"]
        );
        let large = [
            entry("2026-11-22", 1),
            entry("2026-11-23", MOST_BYTES - 4),
            entry("2026-11-24", 5),
        ];
        assert_eq!(surplus(&large, today).len(), 2);
        let many: Vec<_> = (0..=MOST_KEPT)
            .map(|second| (format!("2026-11-24-{second:06}{ENDING}"), 1))
            .collect();
        assert_eq!(surplus(&many, today), ["2026-11-24-000000.maillon"]);
    }

    #[test]
    fn a_report_is_kept_for_its_user_alone_and_erasing_leaves_what_is_not_ours() {
        let home = tempfile::tempdir().expect("a folder");
        let kept = KeptReports::in_folder(home.path().join("maillon/history"));
        assert!(kept.files().is_empty());
        let today = Local::now().date_naive();
        let moment = |minute| format!("{today}T09:{minute}:00.5+01:00");
        kept.keep(&moment("05"), b"first").expect("writable");
        kept.keep(&moment("06"), b"second").expect("writable");
        kept.keep("../../etc/passwd", b"x").expect_err("no moment");
        kept.keep("2026-11-24T../../x", b"x").expect_err("no moment");
        let files = kept.files();
        assert_eq!(fs::read(&files[0]).expect("readable"), b"second", "the newest first");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &std::path::Path| path.metadata().expect("there").permissions().mode() & 0o777;
            assert_eq!((mode(&files[0]), mode(kept.folder())), (0o600, 0o700));
        }
        let foreign = kept.folder().join("letter.txt");
        fs::write(&foreign, "mine").expect("writable");
        kept.erase().expect("writable");
        assert!(kept.files().is_empty() && foreign.exists());
    }

    #[test]
    fn a_name_is_never_a_way_out_of_the_folder() {
        let kept = KeptReports::in_folder(PathBuf::from("history"));
        for name in [
            "../2026-11-24-140500.maillon",
            "/etc/passwd",
            "",
            "2026-11-24-14050x.maillon",
            "x.maillon",
        ] {
            assert_eq!(kept.file(name), None, "{name}");
        }
        assert!(kept.file("2026-11-24-140500.maillon").is_some());
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_that_of_xdg_and_a_relative_one_counts_as_unset() {
        for (xdg, expected) in [
            (Some("/data"), "/data/maillon/history"),
            (Some("data"), "/home/camille/.local/share/maillon/history"),
            (None, "/home/camille/.local/share/maillon/history"),
        ] {
            let folder = folder_by(|variable| match variable {
                "HOME" => Some("/home/camille".into()),
                _ => xdg.map(OsString::from),
            });
            assert_eq!(folder, Some(PathBuf::from(expected)));
        }
    }
}
