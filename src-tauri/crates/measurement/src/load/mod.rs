//! Our own load on the line, against a responsiveness server (draft-ietf-ippm-responsiveness-09), and the delay under it.
//!
//! Deciding (`capacity`, `ramp`, `responsiveness`, `ledger`) knows no socket and no clock; moving bytes (`line`, `flow`,
//! `run`) decides nothing. No byte is asked for without room in the ledger.

mod bands;
pub mod capacity;
pub mod config;
pub mod engine;
mod flow;
pub mod ledger;
mod line;
pub mod ramp;
pub mod responsiveness;
mod run;
mod server;
#[cfg(test)]
mod simulation;
mod trust;

pub use run::{LoadBudget, LoadOutcome, LoadProgress, run};
pub use server::{NqServer, configure};
pub use trust::{NotPem, Trust};
