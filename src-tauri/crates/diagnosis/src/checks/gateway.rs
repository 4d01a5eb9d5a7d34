//! Check 4: does the company's entrance take connections quickly, several at once, at this hour?

mod judge;
mod observation;
mod past;
mod peak_hours;

pub use judge::judge;
pub use observation::*;
pub use past::past_runs;
