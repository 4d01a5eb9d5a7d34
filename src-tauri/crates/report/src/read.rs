//! Reads a report that somebody sent: untrusted, possibly cut, of another version, or hostile.

use crate::lang::Lang;
use crate::words::Words;
use maillon_diagnosis::Report;
use maillon_diagnosis::report::FORMAT_VERSION;
use serde::de::IgnoredAny;
use std::io::{self, Read};

/// A file larger than this is not parsed, bytes. A real report is below 2 MB.
pub const LARGEST_REPORT: u64 = 20_000_000;

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
    match version(text) {
        Some(found) if found != u64::from(FORMAT_VERSION) => return Err(ReadError::OtherVersion { found }),
        _ if deepest(text) > DEEPEST => return Err(ReadError::TooDeep),
        Some(_) => {}
        None => {
            serde_json::from_str::<IgnoredAny>(text).map_err(|error| malformed(&error))?;
            return Err(ReadError::NotAReport);
        }
    }
    serde_json::from_str(text).map_err(|error| malformed(&error))
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

/// Deepest nesting of brackets outside strings.
fn deepest(text: &str) -> usize {
    let (mut depth, mut deepest): (usize, usize) = (0, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
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
