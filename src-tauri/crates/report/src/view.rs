//! Everything a page or a document draws for one report in one language, worded and formatted.
//!
//! Whoever draws it formats no figure and knows no code of a finding. Every string is data, never markup.

mod chart;

pub use chart::{Band, Bar, Chart, Series, Tick};

use crate::lang::Lang;
use crate::redaction::RedactionItem;
use crate::why::Branch;
use maillon_diagnosis::{Certainty, CheckId, Link, Outcome, Severity, Status, UseId};
use serde::Serialize;

/// One report in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct View {
    /// The language of every string below.
    pub lang: Lang,
    /// Title of the document, with the day and the hour of the run.
    pub title: String,
    /// Whether this is the recorded example; the page says so all along.
    pub example: bool,
    /// What must be read before the verdict: an example, a run cut short, a remote session.
    pub notices: Vec<String>,
    /// The verdict in words.
    pub verdict: VerdictView,
    /// The eight links, from the desk to the servers. `security` is drawn as a shield on the computer.
    pub chain: Vec<LinkView>,
    /// What the employee can do with the connection now.
    pub uses: Vec<UseView>,
    /// How the verdict was reached, a branch a link.
    pub why: Vec<Branch>,
    /// The six points, in the order of the checklist.
    pub checks: Vec<CheckView>,
    /// Delay and goodput over the seconds of the run; empty when nothing was measured over time.
    pub charts: Vec<Chart>,
    /// The slow moments that the long watch caught, the earliest first.
    pub moments: Vec<MomentView>,
    /// The computer in a few lines.
    pub machine: Vec<FactView>,
    /// When and how the run went.
    pub run: RunView,
    /// The text to paste in a ticket, a few plain lines.
    pub ticket: String,
    /// The report in twenty characters.
    pub spoken: SpokenView,
}

/// A slow moment that the long watch caught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct MomentView {
    /// When, and who called it slow.
    pub title: String,
    /// What the minutes around it say, one sentence.
    pub sentence: String,
    /// What was found in them, a sentence each.
    pub evidence: Vec<String>,
    /// What was watched, the nearest first.
    pub rows: Vec<MomentRow>,
    /// The minutes around it; none when hardly anything was watched.
    pub chart: Option<Chart>,
}

/// One target of a slow moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct MomentRow {
    /// What it is called.
    pub label: String,
    /// Its answer before and after, median.
    pub usual: String,
    /// Its answer in the moment, median.
    pub then: String,
    /// Answers missing in the moment.
    pub lost: String,
}

/// The report in twenty characters, for the day nothing can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct SpokenView {
    /// What it is called.
    pub heading: String,
    /// The code, in four groups of five characters.
    pub code: String,
    /// What to do with it, a sentence.
    pub note: String,
    /// The same code, for a camera.
    pub qr: QrView,
    /// What the picture is, for those who do not see it.
    pub qr_label: String,
}

/// A QR code, to be drawn dark on white with a margin of four modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct QrView {
    /// Modules of a side.
    pub size: u32,
    /// Outline of the dark modules, data of an SVG path.
    pub path: String,
}

/// The verdict in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct VerdictView {
    /// What the run says.
    pub outcome: Outcome,
    /// The first weak link, when one is named.
    pub weak_link: Option<Link>,
    /// One sentence that names the weak link, or says that there is none.
    pub headline: String,
    /// How sure, as a value.
    pub certainty: Option<Certainty>,
    /// How sure, as a sentence.
    pub certainty_text: Option<String>,
    /// What to do now, one or two sentences.
    pub action: String,
    /// Who must act; none when nobody has to.
    pub actor: Option<ActorView>,
    /// What mending the weak link alone would change, one or two sentences.
    pub gain: Option<String>,
    /// The figures that support it, a sentence each.
    pub evidence: Vec<String>,
    /// Further weak links, a sentence each, most important first.
    pub others: Vec<String>,
    /// What only follows from the weak link, a sentence each.
    pub consequences: Vec<String>,
    /// What could not be seen and would have mattered, a sentence each.
    pub missing: Vec<String>,
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The employee.
    You,
    /// The provider of the home connection.
    Provider,
    /// The company's IT department.
    It,
}

/// Who must act, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ActorView {
    /// Who.
    pub id: Actor,
    /// In words, such as "your provider".
    pub label: String,
}

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct LinkView {
    /// Which.
    pub id: Link,
    /// Its name, two or three words.
    pub label: String,
    /// Its state.
    pub status: Status,
    /// Its state in a word.
    pub status_word: String,
    /// Its figure with its unit, or "not measured".
    pub figure: String,
    /// Whether it is the weak link, or one of them.
    pub is_weak: bool,
    /// What this link is, or what is wrong with it, a sentence.
    pub explanation: String,
    /// How much it carries on a scale from 1 Mbit/s (0) to 1 Gbit/s (1), by powers of ten; negotiated or
    /// measured; none when neither is known to be its own.
    pub capacity: Option<f64>,
    /// The few figures that tell most of it, at most four, those that were measured.
    pub figures: Vec<FigureView>,
}

/// One use of the connection.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct UseView {
    /// Which.
    pub id: UseId,
    /// Its name.
    pub label: String,
    /// Its state.
    pub status: Status,
    /// Its state in a word.
    pub status_word: String,
    /// What limits it; empty when nothing does.
    pub reason: String,
}

/// One of the six points, with everything that was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct CheckView {
    /// The row as the page lists it.
    pub row: RowView,
    /// The table of figures.
    pub figures: Vec<FigureView>,
    /// What could not be measured, a sentence each.
    pub gaps: Vec<String>,
}

/// One of the six points as a row; also what a live page shows before there is a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct RowView {
    /// Which.
    pub id: CheckId,
    /// Its name, two or three words.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Its state.
    pub status: Status,
    /// Its state in a word.
    pub status_word: String,
    /// What it says, one sentence.
    pub summary: String,
    /// What was found, gravest first.
    pub findings: Vec<FindingView>,
}

/// One finding in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct FindingView {
    /// How grave.
    pub severity: Severity,
    /// What was found, a sentence.
    pub text: String,
    /// What it means, a sentence; none where the verdict says so.
    pub meaning: Option<String>,
    /// What to do about it; none when there is nothing to do.
    pub advice: Option<String>,
}

/// One line of a table of figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct FigureView {
    /// What was measured.
    pub label: String,
    /// The figure with its unit, or "not measured".
    pub value: String,
    /// How it stands against its limit; none for a fact without a limit.
    pub status: Option<Status>,
    /// The limit in force; empty without one.
    pub limit: String,
    /// Where the limit comes from; empty without one.
    pub source: String,
    /// How it was measured.
    pub method: String,
}

/// A fact with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct FactView {
    /// What.
    pub label: String,
    /// Its value, or "not measured".
    pub value: String,
}

/// When and how the run went.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct RunView {
    /// Day and hour, such as "24 November 2026 at 14:05".
    pub started: String,
    /// Whether it went to its end.
    pub complete: bool,
    /// One line: when, how long, how much data.
    pub line: String,
    /// The same and more as facts: duration, mode, data, profile, program.
    pub facts: Vec<FactView>,
}

/// The labels of a live page, before anything is measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct LiveView {
    /// The language of every string below.
    pub lang: Lang,
    /// The eight links, not known yet.
    pub chain: Vec<LinkView>,
    /// The six points, not known yet.
    pub rows: Vec<RowView>,
    /// The word for each state.
    pub status_words: Vec<StatusWord>,
}

/// The word for a state.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct StatusWord {
    /// The state.
    pub status: Status,
    /// Its word.
    pub word: String,
}

/// One item that can be taken out of a report before it is saved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct RedactionView {
    /// Which.
    pub id: RedactionItem,
    /// Its name.
    pub label: String,
    /// In how many places of this report it stands.
    pub found: u32,
}
