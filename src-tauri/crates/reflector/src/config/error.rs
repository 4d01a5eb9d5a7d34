//! What is wrong with a setting, and where it is written.

use std::path::PathBuf;

/// The first setting that cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// A place in the file.
    #[error("{path}, line {line}: {message}")]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong, with the key.
        message: String,
    },
    /// An argument of the command line.
    #[error("--set {argument}: {message}")]
    Argument {
        /// As written.
        argument: String,
        /// What is wrong.
        message: String,
    },
    /// A key that is at fault wherever it comes from.
    #[error("`{key}`: {message}")]
    Key {
        /// Its name, with that of its table.
        key: &'static str,
        /// What is wrong.
        message: String,
    },
}

/// Adds the nearest valid word to serde's "unknown field `x`, expected one of `a`, `b`".
pub(super) fn with_nearest(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let Some((wrong, known)) = quoted.split_first().filter(|_| message.starts_with("unknown")) else {
        return message.to_owned();
    };
    let nearest = known.iter().min_by_key(|word| strsim::damerau_levenshtein(wrong, word));
    match nearest.filter(|word| strsim::damerau_levenshtein(wrong, word) <= wrong.len() / 2) {
        Some(word) => format!("{message}; did you mean `{word}`?"),
        None => message.to_owned(),
    }
}

/// The line, from 1, of a byte of a text.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).matches('\n').count() + 1
}
