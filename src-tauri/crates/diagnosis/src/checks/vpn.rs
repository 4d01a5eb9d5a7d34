//! Check 3: is a VPN up, which one, full or split, and what does it cost?

mod cost;
mod judge;
mod observation;

pub(crate) use cost::CARRIED_BY_DATAGRAMS;
pub use judge::{Shape, judge, shape};
pub use observation::*;
