//! Check 1: is the home connection fast and stable?

mod bands;
pub mod call;
mod judge;
mod load;
mod observation;
mod queue;
mod targets;

pub use bands::LoadBands;
pub use call::CallClass;
pub use judge::{judge, judge_connected};
pub use load::*;
pub use observation::*;
pub use queue::{StandingQueue, standing_queues};
