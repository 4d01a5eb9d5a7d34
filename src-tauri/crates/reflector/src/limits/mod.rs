//! What one client, and all of them together, may use.

pub mod admission;
pub mod bucket;
pub mod client;
pub mod flow;
pub mod gate;
pub mod refusal;
pub mod spending;

pub use client::Client;
