//! Check 6: are the company's servers and applications themselves slow?

mod judge;
mod observation;

pub use judge::judge;
pub use observation::*;
