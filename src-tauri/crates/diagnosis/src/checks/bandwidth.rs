//! Check 1: is the home connection fast and stable?

mod bands;
mod judge;
mod load;
mod observation;
mod targets;

pub use bands::LoadBands;
pub use judge::{judge, judge_connected};
pub use load::*;
pub use observation::*;
