//! Check 1: is the home connection fast and stable?

mod bands;
pub mod call;
mod each_way;
mod judge;
mod load;
mod observation;
mod queue;
mod targets;

pub use bands::LoadBands;
pub use call::CallClass;
pub use each_way::{EachWay, OneWay, TwoWays};
pub use judge::{judge, judge_connected};
pub use load::*;
pub use observation::*;
pub use queue::{QueueHolder, StandingQueue, standing_queues};
