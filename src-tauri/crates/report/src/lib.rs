//! Every sentence and document of Maillon, in French and English.
//!
//! Takes what `maillon-diagnosis` stores and judges; never measures, never judges.

mod actor;
mod chain;
mod compose;
mod figures;
#[cfg(test)]
mod fixtures;
mod format;
mod gaps;
pub mod lang;
mod live;
#[cfg(test)]
mod messages_tests;
mod row;
mod ticket;
mod verdict;
pub mod view;
pub mod words;

pub use lang::Lang;
pub use ticket::ticket;
pub use view::View;
pub use words::Words;
