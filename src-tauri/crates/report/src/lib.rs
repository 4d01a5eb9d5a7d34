//! Every sentence and document of Maillon, in French and English.
//!
//! Takes what `maillon-diagnosis` stores and judges; never measures, never judges.

mod actor;
mod chain;
mod chain_picture;
mod charts;
pub mod comparison;
mod compose;
#[cfg(test)]
mod documents_tests;
mod figures;
#[cfg(test)]
mod fixtures;
mod format;
mod gain;
mod gaps;
pub mod history;
#[cfg(test)]
mod hostile_tests;
mod html;
mod json;
pub mod lang;
mod live;
pub mod mail;
#[cfg(test)]
mod messages_tests;
pub mod moments;
pub mod opened;
mod profile_error;
mod profile_facts;
pub mod read;
pub mod redaction;
mod row;
pub mod spoken;
mod system_error;
mod text;
mod ticket;
#[cfg(test)]
mod typography_tests;
mod verdict;
pub mod view;
mod why;
pub mod words;

pub use html::html;
pub use json::json;
pub use lang::Lang;
pub use profile_error::profile_error;
pub use profile_facts::profile_facts;
pub use read::{ReadError, read};
pub use redaction::{RedactionItem, redact};
pub use system_error::system_error;
pub use text::text;
pub use ticket::ticket;
pub use view::View;
pub use why::reasoning;
pub use words::Words;
