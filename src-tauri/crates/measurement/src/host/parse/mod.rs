//! Understands what the operating system answered: pure functions over text and bytes, the same on every system.

pub mod desktop;
pub mod macos;
pub mod memory;
pub mod mounts;
pub mod network;
pub mod posture;
pub mod process;
pub mod processor;
pub mod processor_series;
pub mod proxy;
pub mod security;
pub mod system;
pub mod updates;
pub mod vpn;
pub mod windows;
