//! The seam to the operating system.
//!
//! Asking (`linux`) is apart from understanding (`parse`), so that captured text tests every parser on every system.

#[cfg(target_os = "linux")]
pub mod linux;
pub mod parse;
