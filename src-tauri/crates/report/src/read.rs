//! Reads a report that somebody sent: untrusted, possibly cut, of another version, or hostile.

use crate::lang::Lang;
use crate::words::Words;
use maillon_diagnosis::Report;
use maillon_diagnosis::report::FORMAT_VERSION;
use serde::de::IgnoredAny;
use std::io::{self, Read};

/// A file larger than this is not parsed, bytes. A real report is below 2 MB.
pub const LARGEST_REPORT: u64 = 20_000_000;

/// A list longer than this is not told. The longest of a real report holds 20 probes a second over 45 s.
const LONGEST_LIST: usize = 4000;

/// More targets, doors or servers than this are not told; each has a section of its own.
const MOST_SUBJECTS: usize = 200;

/// Nesting deeper than this is not parsed; a real report stays below 12.
const DEEPEST: usize = 64;

/// Why a file is not a report that can be told.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be read from the disk.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Larger than [`LARGEST_REPORT`].
    #[error("larger than {LARGEST_REPORT} bytes: not parsed")]
    TooLarge,
    /// Not UTF-8.
    #[error("not UTF-8 text")]
    NotText,
    /// Brackets within brackets, too many.
    #[error("nested deeper than {DEEPEST}: not parsed")]
    TooDeep,
    /// A list longer than a run can make it.
    #[error("a list of more than {LONGEST_LIST} entries, or more than {MOST_SUBJECTS} targets, doors or servers")]
    TooLong,
    /// Valid JSON that does not begin with a format version.
    #[error("does not begin with format_version: not a report of Maillon")]
    NotAReport,
    /// A report of another format.
    #[error("format_version {found}, this program reads {FORMAT_VERSION}")]
    OtherVersion {
        /// As the file says.
        found: u64,
    },
    /// The file ends in the middle.
    #[error("the file ends early, at line {line}")]
    Cut {
        /// Last line there is, from 1.
        line: usize,
    },
    /// The file is not what the format says.
    #[error("line {line}, column {column}: {detail}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser said, in English, for the helpdesk.
        detail: String,
    },
}

impl ReadError {
    /// The error as a sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        let words = Words::of(lang);
        match self {
            Self::Unreadable(error) => {
                let detail = crate::system_error(error, lang);
                words.tell("read-unreadable", [("detail", detail.into())])
            }
            Self::TooLarge => {
                let largest = words.bytes(LARGEST_REPORT as f64);
                words.tell("read-too_large", [("largest", largest.into())])
            }
            Self::NotText => words.say("read-not_text"),
            Self::TooDeep => words.say("read-too_deep"),
            Self::TooLong => words.say("read-too_long"),
            Self::NotAReport => words.say("read-not_a_report"),
            Self::OtherVersion { found } => words.tell(
                "read-other_version",
                [
                    ("found", found.to_string().into()),
                    ("known", FORMAT_VERSION.to_string().into()),
                ],
            ),
            Self::Cut { line } => words.tell("read-cut", [("line", line.to_string().into())]),
            Self::Malformed { line, column, .. } => words.tell(
                "read-malformed",
                [("line", line.to_string().into()), ("column", column.to_string().into())],
            ),
        }
    }
}

/// Reads a report from a file or a pipe; at most [`LARGEST_REPORT`] bytes of it are taken.
///
/// # Errors
/// The first reason why it is not a report.
pub fn read(source: impl Read) -> Result<Report, ReadError> {
    let mut bytes = Vec::new();
    source.take(LARGEST_REPORT + 1).read_to_end(&mut bytes)?;
    parse(&bytes)
}

/// Reads a report from bytes.
///
/// # Errors
/// The first reason why it is not a report.
pub fn parse(bytes: &[u8]) -> Result<Report, ReadError> {
    if bytes.len() as u64 > LARGEST_REPORT {
        return Err(ReadError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // The version comes first in the file and is looked at first: another format may differ in everything else.
    let version = version(text);
    if let Some(found) = version.filter(|found| *found != u64::from(FORMAT_VERSION)) {
        return Err(ReadError::OtherVersion { found });
    }
    let extent = Extent::of(text);
    if extent.deepest > DEEPEST {
        return Err(ReadError::TooDeep);
    }
    if version.is_none() {
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| malformed(&error))?;
        return Err(ReadError::NotAReport);
    }
    if extent.longest > LONGEST_LIST {
        return Err(ReadError::TooLong);
    }
    let report: Report = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    if most_subjects(&report) > MOST_SUBJECTS {
        return Err(ReadError::TooLong);
    }
    Ok(report)
}

/// The most targets, doors or servers that one check tells of.
fn most_subjects(report: &Report) -> usize {
    let checks = &report.checks;
    let targets = (checks.bandwidth.observation.as_ref()).map_or(0, |seen| seen.targets.len().max(seen.hops.len()));
    let doors = (checks.gateway.observation.as_ref()).map_or(0, |seen| seen.doors.len());
    let servers = (checks.server.observation.as_ref()).map_or(0, |seen| seen.servers.len());
    targets.max(doors).max(servers)
}

/// The version that a text begins with; none when it begins otherwise.
fn version(text: &str) -> Option<u64> {
    let first = text.trim_start().strip_prefix('{')?.trim_start();
    let value = first
        .strip_prefix("\"format_version\"")?
        .trim_start()
        .strip_prefix(':')?;
    let value = value.trim_start();
    let end = value.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

fn malformed(error: &serde_json::Error) -> ReadError {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return ReadError::Cut { line };
    }
    let detail = error.to_string();
    ReadError::Malformed { line, column, detail }
}

/// How far a JSON text reaches, by its brackets and commas outside strings.
#[derive(Default)]
struct Extent {
    /// Deepest nesting of brackets.
    deepest: usize,
    /// Most entries of one list or one object.
    longest: usize,
}

impl Extent {
    fn of(text: &str) -> Self {
        let mut extent = Self::default();
        let mut entries: Vec<usize> = Vec::new();
        let (mut in_string, mut escaped) = (false, false);
        for byte in text.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'[' | b'{' if !in_string => {
                    entries.push(1);
                    extent.deepest = extent.deepest.max(entries.len());
                }
                b']' | b'}' if !in_string => drop(entries.pop()),
                b',' if !in_string => {
                    if let Some(entries) = entries.last_mut() {
                        *entries += 1;
                        extent.longest = extent.longest.max(*entries);
                    }
                }
                _ => {}
            }
        }
        extent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use proptest::prelude::*;

    fn good() -> String {
        crate::json(&fixtures::weak_wifi()).expect("plain data")
    }

    #[test]
    fn a_report_comes_back_as_it_was_written() {
        assert_eq!(parse(good().as_bytes()).expect("a report"), fixtures::weak_wifi());
    }

    #[test]
    fn each_kind_of_bad_file_has_its_error_and_a_sentence_in_both_languages() {
        let deep = format!(
            "{{\"format_version\":1,\"x\":{}{}}}",
            "[".repeat(5000),
            "]".repeat(5000)
        );
        let huge = vec![b' '; 50_000_000];
        let other = good().replacen("\"format_version\": 1", "\"format_version\": 7", 1);
        let wrong = good().replacen("\"weak_link\"", "\"perhaps\"", 1);
        let infinite = good().replacen("27.6", "1e999", 1);
        let no_number = good().replacen("27.6", "NaN", 1);
        let negative = good().replacen("\"bytes\": 18400000", "\"bytes\": -1", 1);
        let long = good().replacen("\"hops\": [", &format!("\"hops\": [{}", "{},".repeat(5000)), 1);
        let half = good();
        let half = &half[..half.len() / 2];
        for (bytes, expected, told) in [
            (deep.as_bytes(), "nested deeper", "imbriqué"),
            (&huge, "larger than", "20\u{202f}Mo"),
            (other.as_bytes(), "format_version 7, this program reads 1", "format 7"),
            (wrong.as_bytes(), "unknown variant `perhaps`", "abîmé"),
            (b"{\"format_version\": 9, \"x\": [[[", "format_version 9", "format 9"),
            (b"{\"form", "ends early", "coupé"),
            (infinite.as_bytes(), "out of range", "abîmé"),
            (no_number.as_bytes(), "line", "abîmé"),
            (negative.as_bytes(), "line", "abîmé"),
            (half.as_bytes(), "ends early", "coupé"),
            (
                b"{\"a\": 1, \"format_version\": 1}",
                "does not begin with",
                "n’est pas un rapport",
            ),
            (long.as_bytes(), "more than 4000 entries", "allongé"),
            (b"\xff\xfe\x00", "UTF-8", "pas du texte"),
            (b"hello", "line 1, column 1", "abîmé"),
        ] {
            let error = parse(bytes).expect_err(expected);
            assert!(error.to_string().contains(expected), "{error}");
            assert!(error.sentence(Lang::Fr).contains(told), "{}", error.sentence(Lang::Fr));
            assert!(!error.sentence(Lang::En).contains('{'));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn a_report_cut_or_scratched_anywhere_never_panics(at in 0..20_000_usize, byte: u8) {
            let good = good().into_bytes();
            let at = at % good.len();
            prop_assert!(parse(&good[..at]).is_err());
            let mut scratched = good;
            scratched[at] = byte;
            if let Ok(report) = parse(&scratched) {
                prop_assert!(!crate::text(&report, Lang::Fr).is_empty());
            }
        }
    }
}
