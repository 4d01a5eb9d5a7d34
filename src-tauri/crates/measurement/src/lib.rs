//! Runs the checklist: `checks` measures one point of it a file, `probes` holds one measuring technique a file, `host`
//! the questions put to the operating system.
//!
//! A probe knows no threshold, no language and no other probe. What it could not measure is an error with a reason,
//! which the check records as a gap in its observation.

mod checks;
pub mod clock;
pub mod defaults;
pub mod event;
pub mod host;
pub mod kept_reports;
pub mod load;
pub mod long_watch;
pub mod plan;
pub mod probes;
pub mod profile_file;
mod run;
pub mod whole_file;

pub use clock::RunClock;
pub use event::Event;
pub use long_watch::{Controls, WatchEvent, long_watch};
pub use plan::Plan;
pub use run::run;
