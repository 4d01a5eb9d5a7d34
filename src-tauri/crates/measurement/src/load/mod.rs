//! Our own load on the line, against a responsiveness server (draft-ietf-ippm-responsiveness-09), and the delay under it.
//!
//! Deciding (`engine`, with `capacity`, `filled`, `flows`, `bands`, `ramp`, `responsiveness` and `ledger`) knows no socket and no
//! clock, so that `simulation` tests it against lines whose truth is known; moving bytes (`line`, `asker`, `flow`, `running`)
//! decides nothing. No byte is asked for without room in the ledger.

mod asker;
mod bands;
pub mod capacity;
pub mod config;
mod content;
mod delivered;
pub mod engine;
mod filled;
mod flow;
pub mod flows;
pub mod ledger;
mod line;
mod meter;
mod probes;
pub mod ramp;
pub mod responsiveness;
mod run;
mod running;
mod server;
#[cfg(test)]
mod simulation;
mod trust;

pub use run::{LoadBudget, LoadOutcome, LoadProgress, run};
pub use server::{NqServer, configure, find};
pub use trust::{NotPem, Trust};
