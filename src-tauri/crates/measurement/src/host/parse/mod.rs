//! Understands what the operating system answered: pure functions over text, the same on every system.

pub mod memory;
pub mod process;
pub mod processor;
pub mod security;
pub mod system;
pub mod vpn;
