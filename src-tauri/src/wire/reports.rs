//! Reports and codes that come from elsewhere, as the page receives them.

use super::BothLanguages;
use maillon_report::comparison::ComparisonView;
use maillon_report::opened::{OpenError, OpenedView};
use maillon_report::spoken::{Spoken, ToldView};
use maillon_report::{Lang, View};
use serde::Serialize;

/// The report that is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Shown {
    /// The report in words.
    pub view: View,
    /// How it is marked when it came from a file; none for a run of this computer.
    pub opened: Option<OpenedView>,
}

/// How opening a report ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Opening {
    /// It is the report that is shown now.
    Opened,
    /// The user closed the dialog.
    Cancelled,
    /// It is not shown.
    Refused {
        /// Why, a sentence.
        problem: BothLanguages,
    },
}

impl From<Result<(), OpenError>> for Opening {
    fn from(outcome: Result<(), OpenError>) -> Self {
        match outcome {
            Ok(()) => Self::Opened,
            Err(error) => Self::Refused { problem: error.into() },
        }
    }
}

/// Two past runs side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Comparison {
    /// Both were read.
    Compared {
        /// What they say.
        comparison: Box<ComparisonView>,
    },
    /// One cannot be read.
    Refused {
        /// Why, a sentence.
        problem: BothLanguages,
    },
}

impl From<Result<ComparisonView, OpenError>> for Comparison {
    fn from(outcome: Result<ComparisonView, OpenError>) -> Self {
        match outcome {
            Ok(comparison) => Self::Compared {
                comparison: Box::new(comparison),
            },
            Err(error) => Self::Refused { problem: error.into() },
        }
    }
}

/// What a dictated code says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decoded {
    /// It was read.
    Told {
        /// What it says.
        told: Box<ToldView>,
    },
    /// It cannot be read.
    Refused {
        /// What is wrong with it, and what to do, a sentence.
        problem: String,
    },
}

impl Decoded {
    /// Reads a code as it was dictated.
    pub fn of(code: &str, lang: Lang) -> Self {
        match Spoken::read(code) {
            Ok(spoken) => Self::Told {
                told: Box::new(spoken.view(lang)),
            },
            Err(error) => Self::Refused {
                problem: error.sentence(lang),
            },
        }
    }
}
