//! The JSON Schemas (draft 2020-12) of both documents, as `cargo xtask codegen` writes them from the types. The delivered
//! programs carry the text and not what makes it.
//!
//! The generator carries them too, for it hides names as a report does: where a new word changes what is hidden, it settles
//! at its second run.

/// Of a report.
pub const REPORT: &str = include_str!("../schemas/report.json");

/// Of a company's profile.
pub const PROFILE: &str = include_str!("../schemas/profile.json");
