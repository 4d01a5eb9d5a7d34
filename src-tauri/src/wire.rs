//! What the page receives and sends. Words come from `maillon-report`; nothing here is a sentence of ours.

mod reports;

pub use reports::{Comparison, Decoded, Opening, Shown};

use maillon_diagnosis::report::Mode;
use maillon_measurement::Plan;
use maillon_report::Lang;
use maillon_report::opened::OpenError;
use maillon_report::view::{LinkView, RedactionView, RowView};
use serde::{Deserialize, Serialize};

/// Everything the page needs before the first run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Setup {
    /// Version of the program.
    pub version: String,
    /// The language to show: the user's choice, else the system's.
    pub lang: Lang,
    /// The system's language.
    pub system_lang: Lang,
    /// The user's settings.
    pub settings: Settings,
    /// The profile in force.
    pub profile: ProfileNotice,
    /// Mailbox of the helpdesk by the profile in force; none when it names no plain one.
    pub helpdesk: Option<String>,
    /// What a run costs in each mode.
    pub costs: Vec<ModeCost>,
    /// Where reports are saved without asking; only when the program was started with `--save-to`.
    pub save_to: Option<String>,
    /// Whether the program was started with a report to show.
    pub report_given: bool,
    /// A dropped file is sent up to this many bytes; a longer one is no report.
    pub largest_report: u32,
}

/// What the user chose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(default)]
pub struct Settings {
    /// Language; none for the system's.
    pub lang: Option<Lang>,
    /// Light, dark, or the system's.
    pub theme: Theme,
    /// Whether a run starts when the window opens.
    pub start_at_once: bool,
    /// How much a run may spend.
    pub mode: Mode,
}

/// What a run costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ModeCost {
    /// In this mode.
    pub mode: Mode,
    /// Seconds it usually takes.
    pub seconds: u32,
    /// Most megabytes it may move.
    pub megabytes: u32,
}

impl ModeCost {
    /// What runs by this plan cost, were their mode another.
    pub fn of_each(plan: &Plan) -> Vec<Self> {
        let cost = |mode: &Mode| {
            let plan = plan.in_mode(*mode);
            Self {
                mode: plan.mode,
                seconds: plan.expected_seconds().ceil() as u32,
                megabytes: (plan.data_cap() / 1_000_000) as u32,
            }
        };
        Mode::ALL.iter().map(cost).collect()
    }
}

/// How the page is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The profile in force, or what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ProfileNotice {
    /// The file; none when no profile was found.
    pub file: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// Why the file could not be taken, with line and column; the built-in defaults are in force then.
    pub problem: Option<BothLanguages>,
}

/// A sentence in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct BothLanguages {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl BothLanguages {
    /// A sentence from whoever words it.
    pub fn of(sentence: impl Fn(Lang) -> String) -> Self {
        Self {
            fr: sentence(Lang::Fr),
            en: sentence(Lang::En),
        }
    }
}

impl From<OpenError> for BothLanguages {
    fn from(error: OpenError) -> Self {
        Self::of(|lang| error.sentence(lang))
    }
}

/// One message of a run to the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UiEvent {
    /// The whole state of the run, again.
    Progress {
        /// The state.
        progress: Progress,
    },
    /// The run is over, complete or cancelled; the report can be asked for.
    Finished,
    /// The run broke down by a fault of the program.
    Failed {
        /// What the fault said, in English, for the helpdesk.
        detail: String,
    },
}

/// The state of a run that goes on, worded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Progress {
    /// Whether the recorded example is played.
    pub example: bool,
    /// Seconds the run was expected to take.
    pub expected_seconds: f64,
    /// Seconds still expected.
    pub remaining_seconds: u32,
    /// The eight links.
    pub chain: Vec<LinkProgress>,
    /// The six points.
    pub rows: Vec<RowProgress>,
    /// The last figure read, such as a rate; empty before the first.
    pub now: String,
}

/// How far a part of the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Not begun.
    Waiting,
    /// Being measured.
    Measuring,
    /// Measured.
    Done,
}

/// A link while the run goes on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct LinkProgress {
    /// The link.
    pub link: LinkView,
    /// How far it is.
    pub phase: Phase,
    /// The last round trips to it, oldest first, as shares of the height they are drawn in, 0 to 1; none where no answer came.
    pub trace: Vec<Option<f64>>,
}

/// A point while the run goes on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct RowProgress {
    /// The point.
    pub row: RowView,
    /// How far it is.
    pub phase: Phase,
}

/// A document to save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// For people.
    Html,
    /// For Maillon: opens by a double click.
    Maillon,
    /// For tools.
    Json,
}

/// What a file would hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ExportPreview {
    /// What can be hidden.
    pub items: Vec<RedactionView>,
    /// The text of the file; none when the page shows it in a frame of its own.
    pub content: Option<String>,
}

/// How saving ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Saved {
    /// The file is whole on the disk.
    Saved {
        /// Where.
        path: String,
        /// Where its copy for Maillon is, beside a page.
        copy: Option<String>,
    },
    /// The user closed the dialog.
    Cancelled,
}

/// How writing to the helpdesk went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Written {
    /// The report is saved and the mail program was asked to open.
    Begun {
        /// Where the report is.
        path: String,
        /// Where its copy for Maillon is.
        copy: Option<String>,
    },
    /// The report is saved, and no mail program could be asked.
    NoProgram {
        /// Where the report is.
        path: String,
        /// Where its copy for Maillon is.
        copy: Option<String>,
        /// To whom it can be sent by hand.
        helpdesk: String,
        /// What the system said, in English, for the helpdesk.
        detail: String,
    },
    /// The user closed the dialog; nothing was saved.
    Cancelled,
}

/// An error the page acts on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[error("{code:?}: {detail}")]
pub struct CommandError {
    /// What went wrong.
    pub code: ErrorCode,
    /// What the system said, in English, for the helpdesk.
    pub detail: String,
}

impl CommandError {
    /// An error with what the system said.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A run is going on already.
    AlreadyRunning,
    /// There is no report yet.
    NoReport,
    /// The document could not be written there; another place may do.
    NotSaved,
    /// Past runs could not all be erased.
    NotErased,
    /// The settings could not be kept.
    SettingsNotKept,
    /// A fault of the program.
    Internal,
}
