//! Check 5: what do antivirus, EDR, firewall, proxy and TLS inspection cost here?

mod judge;
mod observation;

pub use judge::judge;
pub use observation::*;
