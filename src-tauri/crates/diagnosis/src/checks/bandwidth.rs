//! Check 1: is the home connection fast and stable?

mod judge;
mod observation;

pub use judge::judge;
pub use observation::*;
