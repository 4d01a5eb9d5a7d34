//! Check 4: does the company's entrance take connections quickly, several at once, at this hour?

mod judge;
mod observation;

pub use judge::judge;
pub use observation::*;
