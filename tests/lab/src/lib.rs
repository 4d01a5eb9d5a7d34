//! A teleworker's home, a provider and a company in network namespaces, with real servers and emulated links.
//!
//! ```text
//! pc ── box ── isp ── anchors     resolver, nq server, STUN server, two public addresses
//!                └─── edge ── corp     concentrator; name server, TSE, application and file servers
//! ```
//!
//! Every link but the company's own network goes through the emulator of [`link`]: the kernels the tests run on do not
//! all have `netem`. It needs root and Linux, and says so instead of passing without having tested. Nothing leaves the
//! namespaces, and nothing of them outlives the [`Lab`], nor its process where that is killed.

pub mod address;
pub mod certificate;
pub mod company;
pub mod control_group;
pub mod home;
mod janitor;
mod lab;
pub mod link;
pub mod machine;
mod mounts;
pub mod name;
pub mod namespace;
pub mod process;
pub mod profile;
pub mod program;
pub mod scenario;
pub mod servers;
mod shell;
pub mod tunnel;

pub use lab::Lab;
pub use tunnel::{Tunnel, Vpn};
