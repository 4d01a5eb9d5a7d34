//! Check 1: is the home connection fast and stable?

mod judge;
mod observation;
mod targets;

pub use judge::judge;
pub use observation::*;
