//! Check 4: does the company's entrance take connections quickly, several at once, at this hour?

mod judge;
mod observation;
mod peak_hours;

pub use judge::judge;
pub use observation::*;
