//! What is wrong with a profile, and where.

use super::address::AddressFault;
use super::shape::{Expected, Unit};

/// The first thing in a profile that cannot be taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("line {line}, column {column}: {mistake}")]
pub struct ProfileError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what was expected.
    pub mistake: Mistake,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Mistake {
    /// Larger than [`super::LARGEST_PROFILE`]: not read.
    TooLarge,
    /// The bytes are not UTF-8 text.
    NotText,
    /// The text is not TOML.
    NotToml {
        /// What the parser said, in English.
        detail: String,
    },
    /// No such key in this section.
    UnknownKey {
        /// As written.
        key: String,
        /// The nearest key of the section.
        nearest: Option<String>,
        /// The section in which there is such a key.
        belongs_in: Option<&'static str>,
        /// Every key of the section.
        known: Vec<&'static str>,
    },
    /// A key the section is nothing without.
    MissingKey {
        /// The section.
        section: String,
        /// The key.
        key: &'static str,
    },
    /// A value that is not what its key needs.
    WrongValue {
        /// The key.
        key: String,
        /// The value as written, shortened.
        written: String,
        /// What the key needs.
        expected: Expected,
        /// What is amiss, where more can be said.
        hint: Option<Hint>,
    },
    /// A limit nobody knows.
    UnknownLimit {
        /// As written.
        name: String,
        /// The nearest limit there is.
        nearest: Option<String>,
    },
    /// The second figure of a limit is milder than the first.
    LimitOrder {
        /// The limit.
        name: String,
        /// Whether a higher figure is worse.
        higher_is_worse: bool,
    },
}

/// What is amiss with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// The nearest word.
    Nearest(&'static str),
    /// The address is wrong in this way.
    Address(AddressFault),
    /// A number in quotation marks, or with its unit: the number alone is wanted.
    NumberAlone(String),
    /// One value where a list is wanted: square brackets are missing.
    Brackets,
    /// A name with a dot in it must stand in quotation marks.
    QuoteName(String),
    /// A list longer than is taken.
    TooLong,
}

impl ProfileError {
    pub(super) fn at(text: &str, offset: usize, mistake: Mistake) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before[line_start..].trim_start_matches('\u{feff}');
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            mistake,
        }
    }

    pub(super) fn not_toml(text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        let detail = error.message().to_owned();
        Self::at(text, offset, Mistake::NotToml { detail })
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge => write!(formatter, "larger than {} bytes", super::LARGEST_PROFILE),
            Self::NotText => write!(formatter, "not UTF-8 text"),
            Self::NotToml { detail } => write!(formatter, "not TOML: {detail}"),
            Self::UnknownKey { key, nearest, .. } => {
                write!(formatter, "unknown key `{key}`")?;
                nearest
                    .iter()
                    .try_for_each(|near| write!(formatter, ", nearest `{near}`"))
            }
            Self::MissingKey { section, key } => write!(formatter, "`{section}` lacks `{key}`"),
            Self::WrongValue {
                key, written, expected, ..
            } => write!(formatter, "`{key}` = {written}: expected {expected}"),
            Self::UnknownLimit { name, nearest } => {
                write!(formatter, "unknown limit `{name}`")?;
                nearest
                    .iter()
                    .try_for_each(|near| write!(formatter, ", nearest `{near}`"))
            }
            Self::LimitOrder { name, .. } => write!(formatter, "`{name}`: `broken` is milder than `slow`"),
        }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text => write!(formatter, "a text"),
            Self::Word(words) => write!(formatter, "one of {}", words.join(", ")),
            Self::Whole { least, most, unit } => {
                write!(formatter, "a whole number of {} from {least} to {most}", unit.id())
            }
            Self::Rate => write!(formatter, "a number of Mbit/s above 0"),
            Self::WebUrl => write!(formatter, "https://host/path"),
            Self::HostPort => write!(formatter, "host:port"),
            Self::Anchor => write!(formatter, "an IP address or a host name"),
            Self::Target => write!(formatter, "http(s)://…, tcp://host:port or smb://host"),
            Self::List(of) => write!(formatter, "a list of: {of}"),
            Self::Section(_) | Self::Limits => write!(formatter, "a section"),
            Self::Sections(_) => write!(formatter, "sections in double brackets"),
            Self::Limit => write!(formatter, "{{ slow = …, broken = … }}"),
            Self::Figure { .. } => write!(formatter, "a number from 0 up"),
        }
    }
}

impl Unit {
    /// The identifier of its message.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Megabytes => "megabytes",
            Self::Connections => "connections",
            Self::Sessions => "sessions",
        }
    }
}
