//! Check 2: can this computer keep up?

mod judge;
mod observation;

pub use judge::judge;
pub use observation::*;
