//! What Maillon knows and how it thinks: the vocabulary, what each check observed, the limits, the judging and the verdict.
//!
//! Pure by construction: no file, no socket, no clock, no operating system. The same stored observation always gives
//! the same verdict, so `maillon-cli explain` can judge an employee's report again on the helpdesk's side.
//! No sentence lives here: a finding is a code, a severity and typed quantities; words belong to `maillon-report`.

pub mod addresses;
pub mod checks;
mod constants;
pub mod excess;
pub mod finding;
pub mod gap;
pub mod hours;
pub mod judgement;
pub mod key_figures;
pub mod limits;
pub mod profile;
pub mod report;
pub mod schema;
pub mod slow_moment;
pub mod statistics;
pub mod verdict;
pub mod vocabulary;

pub use finding::{Code, Finding, Quantity};
pub use gap::{Gap, GapReason};
pub use limits::Limits;
pub use profile::Profile;
pub use report::Report;
pub use verdict::Verdict;
pub use vocabulary::{Certainty, CheckId, Link, Outcome, Severity, Status, UseId};
